"""What people ask about their own record: themselves, or through their case manager who takes it down."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.keys import ledger
from momentum.accounts.policy import Record, Role
from momentum.journeys.actions.corrections import report_error
from momentum.journeys.actions.erasing import LIFTED
from momentum.journeys.actions.grounds import withdraw
from momentum.journeys.actions.requests import enter_request, take_step
from momentum.journeys.actions.writing import fresh, lock, needed, store, wrote
from momentum.journeys.flow import ASKS, RIGHTS, allow
from momentum.journeys.grounds import may_be_withdrawn
from momentum.journeys.models import Journey, Purpose, RequestState, Right, RightsRequest
from momentum.journeys.terms import COPY_KEPT
from momentum.journeys.words import refuse_citizen_numbers

SAYS_WHY = frozenset({Right.CORRECT, Right.OBJECT})
"""Rights that can only be answered when the person says what they mean."""


def ask_right(
    actor: Actor, journey: Journey, *, right: str, text: str = "", purpose: str = ""
) -> RightsRequest:
    """The person asks, or their case manager takes down what they ask; the answer is due within the term.

    Done at once where nothing has to be weighed: the person's own copy, and an objection to a use that anybody
    may stop. Raises `Refused`, or `ValidationError` by field.
    """
    allow(actor, ASKS, record=Record.RIGHTS)
    require(actor, "write", Record.RIGHTS, journey)
    _check(right, text, purpose)
    with transaction.atomic():
        current = lock(journey.pk)
        request = _enter(actor, current, Right(right), text.strip(), purpose)
        wrote(actor, current, f"ask_right {right}", Record.RIGHTS)
    return request


def _enter(actor: Actor, journey: Journey, right: Right, text: str, purpose: str) -> RightsRequest:
    themselves = actor.role == Role.PARTICIPANT
    if right == Right.CORRECT:
        return report_error(actor, journey, about=str(_("Something in the record")), text=text).rights_request
    if right == Right.COPY and themselves:
        return enter_request(actor, journey, right, state=RequestState.DONE, expires=today() + COPY_KEPT)
    holding = [each for each in journey.grounds.filter(purpose=purpose) if may_be_withdrawn(each)]
    if right == Right.OBJECT and themselves and holding:
        return withdraw(actor, journey, purpose)
    return enter_request(actor, journey, right, text=text, purpose=purpose)


def withdraw_right(actor: Actor, request: RightsRequest, *, version: int) -> RightsRequest:
    """The person no longer asks it. Raises `Refused`, `Stale`, or `ValidationError` once it is answered."""
    allow(actor, ASKS, record=Record.RIGHTS)
    require(actor, "write", Record.RIGHTS, request)
    if request.correction_id:
        raise ValidationError(_("An error that was reported is answered; it cannot be taken back."))
    with transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request, version)
        planned = current.state == RequestState.PLANNED
        take_step(actor, current, "keep" if planned else "withdraw", planned_for=None)
        wrote(actor, journey, "withdraw_right", Record.RIGHTS)
    return current


def end_restriction(actor: Actor, request: RightsRequest, *, version: int) -> RightsRequest:
    """The person wants their record used again, from now on. Raises `Refused`, `Stale` or `ValidationError`."""
    allow(actor, RIGHTS["end"].roles, record=Record.RIGHTS)
    require(actor, "write", Record.RIGHTS, request)
    with transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request, version)
        ending = current.state == RequestState.ENDING
        take_step(actor, current, "end_sooner" if ending else "end", planned_for=None)
        open_again(actor, journey)
        wrote(actor, journey, "end_restriction", Record.RIGHTS)
    return current


def open_again(actor: Actor, journey: Journey) -> None:
    """The record is used again; part of other actions."""
    journey.restricted_on = None
    store(actor, journey, "restriction ended")
    pseudonym = journey.pseudonym
    transaction.on_commit(lambda: ledger.enter(pseudonym, what=LIFTED, at=now()))


def _check(right: str, text: str, purpose: str) -> None:
    if right not in Right.values:
        raise ValidationError({"right": _("Choose what is asked.")})
    if right in SAYS_WHY and not (right == Right.OBJECT and purpose and purpose != Purpose.GUIDANCE):
        needed(text=text)
    if (right == Right.OBJECT) != (purpose in Purpose.values) or (purpose and purpose not in Purpose.values):
        raise ValidationError({"purpose": _("Choose the use that is objected to.")})
    refuse_citizen_numbers(text=text)
