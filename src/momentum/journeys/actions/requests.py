"""The row of a request about one's own record: how every action makes it and takes it to its next state."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.policy import Role
from momentum.journeys.actions.writing import store
from momentum.journeys.flow import RIGHTS, next_state
from momentum.journeys.models import OPEN_STATES, Journey, RequestState, Right, RightsRequest
from momentum.journeys.terms import due


def enter_request(
    actor: Actor, journey: Journey, right: str, *, state: str = RequestState.ASKED, **values: Any
) -> RightsRequest:
    """A new request with its clock; part of other actions, which hold the journey's lock.

    One that is done at once says so by its `state`. Raises `ValidationError` where the same is asked already.
    """
    purpose = values.get("purpose", "")
    same = journey.rights_requests.filter(right=right, purpose=purpose, state__in=OPEN_STATES)
    if right != Right.CORRECT and same.exists():
        raise ValidationError(_("This was asked already, and it still runs. Read there how it stands."))
    asked = now()
    return store(
        actor,
        RightsRequest(
            journey=journey,
            right=Right(right),
            state=state,
            asked_at=asked,
            due=due(today()),
            taken_down_by=None if actor.role == Role.PARTICIPANT else actor.user,
            answered_at=None if state == RequestState.ASKED else asked,
            **values,
        ),
    )


def take_step(actor: Actor, request: RightsRequest, step: str, **values: Any) -> RightsRequest:
    """The request in its next state of `flow.RIGHTS`, saved. Raises `Refused` or `ValidationError`."""
    request.state = next_state(RIGHTS, step, request.state, actor)
    for name, value in values.items():
        setattr(request, name, value)
    return store(actor, request, step)


def answered(actor: Actor, answer: str) -> dict[str, Any]:
    """What an answer adds to a request."""
    return {"answer": answer.strip(), "answered_at": now(), "answered_by": actor.user}
