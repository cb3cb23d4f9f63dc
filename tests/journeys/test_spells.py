"""A stay from referral to end, by the right role, the wrong role, and where it matters twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Spell
from tests.journeys.conftest import TODAY


def test_from_referral_to_follow_ups(city, sanne):
    referral = actions.refer(city.case, sanne, to_organisation=city.brug, wish="something with people")
    assert referral.state == "sent"
    referral = actions.accept_referral(city.noor, referral, version=1)
    spell = actions.start_spell(
        city.noor, sanne, place=city.kitchen, starts=date(2016, 3, 1), hours_per_week=Decimal(16)
    )
    assert (spell.organisation, spell.kind) == (city.brug, city.unpaid)
    ended = actions.end_spell(city.noor, spell, version=1, ends=date(2016, 11, 1), end_reason=city.reason)
    assert ended.version == 2
    due = list(FollowUp.objects.values_list("weeks", "due"))
    assert due == [(weeks, date(2016, 11, 1) + timedelta(weeks=weeks)) for weeks in (13, 26, 52)]
    assert spell.hours.get().ends == date(2016, 11, 1)
    entry = AccessEntry.objects.get(detail="end_spell")
    assert (entry.verb, entry.user, entry.persons.get().reference) == (
        "write",
        city.noor.user,
        references_of([sanne.pseudonym])[sanne.pseudonym],
    )


def test_a_spell_starts_only_after_the_referral_was_accepted(city, sanne):
    referral = actions.refer(city.case, sanne, to_organisation=city.brug)
    with pytest.raises(Refused):
        actions.start_spell(city.noor, sanne, place=city.kitchen, starts=TODAY)
    actions.decline_referral(city.noor, referral, version=1, answer="No room until spring")
    with pytest.raises(Refused):
        actions.start_spell(city.noor, sanne, place=city.kitchen, starts=TODAY)


@pytest.mark.parametrize("who", ["bram", "case", "keeper", "analyst", "policy", "manager", "participant"])
def test_others_start_change_and_end_nothing(city, spell, participant, who):
    actor = participant if who == "participant" else getattr(city, who)
    before = Spell.history.count()
    with pytest.raises(Refused):
        actions.start_spell(actor, spell.journey, place=city.bottling, starts=TODAY)
    if who != "case":
        with pytest.raises(Refused):
            actions.end_spell(actor, spell, version=1, ends=TODAY)
        with pytest.raises(Refused):
            actions.change_spell(actor, spell, version=1, reason="x", starts=TODAY)
        with pytest.raises(Refused):
            actions.undo_end(actor, spell, version=1, reason="x")
    assert Spell.history.count() == before


def test_a_coach_works_on_stays_of_the_own_organisation_only(city, spell, accept):
    accept(spell.journey, city.bakkerij, city.bram)
    with pytest.raises(Refused):
        actions.end_spell(city.bram, spell, version=1, ends=TODAY)
    with pytest.raises(Refused):
        actions.start_spell(city.bram, spell.journey, place=city.kitchen, starts=TODAY)
    assert actions.start_spell(city.bram, spell.journey, place=city.baking, starts=TODAY)


def test_a_job_elsewhere_is_a_stay_at_an_employer(city, spell):
    job = actions.start_spell(
        city.noor, spell.journey, employer=city.employer, kind=city.regular, starts=date(2016, 11, 1)
    )
    assert (job.organisation, job.kind, job.place) == (city.employer, city.regular, None)
    with pytest.raises(ValidationError, match="employer"):
        actions.start_spell(
            city.noor, spell.journey, employer=city.bakkerij, kind=city.regular, starts=date(2016, 11, 1)
        )


def test_an_overlap_is_refused_and_names_the_other(city, spell):
    with pytest.raises(ValidationError) as refused:
        actions.start_spell(city.noor, spell.journey, place=city.kitchen, starts=date(2016, 6, 1))
    sentence = refused.value.message_dict["starts"][0]
    assert "Brouwerij De Brug" in sentence
    assert "01-03-2016" in sentence
    other_kind = actions.start_spell(city.noor, spell.journey, place=city.bottling, starts=date(2016, 6, 1))
    with pytest.raises(ValidationError, match="01-03-2016"):
        actions.change_spell(city.noor, other_kind, version=1, reason="wrong", place=city.kitchen)


def test_touching_is_no_overlap(city, spell):
    actions.end_spell(city.noor, spell, version=1, ends=date(2016, 10, 1))
    assert actions.start_spell(city.noor, spell.journey, place=city.kitchen, starts=date(2016, 10, 1))


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (TODAY + timedelta(days=91), "90 days"),
        (date(1984, 12, 31), "born"),
    ],
)
def test_days_that_cannot_be(city, accepted, starts, words):
    with pytest.raises(ValidationError, match=words):
        actions.start_spell(city.noor, accepted, place=city.kitchen, starts=starts)
    assert not Spell.objects.exists()
    assert actions.start_spell(city.noor, accepted, place=city.kitchen, starts=TODAY + timedelta(days=90))


def test_an_end_lies_after_the_start(city, spell):
    for day in (spell.starts, spell.starts - timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            actions.end_spell(city.noor, spell, version=1, ends=day)
        assert "01-03-2016" in refused.value.message_dict["ends"][0]
    assert Spell.objects.get().ends is None


def test_a_running_spell_has_no_end_reason(city, spell):
    with pytest.raises(ValidationError, match="end"):
        actions.change_spell(city.noor, spell, version=1, reason="wrong", end_reason=city.reason)


def test_a_correction_keeps_history_with_its_reason(city, spell):
    changed = actions.change_spell(
        city.noor, spell, version=1, reason="started a week later", starts=date(2016, 3, 8)
    )
    latest, first = changed.history.all()
    assert (latest.starts, first.starts) == (date(2016, 3, 8), date(2016, 3, 1))
    assert latest.history_change_reason == "started a week later"
    assert latest.history_user == city.noor.user


def test_a_correction_needs_a_reason_without_a_citizen_number(city, spell):
    with pytest.raises(ValidationError, match="few words"):
        actions.change_spell(city.noor, spell, version=1, reason=" ", starts=date(2016, 3, 8))
    with pytest.raises(ValidationError, match="citizen service number"):
        actions.change_spell(city.noor, spell, version=1, reason="BSN 111222333", starts=date(2016, 3, 8))


def test_the_second_to_save_is_told(city, spell):
    actions.change_spell(city.noor, spell, version=1, reason="first", starts=date(2016, 3, 8))
    with pytest.raises(Stale) as stale:
        actions.change_spell(city.colleague, spell, version=1, reason="second", starts=date(2016, 3, 9))
    assert stale.value.current.starts == date(2016, 3, 8)
    assert Spell.objects.get().starts == date(2016, 3, 8)


def test_hours_change_within_a_stay(city, accepted):
    spell = actions.start_spell(
        city.noor, accepted, place=city.kitchen, starts=date(2016, 3, 1), hours_per_week=Decimal(8)
    )
    spell = actions.change_hours(
        city.noor, spell, version=1, starts=date(2016, 5, 1), hours_per_week=Decimal("16.5")
    )
    rows = list(spell.hours.values_list("starts", "ends", "hours_per_week"))
    assert rows == [
        (date(2016, 3, 1), date(2016, 5, 1), Decimal(8)),
        (date(2016, 5, 1), None, Decimal("16.5")),
    ]
    assert spell.ends is None
    with pytest.raises(ValidationError, match="168"):
        actions.change_hours(
            city.noor, spell, version=2, starts=date(2016, 6, 1), hours_per_week=Decimal(169)
        )
    with pytest.raises(ValidationError, match="outside"):
        actions.change_hours(city.noor, spell, version=2, starts=date(2016, 2, 1), hours_per_week=Decimal(8))


def test_an_end_is_undone_until_another_stay_followed(city, spell):
    ended = actions.end_spell(city.noor, spell, version=1, ends=date(2016, 11, 1), end_reason=city.reason)
    running = actions.undo_end(city.noor, ended, version=2, reason="wrong person")
    assert (running.ends, running.end_reason) == (None, None)
    assert not FollowUp.objects.filter(withdrawn_on__isnull=True).exists()
    ended = actions.end_spell(city.noor, running, version=3, ends=date(2016, 11, 1))
    assert FollowUp.objects.filter(withdrawn_on__isnull=True).count() == 3
    actions.start_spell(city.noor, spell.journey, place=city.bottling, starts=date(2016, 11, 10))
    with pytest.raises(ValidationError, match="10-11-2016"):
        actions.undo_end(city.noor, ended, version=4, reason="again")


def test_who_may_not_be_asked_gets_no_follow_ups(city, register, accept):
    journey = register("Hamid", "Aziz", grounds={"counting": "law"})
    accept(journey)
    spell = actions.start_spell(city.noor, journey, place=city.kitchen, starts=date(2016, 3, 1))
    actions.end_spell(city.noor, spell, version=1, ends=date(2016, 11, 1))
    assert not FollowUp.objects.exists()


def test_a_coach_looks_until_thirteen_weeks_after_the_end(city, spell, settings):
    from momentum.journeys.queries.scope import own_journeys

    actions.end_spell(city.noor, spell, version=1, ends=date(2016, 11, 1))
    settings.TODAY = date(2016, 11, 1) + timedelta(weeks=13)
    assert own_journeys(city.noor).filter(pk=spell.journey_id).exists()
    settings.TODAY += timedelta(days=1)
    assert not own_journeys(city.noor).filter(pk=spell.journey_id).exists()
    assert own_journeys(city.case).filter(pk=spell.journey_id).exists()
