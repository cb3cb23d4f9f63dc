"""For what a person's record may be used, and on which ground."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.journeys.actions.follow_ups import plan_follow_ups, withdraw_all_follow_ups
from momentum.journeys.actions.objections import tell_allowed, tell_stopped
from momentum.journeys.actions.requests import enter_request
from momentum.journeys.actions.writing import lock, needed, remove, store, wrote
from momentum.journeys.grounds import is_refused, may_be_withdrawn
from momentum.journeys.models import (
    Ground,
    Journey,
    Purpose,
    PurposeGround,
    RequestState,
    Right,
    RightsRequest,
)
from momentum.journeys.words import refuse_citizen_numbers


def record_ground(
    actor: Actor,
    journey: Journey,
    *,
    purpose: str,
    ground: str,
    explanation: str = "",
    ends: date | None = None,
) -> PurposeGround:
    """From today the purpose has this ground, until `ends` if given.

    The person gives consent; those who work with them record a task in law or an agreement, and what it rests
    on. What the person objected to or withdrew, only the person opens again. Raises `Refused` or `ValidationError`.
    """
    themselves = actor.role == Role.PARTICIPANT
    record = Record.CONSENT if themselves else Record.JOURNEY
    require(actor, "write", record, journey)
    _check_ground(ground, explanation, ends, themselves)
    with transaction.atomic():
        current = lock(journey.pk)
        if not themselves and is_refused(current, purpose):
            raise ValidationError(
                {
                    "purpose": _(
                        "The person objected to this. Only they can allow it again, on their own page."
                    )
                }
            )
        for unconfirmed in current.grounds.filter(purpose=purpose, ground=Ground.TO_BE_CONFIRMED):
            remove(actor, unconfirmed, "confirmed")
        recorded = PurposeGround(
            journey=current,
            purpose=Purpose(purpose),
            ground=Ground(ground),
            explanation=explanation.strip(),
            starts=today(),
            ends=ends,
            recorded_by=actor.user,
        )
        store(actor, recorded)
        tell_allowed(current, purpose)
        if purpose == Purpose.FOLLOW_UP:
            _plan_what_is_still_to_come(actor, current)
        wrote(actor, current, "record_ground", record)
    return recorded


def withdraw_ground(actor: Actor, journey: Journey, *, purpose: str) -> RightsRequest:
    """The person withdraws consent, or objects to counting, being asked or being contacted.

    Takes effect at once for new questions, and at the next freeze for counting. Raises `Refused` for anybody
    but the person, `ValidationError` where nothing can be withdrawn.
    """
    require(actor, "write", Record.CONSENT, journey)
    with transaction.atomic():
        current = lock(journey.pk)
        request = withdraw(actor, current, purpose)
        wrote(actor, current, "withdraw_ground", Record.CONSENT)
    return request


def withdraw(actor: Actor, journey: Journey, purpose: str) -> RightsRequest:
    """Stops the use, and keeps that it was asked; part of other actions, which hold the journey's lock."""
    holding = [
        each
        for each in journey.grounds.filter(purpose=purpose, withdrawn_on__isnull=True)
        if may_be_withdrawn(each) and (each.ends is None or each.ends > today())
    ]
    if not holding:
        raise ValidationError(_("There is nothing to withdraw here. Read above on what this rests."))
    stop(actor, holding, "withdrawn by the person")
    return enter_request(actor, journey, Right.OBJECT, purpose=purpose, state=RequestState.DONE)


def stop(actor: Actor, grounds: Sequence[PurposeGround], reason: str) -> None:
    """The uses that rest on these grounds end today; part of other actions, which hold the journey's lock."""
    for each in grounds:
        each.withdrawn_on = today()
        store(actor, each, reason)
    for stopped, purpose in {(each.journey, each.purpose) for each in grounds}:
        tell_stopped(stopped, purpose)
    for journey in {each.journey for each in grounds if each.purpose == Purpose.FOLLOW_UP}:
        withdraw_all_follow_ups(actor, journey, reason)


def _check_ground(ground: str, explanation: str, ends: date | None, themselves: bool) -> None:
    allowed = {Ground.CONSENT} if themselves else {Ground.LAW, Ground.CONTRACT}
    if ground not in allowed:
        raise ValidationError(
            {"ground": _("Choose a task in law or an agreement. Only the person gives consent.")}
        )
    if not themselves:
        needed(explanation=explanation)
    refuse_citizen_numbers(explanation=explanation)
    if ends and ends <= today():
        raise ValidationError({"ends": _("The last day must lie after today.")})


def _plan_what_is_still_to_come(actor: Actor, journey: Journey) -> None:
    for spell in journey.spells.filter(ends__isnull=False):
        plan_follow_ups(actor, spell, from_=today())


def confirm_grounds(
    actor: Actor, journeys: Sequence[Journey], *, ground: str, explanation: str
) -> list[PurposeGround]:
    """The same ground for the counting of several people, all or none; see `record_ground`."""
    require(actor, "write", Record.JOURNEY)
    if not journeys:
        raise ValidationError({"journeys": _("Choose at least one person.")})
    with transaction.atomic():
        return [
            record_ground(actor, each, purpose=Purpose.COUNTING, ground=ground, explanation=explanation)
            for each in sorted(journeys, key=lambda journey: journey.pk)
        ]
