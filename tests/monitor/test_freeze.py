"""The freeze: who is in it, under which name, and who can tell that it was read."""

import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.models import AccessEntry
from momentum.journeys.models import Assessment, Journey, Membership, PurposeGround, Spell
from momentum.monitor import actions
from momentum.monitor.building import sealing
from momentum.monitor.building.files import folder_of
from momentum.monitor.models import EditionState


def frozen(edition, name):
    with sealing.opened(edition) as place:
        return pq.read_table(place / "facts" / f"{name}.parquet").to_pylist()


def test_who_objected_or_has_no_confirmed_ground_is_left_out_and_counted(city, draft):
    objected = PurposeGround.objects.filter(withdrawn_on__isnull=False).count()
    unconfirmed = PurposeGround.objects.filter(ground="to_be_confirmed", withdrawn_on=None).count()
    assert draft.left_out["objected"] == objected > 0
    assert draft.left_out["ground_to_be_confirmed"] == unconfirmed > 0
    assert len(frozen(draft, "person")) == Journey.objects.count() - objected - unconfirmed


def test_facts_hold_no_pseudonym_of_a_journey_and_none_of_another_edition(city, draft, new):
    other = new()
    journeys = set(Journey.objects.values_list("pseudonym", flat=True))
    one, two = ({row["person"] for row in frozen(edition, "person")} for edition in (draft, other))
    assert len(one) == len(two) > 0
    assert not one & two
    assert not one & journeys
    spells = {str(pk) for pk in Spell.objects.values_list("id", flat=True)}
    assert not spells & {row["spell"] for row in frozen(draft, "spell")}


def test_facts_hold_days_before_the_freeze_only(city, draft):
    assert all(row["start"] < date(2017, 1, 1) for row in frozen(draft, "spell"))
    ends = [row["end"] for row in frozen(draft, "spell") if row["end"]]
    assert max(ends) < date(2017, 1, 1)


def test_a_participants_own_voice_is_not_frozen(city, new):
    journey = Journey.objects.first()
    Assessment.objects.create(journey=journey, instrument="own_voice", date=date(2016, 5, 1), value=3)
    assert {row["instrument"] for row in frozen(new(), "assessment")} == {"ladder", "wage_value"}


def test_the_log_names_everybody_whose_journey_was_read(city, new):
    draft = new()
    entry = AccessEntry.objects.get(record="facts", verb="read")
    assert entry.user == city.anna.user
    assert entry.purpose == "build_edition"
    assert entry.persons.count() == len(frozen(draft, "person"))


def test_records_that_contradict_each_other_stop_the_build_with_a_sentence(city, new):
    first = Spell.objects.exclude(ends=None).first()
    first.pk = None
    first.save()
    edition = new()
    assert edition.state == EditionState.FAILED
    assert "contradict each other" in edition.progress.error
    assert not folder_of(edition).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period_to": date(2016, 1, 1)}, "period_to"),
        ({"freeze": date(2017, 3, 15)}, "freeze"),
        ({"freeze": date(2016, 1, 1)}, "freeze"),
        ({"title_nl": " "}, "title_nl"),
    ],
)
def test_days_and_titles_that_make_no_edition_are_refused_by_field(city, new, changes, field):
    with pytest.raises(ValidationError) as refused:
        new(**changes)
    assert field in refused.value.error_dict


def test_a_change_after_the_freeze_shows_in_the_next_edition_and_not_in_this_one(city, draft, new):
    from momentum.monitor.building.files import public_of

    before = public_of(draft)["figures"]["stock"]["value"]
    running = Spell.objects.filter(ends=None, starts__lt=date(2016, 6, 1), organisation__in=city.enterprises)
    spell = next(
        one
        for one in running
        if one.journey.spells.filter(organisation__in=city.enterprises).count() == 1
        and one.journey.grounds.filter(withdrawn_on=None).exclude(ground="to_be_confirmed").exists()
    )
    spell.ends = date(2016, 12, 1)
    spell.save()
    actions.rebuild(city.anna, draft, enqueue=False)
    again = actions.run_build(draft.pk)
    assert public_of(again)["figures"]["stock"]["value"] == before
    assert public_of(new())["figures"]["stock"]["value"] == before - 1


def test_memberships_after_the_freeze_do_not_count(city, draft):
    assert Membership.objects.count() >= len(frozen(draft, "membership"))


def test_without_the_files_of_an_earlier_edition_nothing_is_built(city, published, new):
    """What it published is known to everybody: without it nobody can tell what is safe to add."""
    shutil.rmtree(folder_of(published))
    edition = new()
    assert edition.state == EditionState.FAILED
    assert "files of 2016, which was released before, are missing" in edition.progress.error
