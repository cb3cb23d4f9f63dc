"""Measuring, asking afterwards, the own voice, and errors that people report."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from momentum.accounts.access import Refused
from momentum.accounts.models import AccessEntry
from momentum.journeys import actions, own_voice
from momentum.journeys.models import Assessment, CorrectionState, FollowUp
from momentum.journeys.queries import follow_ups
from momentum.journeys.queries.asking import not_yet_asked, quarter
from momentum.journeys.queries.follow_ups import follow_up_desk
from tests.journeys.conftest import TODAY

ANSWERS = dict.fromkeys(own_voice.SENTENCES, 3)


@given(st.dictionaries(st.sampled_from(list(own_voice.SENTENCES)), st.integers(0, 4)))
def test_the_own_voice_lies_between_0_and_100_or_is_empty(answers):
    value = own_voice.value(answers)
    if len(answers) < own_voice.NEEDED:
        assert value is None
    else:
        assert min(answers.values()) * 25 <= value <= max(answers.values()) * 25


def test_an_assessment_on_the_same_day_corrects(city, accepted):
    for value in (3, 4):
        actions.record_assessment(
            city.noor,
            accepted,
            instrument="ladder",
            date=date(2016, 5, 1),
            value=value,
            reason="seen at work",
        )
    row = Assessment.objects.get()
    assert (row.value, [each.value for each in row.history.all()]) == (4, [4, 3])


@pytest.mark.parametrize(
    ("instrument", "value", "words"),
    [
        ("ladder", 0, "six rungs"),
        ("ladder", 7, "six rungs"),
        ("ladder", Decimal("3.5"), "six rungs"),
        ("wage_value", 101, "percentage"),
        ("own_voice", 50, "ladder or the wage value"),
    ],
)
def test_values_that_cannot_be(city, accepted, instrument, value, words):
    with pytest.raises(ValidationError, match=words):
        actions.record_assessment(city.noor, accepted, instrument=instrument, date=TODAY, value=value)


def test_nothing_is_measured_in_the_future_or_by_others(city, accepted, participant):
    with pytest.raises(ValidationError, match="not come yet"):
        actions.record_assessment(
            city.noor, accepted, instrument="ladder", date=TODAY + timedelta(days=1), value=3
        )
    for who in (city.bram, city.other_case, city.manager, city.keeper, city.policy, participant):
        with pytest.raises(Refused):
            actions.record_assessment(who, accepted, instrument="ladder", date=TODAY, value=3)


def test_a_measurement_taken_away_stays_in_the_history(city, accepted):
    row = actions.record_assessment(city.noor, accepted, instrument="ladder", date=TODAY, value=3)
    actions.remove_assessment(city.noor, row, reason="of another person")
    assert not Assessment.objects.exists()
    assert Assessment.history.first().history_change_reason == "of another person"


def test_the_own_voice_is_the_persons(city, spell, participant):
    assert list(not_yet_asked(city.noor)) == [spell.journey]
    row = actions.record_own_voice(participant, spell.journey, answers=ANSWERS)
    assert (row.value, row.answers["with"]) == (Decimal(75), "participant")
    assert not not_yet_asked(city.noor).exists()
    with pytest.raises(ValidationError, match="four"):
        actions.record_own_voice(participant, spell.journey, answers={"pace": 1})
    with pytest.raises(ValidationError, match="list"):
        actions.record_own_voice(participant, spell.journey, answers=ANSWERS | {"pace": 5})
    for who in (city.bram, city.manager, city.keeper, city.analyst):
        with pytest.raises(Refused):
            actions.record_own_voice(who, spell.journey, answers=ANSWERS)


def test_the_own_voice_on_a_coachs_screen(city, spell, browse):
    noor, url = browse(city.noor), f"/en/people/{spell.journey_id}/how-is-it-going/"
    assert "Give the screen to Sanne" in noor.get(url).text
    few = noor.post(url, {"pace": "2"})
    assert "at least four" in few.text
    noor.post(url, {key: "2" for key in own_voice.SENTENCES})
    assert Assessment.objects.get().answers["with"] == "work_coach"


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2016, 1, 1), date(2016, 1, 1), date(2016, 4, 1)),
        (date(2016, 12, 31), date(2016, 10, 1), date(2017, 1, 1)),
    ],
)
def test_quarters(day, first, following):
    assert quarter(day) == (first, following)


@pytest.fixture
def due(city, spell):
    """A question due today, thirteen weeks after the stay."""
    actions.end_spell(city.noor, spell, version=1, ends=TODAY - timedelta(weeks=13))
    return FollowUp.objects.get(weeks=13)


def test_who_asks(city, due, register, accept):
    assert [each.name for each in follow_up_desk(city.case).now] == ["Sanne de Wit"]
    assert [each.name for each in follow_up_desk(city.noor).now] == ["Sanne de Wit"]
    assert follow_up_desk(city.keeper).now == []
    due.spell.journey.assignments.filter(role="case_manager").update(ends=TODAY)
    assert [each.name for each in follow_up_desk(city.keeper).now] == ["Sanne de Wit"]
    entry = AccessEntry.objects.filter(user=city.keeper.user, persons__isnull=False)
    assert set(entry.values_list("record", flat=True)) == {"follow_up", "contact"}
    for who in (city.policy, city.analyst, city.manager):
        with pytest.raises(Refused):
            follow_up_desk(who)


def test_a_desk_opens_the_most_urgent_first(city, due, monkeypatch):
    monkeypatch.setattr(follow_ups, "AT_ONCE", 1)
    FollowUp.objects.filter(weeks=26).update(due=TODAY + timedelta(days=3))
    desk = follow_up_desk(city.case)
    assert ([each.follow_up.weeks for each in desk.now], desk.more) == ([13], 1)


def test_a_keeper_reads_contact_and_question_only(city, due, browse):
    due.spell.journey.assignments.filter(role="case_manager").update(ends=TODAY)
    page = browse(city.keeper)
    text = page.get(f"/en/follow-ups/{due.pk}/").text
    assert "Sanne de Wit" in text
    for hidden in ("Brouwerij", "Keuken", "1985", "Burgwallen", "mental health"):
        assert hidden not in text.split("<main")[1]
    assert page.get(f"/en/people/{due.spell.journey_id}/").status_code == 404


def test_an_answer_is_recorded_once(city, due):
    actions.record_follow_up(city.case, due, asked_on=TODAY, outcome="not_reached")
    actions.record_follow_up(city.case, due, asked_on=TODAY, outcome="paid_work", remark="at a bakery")
    with pytest.raises(ValidationError, match="colleague recorded"):
        actions.record_follow_up(city.noor, due, asked_on=TODAY, outcome="not_working")
    due.refresh_from_db()
    assert (due.outcome, due.asked_by, due.history.count()) == ("paid_work", city.case.user, 3)


def test_follow_ups_that_cannot_be(city, due):
    with pytest.raises(ValidationError, match="not come yet"):
        actions.record_follow_up(city.case, due, asked_on=TODAY + timedelta(days=1), outcome="paid_work")
    with pytest.raises(ValidationError, match="before the end"):
        actions.record_follow_up(city.case, due, asked_on=date(2016, 1, 1), outcome="paid_work")
    with pytest.raises(ValidationError, match="list"):
        actions.record_follow_up(city.case, due, asked_on=TODAY, outcome="rich")
    with pytest.raises(Refused):
        actions.record_follow_up(city.bram, due, asked_on=TODAY, outcome="paid_work")


def test_a_person_reports_an_error_and_reads_the_answer(city, spell, participant, browse):
    person = browse(participant)
    typed = {"about": str(spell.pk), "text": "It began a week later"}
    person.post("/en/my-journey/report-an-error/", typed)
    question = spell.journey.correction_requests.get()
    assert question.spell == spell
    noor = browse(city.noor)
    assert "Error reported" in noor.get("/en/desk/").text
    noor.post(
        f"/en/people/errors/{question.pk}/", {"decision": "corrected", "answer": "Right, 8 March it is"}
    )
    question.refresh_from_db()
    assert question.state == CorrectionState.CORRECTED
    assert "Right, 8 March it is" in person.get("/en/my-journey/").text
    with pytest.raises(ValidationError, match="answered already"):
        actions.answer_correction(city.case, question, corrected=False, answer="no")


def test_who_asks_and_answers_corrections(city, spell, participant):
    for who in (city.noor, city.case, city.policy):
        with pytest.raises(Refused):
            actions.ask_correction(who, spell.journey, about="x", text="y")
    question = actions.ask_correction(participant, spell.journey, about="x", text="y")
    for who in (participant, city.bram, city.other_case, city.keeper, city.manager):
        with pytest.raises(Refused):
            actions.answer_correction(who, question, corrected=True, answer="done")
    with pytest.raises(ValidationError, match="few words"):
        actions.answer_correction(city.noor, question, corrected=False, answer=" ")
