"""What is done about requirements: who says what, what becomes of the requirement, and what is seen of the effect."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from momentum.accounts.access import Refused, Stale
from momentum.accounts.actor import VISITOR
from momentum.identity.actions import counter_measures as actions
from momentum.identity.actions import statements
from momentum.identity.models import CounterMeasure
from momentum.identity.queries.counter_measures import effect, hours_now
from momentum.identity.queries.kept import forget
from momentum.sector.models import Requirement
from momentum.sector.queries.requirements import in_force
from tests.identity import stated_field
from tests.identity.test_statement_pages import of

Kind = CounterMeasure.Kind
YEARS = (2012, 2013, 2014, 2015, 2016)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2017, 3, 14)
    forget()
    with override("en"):
        yield
    forget()


@pytest.fixture
def field(db):
    return stated_field.build(years=YEARS)


def proposed(field, kind=Kind.WITHDRAWN, **more):
    return actions.propose(
        field.anna,
        requirement=field.norms,
        kind=kind,
        words_nl="Kwartaalverslag schrappen",
        words_en="Leave out the quarterly report",
        **more,
    )


def done(field, kind=Kind.WITHDRAWN, *, done_on=date(2015, 1, 1), hours_after=None, **more):
    measure = actions.agree(field.anna, proposed(field, kind, **more))
    return actions.finish(field.broker, measure, done_on=done_on, hours_after=hours_after)


def hours_of(year):
    return sum(each.hours for each in in_force(year) if each.code != "")


def publish(field):
    statement = statements.make_statement(field.anna, year=2016)
    statement = statements.write_remark(field.anna, statement, remark_nl="Zo.", remark_en="So.")
    statement = statements.submit(field.anna, statement)
    statement = statements.check(field.bo, statement, content_hash=statement.content_hash)
    return statements.approve(field.bea, statement, content_hash=statement.content_hash)


def test_withdrawn_the_requirement_ends_and_its_past_stays(field):
    before = hours_of(2014), hours_of(2016)
    measure = done(field)
    field.norms.refresh_from_db()
    assert field.norms.until == date(2015, 1, 1)
    assert (measure.hours_before, measure.hours_after) == (90, 0)
    assert (hours_of(2014), hours_of(2016)) == (before[0], before[1] - 90)


def test_made_lighter_the_hours_of_before_stay_and_the_new_ones_hold_from_the_next_year(field):
    measure = done(field, Kind.LIGHTER, done_on=date(2014, 6, 1), hours_after=Decimal(30))
    lighter = Requirement.objects.get(filed_as=f"counter-measure:{measure.pk}")
    assert (lighter.since, lighter.hours, lighter.binds_all) == (date(2015, 1, 1), 30, True)
    assert [hours_of(year) for year in (2013, 2014, 2015, 2016)] == [90, 90, 150, 150]


def test_merged_it_ends_and_the_other_goes_on(field):
    with pytest.raises(ValidationError) as refused:
        proposed(field, Kind.MERGED)
    assert set(refused.value.message_dict) == {"into"}
    measure = done(field, Kind.MERGED, into=field.audit)
    assert measure.into == field.audit
    assert hours_of(2016) == 120


def test_only_who_keeps_the_requirements_says_it_is_done(field):
    measure = actions.agree(field.anna, proposed(field))
    for actor in (VISITOR, field.anna, field.bea, field.manager):
        with pytest.raises(Refused):
            actions.finish(actor, measure, done_on=date(2016, 1, 1))
    for actor in (VISITOR, field.broker, field.bea, field.manager):
        with pytest.raises(Refused):
            actions.propose(actor, requirement=field.audit, kind=Kind.WITHDRAWN, words_nl="Weg")
        with pytest.raises(Refused):
            actions.drop(actor, measure, reason="No.")


def test_what_cannot_be_is_said_at_its_field(field):
    for wrong, name in (
        ({"kind": "burned"}, "kind"),
        ({"words_nl": " "}, "words_nl"),
        ({"kind": Kind.MERGED, "into": field.norms}, "into"),
    ):
        asked = {"requirement": field.norms, "kind": Kind.WITHDRAWN, "words_nl": "Weg", **wrong}
        with pytest.raises(ValidationError) as refused:
            actions.propose(field.anna, **asked)
        assert set(refused.value.message_dict) == {name}
    measure = actions.agree(field.anna, proposed(field, Kind.LIGHTER))
    for wrong, name in (
        ({"done_on": date(2018, 1, 1), "hours_after": Decimal(1)}, "done_on"),
        ({"done_on": date(2011, 1, 1), "hours_after": Decimal(1)}, "done_on"),
        ({"done_on": date(2016, 1, 1)}, "hours_after"),
        ({"done_on": date(2016, 1, 1), "hours_after": Decimal(90)}, "hours_after"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.finish(field.broker, measure, **wrong)
        assert set(refused.value.message_dict) == {name}
    field.norms.refresh_from_db()
    assert field.norms.until is None
    assert CounterMeasure.objects.get().state == "agreed"


def test_one_thing_at_a_time_is_done_about_a_requirement(field):
    measure = proposed(field)
    with pytest.raises(ValidationError, match="already"):
        proposed(field)
    actions.drop(field.anna, measure, reason="The tender ends anyway.")
    assert proposed(field).state == "proposed"


def test_a_step_over_a_newer_one_is_refused(field):
    measure = proposed(field)
    actions.agree(field.anna, measure, version=measure.version)
    with pytest.raises(Stale):
        actions.drop(field.bo, measure, reason="No.", version=measure.version)
    with pytest.raises(ValidationError, match="agreed"):
        actions.agree(field.bo, measure)


def test_hours_that_few_said_are_not_told(field):
    Requirement.objects.filter(pk=field.norms.pk).update(hours=None)
    field.norms.refresh_from_db()
    for n, organisation in enumerate(field.enterprises[:5]):
        assert hours_now(field.norms) is None
        field.norms.reports.create(organisation=organisation, hours=10 * n)
    assert hours_now(field.norms) == 20


def test_the_effect_is_told_from_public_years_only(field):
    measure = done(field, done_on=date(2014, 1, 1))
    assert effect(measure).why == "no years"
    publish(field)
    seen = effect(measure)
    assert seen.why == ""
    assert seen.enterprises == len(field.enterprises)
    assert seen.hours == [(2012, 90), (2013, 90), (2014, 0), (2015, 0), (2016, 0)]
    agency = next(each for each in seen.moved if each.pole == "public_agency")
    for part in (agency.before, agency.after):
        assert part.low < part.value < part.high
        assert part.organisations == len(field.enterprises)


@pytest.mark.parametrize(("size", "why"), [(3, "few"), (11, "rest"), (7, "")])
def test_nothing_is_told_of_fewer_than_five(field, size, why):
    Requirement.objects.filter(pk=field.norms.pk).update(binds_all=False)
    field.norms.bound.set(field.enterprises[:size])
    publish(field)
    field.norms.refresh_from_db()
    seen = effect(done(field, done_on=date(2014, 1, 1)))
    assert seen.why == why
    assert bool(seen.moved) == (why == "")


def test_the_pages_from_proposal_to_effect(field):
    publish(field)
    anna, broker = of(field.anna), of(field.broker)
    told = {
        "requirement": field.norms.pk,
        "kind": "lighter",
        "words_nl": "Korter verslag",
        "words_en": "A shorter report",
    }
    answer = anna.post(reverse("identity:new_counter_measure"), told)
    measure = CounterMeasure.objects.get()
    assert answer["Location"] == reverse("identity:counter_measure", args=[measure.pk])

    def post(client, verb, **more):
        measure.refresh_from_db()
        where = reverse("identity:counter_measure_step", args=[measure.pk, verb])
        return client.post(where, {"version": measure.version, **more}, follow=True).content.decode()

    assert "Agreed." in post(anna, "agree")
    assert "Say how many hours" in post(broker, "finish", done_on="01-01-2014")
    assert "The requirement is changed" in post(broker, "finish", done_on="01-01-2014", hours_after="30")
    page = Client().get(reverse("identity:counter_measure", args=[measure.pk])).content.decode()
    assert "It cost an enterprise 90 hours a year; now it costs 30." in page
    assert "It tells what goes together" in page
    assert "A shorter report" in Client().get(reverse("identity:counter_measures")).content.decode()
    assert (
        Client().post(reverse("identity:counter_measure_step", args=[measure.pk, "drop"])).status_code == 404
    )


def test_a_statement_freezes_what_was_done(field):
    done(field, done_on=date(2014, 1, 1))
    assert publish(field).content["measures"] == []  # proposed after the year that it is about
    CounterMeasure.objects.update(proposed_on=date(2013, 9, 1))
    from momentum.identity.content import compose

    (told,) = compose(2016)["measures"]
    assert (told["state"], told["hours_before"], told["hours_after"]) == ("done", 90.0, 0.0)
