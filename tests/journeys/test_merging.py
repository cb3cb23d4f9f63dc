"""Two records of one person become one, and a death."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.policy import Role
from momentum.accounts.purposes import Purpose as LogPurpose
from momentum.journeys import actions
from momentum.journeys.models import (
    Assessment,
    FollowUp,
    Identity,
    Journey,
    Purpose,
    ReferralState,
    SourceReference,
    Spell,
)
from momentum.journeys.queries import facts_rows
from momentum.journeys.queries.scope import own_journeys, pseudonyms_of
from tests.journeys.conftest import TODAY, actor


@pytest.fixture
def twice(city, register, accept):
    """One person, registered twice, with stays in both records."""
    pair = register("Sanne", "de Wit"), register("S.", "de Wit", email="sanne@example.org")
    for journey in pair:
        accept(journey)
    kept, merged = pair
    actions.start_spell(city.noor, kept, place=city.kitchen, starts=date(2016, 1, 1))
    actions.start_spell(city.noor, merged, place=city.bottling, starts=date(2016, 2, 1))
    for journey, value in ((kept, 3), (merged, 4)):
        actions.record_assessment(city.noor, journey, instrument="ladder", date=date(2016, 5, 1), value=value)
    actions.record_assessment(city.noor, merged, instrument="ladder", date=date(2016, 9, 1), value=5)
    SourceReference.objects.create(journey=merged, organisation=city.brug, reference="P17")
    return pair


def merge(actor, kept, merged, **versions):
    return actions.merge_people(
        actor, kept, merged, **({"kept_version": kept.version, "merged_version": merged.version} | versions)
    )


def test_everything_moves_and_nothing_is_lost(city, twice):
    kept, merged = twice
    identity = Identity.objects.get(pseudonym=kept.pseudonym)
    merge(city.case, kept, merged)
    assert Spell.objects.filter(journey=kept).count() == 2
    assert Identity.objects.get() == identity
    assert Identity.objects.get().email == "sanne@example.org"
    assert Identity.history.filter(history_type="-", pseudonym=merged.pseudonym).exists()
    assert kept.memberships.count() == 1
    reference = SourceReference.objects.get()
    assert (reference.journey, reference.reference) == (kept, "P17")
    values = Assessment.objects.filter(journey=kept).order_by("date").values_list("value", flat=True)
    assert list(values) == [3, 5]
    assert Assessment.objects.get(journey=merged).value == 4
    assert Journey.objects.get(pk=merged.pk).merged_into == kept


def test_the_merged_record_stays_readable_and_takes_nothing_more(city, twice, browse):
    kept, merged = twice
    merge(city.case, kept, merged)
    assert "An earlier record of this person" in browse(city.case).get(f"/en/people/{kept.pk}/").text
    assert browse(city.case).get(f"/en/people/{merged.pk}/").status_code == 404
    with pytest.raises(ValidationError, match="merged"):
        actions.record_assessment(city.case, merged, instrument="ladder", date=TODAY, value=3)


def test_a_merged_person_counts_once(city, twice):
    kept, merged = twice
    merge(city.case, kept, merged)
    rows = facts_rows(city.analyst, freeze=TODAY, purpose=LogPurpose.BUILD_EDITION)
    assert [person for person, *_rest in rows.person] == [kept.pseudonym]
    assert {row[1] for row in rows.spell} == {kept.pseudonym}
    assert len(list(rows.assessment)) == 2


def test_stays_that_overlap_are_refused_all_named(city, twice):
    kept, merged = twice
    actions.start_spell(city.noor, merged, place=city.kitchen, starts=date(2016, 6, 1))
    actions.start_spell(city.noor, kept, place=city.bottling, starts=date(2016, 7, 1))
    with pytest.raises(ValidationError) as refused:
        merge(city.case, kept, merged)
    sentences = refused.value.messages
    assert len(sentences) == 2
    assert any("01-01-2016" in each for each in sentences)
    assert any("01-07-2016" in each for each in sentences)
    assert not Journey.objects.filter(merged_into__isnull=False).exists()
    assert Identity.objects.count() == 2


def test_what_was_refused_in_one_record_stays_refused(city, twice):
    kept, merged = twice
    person = actor(Role.PARTICIPANT, None, "Sanne de Wit")
    Identity.objects.filter(pseudonym=merged.pseudonym).update(user=person.user)
    actions.withdraw_ground(person, merged, purpose=Purpose.COUNTING)
    merge(city.case, kept, merged)
    rows = facts_rows(city.analyst, freeze=TODAY, purpose=LogPurpose.BUILD_EDITION)
    assert (list(rows.person), rows.left_out) == ([], {"objected": 1})
    assert Identity.objects.get().user == person.user


def test_who_looked_at_either_record_is_told_to_the_person(city, twice):
    kept, merged = twice
    person = actor(Role.PARTICIPANT, None, "Sanne de Wit")
    Identity.objects.filter(pseudonym=merged.pseudonym).update(user=person.user)
    merge(city.case, kept, merged)
    assert set(pseudonyms_of(person.user)) == {kept.pseudonym, merged.pseudonym}


def test_merging_is_for_the_case_manager_of_both(city, twice, register):
    kept, merged = twice
    for who in (city.noor, city.other_case, city.manager, city.policy):
        with pytest.raises(Refused):
            merge(who, kept, merged)
    foreign = register("X", "Y", by=city.other_case)
    with pytest.raises(Refused):
        merge(city.case, kept, foreign)
    with pytest.raises(ValidationError, match="same one"):
        merge(city.case, kept, kept)


def test_a_stale_merge_is_told(city, twice):
    kept, merged = twice
    actions.change_situation(city.case, merged, version=1, district=None, needs=["quiet"])
    with pytest.raises(Stale):
        merge(city.case, kept, merged)


def test_merging_in_the_browser_asks_first(city, twice, browse):
    kept, merged = twice
    page, url = browse(city.case), f"/en/people/{kept.pk}/merge/"
    typed = {"version": "1", "merged": str(merged.pk)}
    check = page.post(url, typed)
    assert "This cannot be undone" in check.text
    assert 'name="merged_version" value="1"' in check.text
    assert Identity.objects.count() == 2
    page.post(url, typed | {"merged_version": "1", "confirmed": "1"})
    assert Identity.objects.count() == 1


def test_a_death_ends_what_runs_and_stops_all_questions(city, spell):
    waiting = actions.refer(city.case, spell.journey, to_organisation=city.bakkerij)
    other = actions.start_spell(city.noor, spell.journey, place=city.bottling, starts=date(2016, 2, 1))
    actions.end_spell(city.noor, other, version=1, ends=date(2016, 10, 1))
    journey = actions.record_death(city.noor, spell.journey, version=1, died=date(2016, 11, 20))
    spell.refresh_from_db()
    waiting.refresh_from_db()
    assert (spell.ends, spell.end_reason.code) == (date(2016, 11, 20), "died")
    assert not FollowUp.objects.filter(withdrawn_on__isnull=True).exists()
    assert waiting.state == ReferralState.WITHDRAWN
    assert own_journeys(city.case).filter(pk=journey.pk).exists()
    for who in (city.noor, city.keeper, city.bram):
        assert not own_journeys(who).filter(pk=journey.pk).exists()
    with pytest.raises(ValidationError, match="died"):
        actions.refer(city.case, journey, to_organisation=city.brug)
    with pytest.raises(ValidationError, match="died"):
        actions.record_assessment(city.case, journey, instrument="ladder", date=TODAY, value=3)


def test_the_person_themselves_reads_no_more(city, spell, participant, browse):
    actions.record_death(city.noor, spell.journey, version=1, died=TODAY)
    assert "de Wit" not in browse(participant).get("/en/my-journey/").text.split("<main")[1]


@pytest.mark.parametrize(
    ("died", "words"),
    [(date(2016, 11, 29), "not come yet"), (date(2016, 3, 1), "01-03-2016"), (date(1980, 1, 1), "born")],
)
def test_a_day_of_death_that_cannot_be(city, spell, died, words):
    with pytest.raises(ValidationError, match=words):
        actions.record_death(city.noor, spell.journey, version=1, died=died)
    assert Spell.objects.get().ends is None


def test_a_death_by_mistake_is_undone_by_the_case_manager(city, spell):
    journey = actions.record_death(city.noor, spell.journey, version=1, died=date(2016, 11, 20))
    with pytest.raises(Refused):
        actions.undo_death(city.noor, journey, version=2, reason="wrong person")
    undone = actions.undo_death(city.case, journey, version=2, reason="wrong person")
    assert undone.died is None
    running = actions.undo_end(city.case, Spell.objects.get(), version=2, reason="wrong person")
    assert running.ends is None
