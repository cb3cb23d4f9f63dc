"""One number from a spell in the database to a public edition, and back."""

from datetime import date

from momentum.journeys.models import Spell
from momentum.monitor import actions, queries
from momentum.monitor.building.files import public_of
from momentum.monitor.models import EditionState
from momentum.monitor.verification import verify


def stock_of(city, day: date) -> int:
    """Counted by hand: persons at an enterprise that day, of those with a ground for counting."""
    spells = Spell.objects.filter(organisation__in=city.enterprises, starts__lte=day).select_related(
        "journey"
    )
    there = [spell for spell in spells if spell.ends is None or spell.ends > day]
    return len(
        {
            spell.journey_id
            for spell in there
            if spell.journey.grounds.filter(withdrawn_on=None).exclude(ground="to_be_confirmed").exists()
        }
    )


def test_a_spell_ends_up_in_a_published_edition(city, draft):
    assert draft.state == EditionState.DRAFT, draft.progress.error
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    edition = actions.publish(city.anna, draft)
    headline = queries.headline()
    assert headline.slug == edition.slug == "2016"
    assert headline.stock == stock_of(city, date(2016, 12, 31)) > 100
    assert public_of(edition)["figures"]["stock"]["before"] == stock_of(city, date(2015, 12, 31))
    assert verify(edition).outcome == "identical"
