"""A person's death: what runs ends, nobody asks any more, and only the case manager still reads."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.journeys.actions.follow_ups import withdraw_all_follow_ups
from momentum.journeys.actions.hours import fit_hours
from momentum.journeys.actions.writing import (
    check_day,
    fresh,
    lock,
    needed,
    not_in_the_future,
    store,
    wrote,
)
from momentum.journeys.models import EndReason, Journey, ReferralState
from momentum.journeys.words import refuse_citizen_numbers

DIED = "died"


def record_death(actor: Actor, journey: Journey, *, version: int, died: date) -> Journey:
    """Ends the stays that run on that day, withdraws questions and referrals. Raises `Stale`, `ValidationError`."""
    require(actor, "write", Record.JOURNEY, journey)
    not_in_the_future("died", died)
    with transaction.atomic():
        lock(journey.pk)
        current = fresh(journey, version)
        check_day("died", died, current)
        if current.died:
            raise ValidationError(_("A death was recorded for this person already."))
        _check_nothing_starts_later(current, died)
        current.died = died
        store(actor, current, "death")
        for spell in current.spells.all():
            if spell.ends is None or spell.ends > died:
                spell.ends, spell.end_reason = died, _reason()
                store(actor, spell, "death")
                fit_hours(actor, spell, "death")
        withdraw_all_follow_ups(actor, current, "death")
        for referral in current.referrals.filter(state=ReferralState.SENT):
            referral.state, referral.decided_at, referral.decided_by = (
                ReferralState.WITHDRAWN,
                now(),
                actor.user,
            )
            store(actor, referral, "death")
        wrote(actor, current, "record_death")
    return current


def undo_death(actor: Actor, journey: Journey, *, version: int, reason: str) -> Journey:
    """A death recorded by mistake. The stays it ended are reopened one by one, with `undo_end`."""
    require(actor, "write", Record.JOURNEY, journey)
    needed(reason=reason)
    refuse_citizen_numbers(reason=reason)
    with transaction.atomic():
        lock(journey.pk)
        current = fresh(journey, version)
        if current.died is None:
            raise Refused("write", Record.JOURNEY)
        current.died = None
        store(actor, current, reason)
        wrote(actor, current, "undo_death")
    return current


def _reason() -> EndReason:
    reason, _made = EndReason.objects.get_or_create(
        code=DIED, defaults={"name_nl": "overleden", "name_en": "died", "position": 99}
    )
    return reason


def _check_nothing_starts_later(journey: Journey, died: date) -> None:
    later = journey.spells.filter(starts__gte=died).select_related("organisation").first()
    if later:
        raise ValidationError(
            {
                "died": ValidationError(
                    _("A stay at %(organisation)s starts on %(day)s, on or after this day. Check both days."),
                    params={
                        "organisation": later.organisation.name,
                        "day": later.starts.strftime("%d-%m-%Y"),
                    },
                )
            }
        )
