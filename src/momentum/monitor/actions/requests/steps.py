"""Taking a step of a request's flow: who may, from which state, and what is written of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.accounts.access import Stale, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.monitor.models import TableEvent, TableRequest
from momentum.monitor.request_flow import CLOSED, TRANSITIONS, Hand

MACHINE = Actor()


def permitted(actor: Actor, verb: str, request: TableRequest) -> None:
    """Raises `Refused` unless the matrix, and for a check the distance to the answer, allow it."""
    transition = TRANSITIONS[verb]
    if transition.hand is not Hand.ASKER:
        require(actor, "write", Record.TABLE_ANSWER)
    require(actor, "write", transition.record, request)


def locked_request(request: TableRequest, version: int | None = None) -> TableRequest:
    """The request as it stands now, locked in the running transaction; `Stale` where somebody was first."""
    current = TableRequest.objects.select_for_update().get(pk=request.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def step(actor: Actor, request: TableRequest, verb: str, *, remark: str = "", **changes: Any) -> TableEvent:
    """Move a locked request along, and write who did it. Raises `ValidationError` from a wrong state or hand."""
    transition = TRANSITIONS[verb]
    if request.state not in transition.sources:
        raise ValidationError(
            _("This request is %(state)s, so this cannot be done now. Look at how it stands.")
            % {"state": request.get_state_display()},
            code="state",
        )
    if transition.hand is Hand.HOLDER and (actor.user is None or request.analyst_id != actor.user.pk):
        raise ValidationError(
            _("Another analyst has this request in hand. Ask them to put it back, or look at another one."),
            code="hand",
        )
    if transition.reason and not remark.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    for name, value in changes.items():
        setattr(request, name, value)
    request.state = transition.target
    if request.state in CLOSED:
        request.closed_at = now()
    return write_down(actor, request, verb, remark)


def write_down(actor: Actor, request: TableRequest, verb: str, remark: str = "") -> TableEvent:
    """Save a request under its next version, with the event that made it so. The asker is not named in it."""
    request.version += 1
    request.save()
    user = None if verb == "ask" or TRANSITIONS[verb].hand is Hand.ASKER else actor.user
    return TableEvent.objects.create(
        request=request,
        at=now(),
        user=user,
        user_name=user.name if user else "",
        verb=verb,
        content_hash=request.content_hash,
        remark=remark.strip()[:1000],
    )
