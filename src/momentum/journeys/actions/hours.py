"""The hours a week within a stay: rows that follow each other and stay within it."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from momentum.accounts.actor import Actor
from momentum.journeys.actions.writing import remove, store
from momentum.journeys.models import Spell, SpellHours


def set_hours(actor: Actor, spell: Spell, starts: date, hours_per_week: Decimal, reason: str = "") -> None:
    """These hours from `starts` until the stay's end; whatever was planned for later gives way."""
    if not 0 <= hours_per_week <= 168:
        raise ValidationError({"hours_per_week": _("Write the hours of one week: between 0 and 168.")})
    for row in spell.hours.filter(starts__gte=starts):
        remove(actor, row, reason)
    for row in spell.hours.filter(starts__lt=starts):
        if row.ends is None or row.ends > starts:
            row.ends = starts
            store(actor, row, reason)
    store(
        actor, SpellHours(spell=spell, starts=starts, ends=spell.ends, hours_per_week=hours_per_week), reason
    )


def fit_hours(actor: Actor, spell: Spell, reason: str = "") -> None:
    """After the stay's days changed: rows outside it go, the first begins and the last ends with it."""
    rows = list(spell.hours.order_by("starts"))
    kept = [
        row
        for row in rows
        if (row.ends is None or row.ends > spell.starts) and (spell.ends is None or row.starts < spell.ends)
    ]
    for row in rows:
        if row not in kept:
            remove(actor, row, reason)
    for place, row in enumerate(kept):
        starts = spell.starts if place == 0 else row.starts
        ends = spell.ends if place == len(kept) - 1 else row.ends
        if (starts, ends) != (row.starts, row.ends):
            row.starts, row.ends = starts, ends
            store(actor, row, reason)


def reopen_hours(actor: Actor, spell: Spell, reason: str) -> None:
    """After an end was undone: the last hours run on."""
    last = spell.hours.order_by("starts").last()
    if last and last.ends is not None:
        last.ends = None
        store(actor, last, reason)
