"""Asking people, 13, 26 and 52 weeks after their stay ended, how it goes."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys.actions.writing import fresh, lock, not_in_the_future, store, wrote
from momentum.journeys.grounds import may_ask
from momentum.journeys.models import FollowUp, Journey, Outcome, Spell
from momentum.journeys.words import refuse_citizen_numbers

WEEKS = (13, 26, 52)


def plan_follow_ups(actor: Actor, spell: Spell, *, from_: date | None = None) -> list[FollowUp]:
    """Puts the questions after an ended stay (due on or after `from_`) on the desk, if the person may be asked.

    Part of other actions: they hold the transaction.
    """
    if spell.ends is None or not may_ask(spell.journey):
        return []
    planned = []
    for weeks in WEEKS:
        row = FollowUp.objects.filter(spell=spell, weeks=weeks).first() or FollowUp(spell=spell, weeks=weeks)
        if row.asked_on:
            continue
        row.due, row.withdrawn_on = spell.ends + timedelta(weeks=weeks), None
        if from_ and row.due < from_:
            continue
        planned.append(store(actor, row))
    return planned


def withdraw_follow_ups(actor: Actor, spell: Spell, reason: str) -> None:
    """Takes the questions not asked yet off the desk; part of other actions."""
    for row in FollowUp.objects.filter(spell=spell, asked_on__isnull=True, withdrawn_on__isnull=True):
        row.withdrawn_on = today()
        store(actor, row, reason)


def withdraw_all_follow_ups(actor: Actor, journey: Journey, reason: str) -> None:
    for spell in journey.spells.all():
        withdraw_follow_ups(actor, spell, reason)


def record_follow_up(
    actor: Actor, follow_up: FollowUp, *, asked_on: date, outcome: str, remark: str = ""
) -> FollowUp:
    """What the person answered, or that they were not reached. Asking again replaces; the history keeps.

    Raises `Refused`, or `ValidationError` by field.
    """
    require(actor, "write", Record.FOLLOW_UP, follow_up)
    refuse_citizen_numbers(remark=remark)
    not_in_the_future("asked_on", asked_on)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose an answer from the list.")})
    with transaction.atomic():
        journey = lock(follow_up.spell.journey_id)
        current = fresh(follow_up)
        if current.withdrawn_on or not may_ask(journey):
            raise ValidationError(_("This question was withdrawn: the person may not be asked any more."))
        if current.asked_on and current.outcome != Outcome.NOT_REACHED:
            raise ValidationError(_("A colleague recorded this answer already. Open the list to see it."))
        if current.spell.ends and asked_on < current.spell.ends:
            raise ValidationError({"asked_on": _("This lies before the end of the stay. Check the day.")})
        current.asked_on, current.outcome, current.remark = asked_on, outcome, remark.strip()
        current.asked_by = actor.user
        store(actor, current)
        wrote(actor, journey, "record_follow_up", Record.FOLLOW_UP)
    return current
