"""Overlaps of stays: refused only for one person at one organisation in one kind of place."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.journeys.models import Spell
from momentum.journeys.queries.scope import overlapping


def check_overlap(spell: Spell) -> None:
    """Raises `ValidationError` naming the other stay."""
    same = Spell.objects.filter(
        journey=spell.journey_id, organisation=spell.organisation_id, kind=spell.kind_id
    ).exclude(pk=spell.pk)
    other = overlapping(same, spell.starts, spell.ends).select_related("organisation", "kind").first()
    if other:
        raise ValidationError({"starts": overlap_sentence(other)})


def overlap_sentence(other: Spell) -> ValidationError:
    days = {
        "organisation": other.organisation.name,
        "kind": other.kind.name,
        "start": other.starts.strftime("%d-%m-%Y"),
        "end": other.ends.strftime("%d-%m-%Y") if other.ends else "",
    }
    running = _(
        "This overlaps another stay at %(organisation)s in the same kind of place (%(kind)s), running since "
        "%(start)s. End or correct that one first, or choose other days."
    )
    ended = _(
        "This overlaps another stay at %(organisation)s in the same kind of place (%(kind)s), from %(start)s "
        "until %(end)s. Correct that one first, or choose other days."
    )
    return ValidationError(ended if other.ends else running, code="overlap", params=days)
