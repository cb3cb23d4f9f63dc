"""The register of processing speaks for every field of every record, and says so when it does not."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from momentum.accounts import register
from momentum.accounts.holding import Data, Held
from momentum.accounts.policy import Role
from momentum.accounts.retention import parse_choices, period_of, rules
from momentum.accounts.terms import TERMS, Period


def test_every_field_has_a_purpose_a_class_and_a_term():
    assert register.problems() == []


def changed(**held):
    """What is wrong after a change of what is said of some records (None: nothing is said), and was not before."""
    found, before = register.register(), register.problems()
    for label, says in held.items():
        label = label.replace("__", ".")
        found.held.pop(label)
        if says:
            found.held[label] = says
    return [told for told in register.problems(found) if told not in before]


@pytest.fixture
def district():
    return register.register().held["sector.District"]


def said(held, **instead):
    return Held(**({name: getattr(held, name) for name in held.__dataclass_fields__} | instead))


def test_a_record_that_no_room_speaks_for_is_a_fault():
    (told,) = changed(sector__District=None)
    assert told.startswith("sector.District: no room says why it is held.")


def test_a_field_without_a_class_is_a_fault(district):
    (told,) = changed(sector__District=said(district, fields={Data.ORGANISATION: "code name_nl name_en"}))
    assert told.startswith("sector.District: no class of data for position, borough, shape, x, y.")


def test_history_is_spoken_for_by_its_record():
    told = changed(journeys__Spell=None)
    assert [each.split(":")[0] for each in told] == ["journeys.HistoricalSpell", "journeys.Spell"]


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"keep": "for ever"}, "sector.District: there is no term “for ever”."),
        ({"activity": "whatever"}, "sector.District: there is no activity “whatever”."),
    ],
)
def test_an_unknown_term_or_activity_is_a_fault(district, instead, sentence):
    assert changed(sector__District=said(district, **instead)) == [sentence]


def test_a_line_for_a_field_that_is_not_there_is_a_fault(district):
    fields = {**district.fields, Data.WORDS: "diagnosis code"}
    told = changed(sector__District=said(district, fields=fields))
    assert told == [
        "sector.District: there is no field diagnosis.",
        "sector.District: code is in two classes of data.",
    ]


def test_the_check_of_django_says_it_too(monkeypatch):
    from django.core.checks.registry import registry

    from momentum.accounts.checks import every_field_is_spoken_for

    assert every_field_is_spoken_for in registry.get_checks()
    monkeypatch.setattr(register, "problems", lambda: ["journeys.Journey: no class of data for mood."])
    assert [str(each.msg) for each in every_field_is_spoken_for(None)] == [
        "journeys.Journey: no class of data for mood."
    ]


def test_who_receives_it_follows_from_the_matrix():
    lines = {line.activity.code: line for line in register.by_activity()}
    outside = {Role.POLICY_OFFICER, Role.BUYER, Role.GRANT_OFFICER, Role.BOARD_MEMBER}
    for people in ("guidance", "rights"):
        assert not outside & set(lines[people].recipients)
    assert Role.WORK_COACH in lines["guidance"].recipients
    assert outside <= set(lines["counting"].recipients)


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("2 years", "2017-02-14", "2015-02-14"),
        ("1 year", "2016-02-29", "2015-02-28"),
        ("3 months", "2017-02-14", "2016-11-14"),
        ("1 month", "2016-03-31", "2016-02-29"),
        ("2 weeks", "2017-01-01", "2016-12-18"),
        ("30 days", "2017-01-01", "2016-12-02"),
    ],
)
def test_a_term_counts_back_from_a_day(text, day, before):
    from datetime import date

    assert Period.parse(text).before(date.fromisoformat(day)) == date.fromisoformat(before)
    assert str(Period.parse(text)) == text


def test_a_city_chooses_its_terms(settings):
    settings.KEEP = "journeys=3 years, mail = 1 week"
    assert (str(period_of("journeys")), str(period_of("mail"))) == ("3 years", "1 week")
    assert str(period_of("edition_facts")) == "5 years"
    assert period_of("editions") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("journeys=soon", "MOMENTUM_KEEP, journeys: “soon” is no term; write it as “2 years”"),
        ("jurneys=2 years", "MOMENTUM_KEEP names “jurneys”; it can set: journeys, accounts"),
        ("editions=2 years", "MOMENTUM_KEEP names “editions”"),
        ("journeys", "“” is no term"),
    ],
)
def test_a_choice_that_is_not_understood_is_told(text, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence.replace("(", r"\(")):
        parse_choices(text)


def test_every_term_that_time_ends_is_kept_by_a_rule_or_by_what_its_files_say():
    """A term nobody carries out would be a promise only."""
    elsewhere = {"logs", "backups"}
    assert {code for code, term in TERMS.items() if term.period} - elsewhere - {
        r.term for r in rules()
    } == set()
