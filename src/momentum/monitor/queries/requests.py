"""Reads of requests for tables: the asker's own, the analysts' list, and the answers that everybody reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from momentum.accounts.access import Refused, in_scope, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import Deadline
from momentum.accounts.policy import Record
from momentum.monitor.answering.question import question_of
from momentum.monitor.answering.terms import REMIND
from momentum.monitor.models import EditionState, RequestState, TableRequest
from momentum.monitor.request_flow import INVOLVING, OPEN


@dataclass(frozen=True)
class Clock(Deadline):
    """How a request stands against its term."""

    warning = REMIND.days

    request: TableRequest

    @property
    def runs(self) -> bool:
        return self.request.state in OPEN

    @property
    def due(self) -> date:
        return self.request.due

    def title(self, language: str) -> str:
        return question_of(self.request).title()[language]


# --- Whose it is ---------------------------------------------------------------------------------------------
def asked_by(actor: Actor, request: Any) -> bool:
    """Whether the actor asked for it: the relation of a request."""
    return actor.user is not None and request.asker_id == actor.user.pk


def own(actor: Actor, rows: QuerySet) -> QuerySet:
    return rows.filter(asker=actor.user) if actor.user is not None else rows.none()


def apart_from_answer(actor: Actor, request: Any) -> bool:
    """Whether the actor neither asked it nor took or built anything of it: the relation of a check."""
    if actor.user is None or not isinstance(request, TableRequest):
        return False
    if actor.user.pk in (request.asker_id, request.analyst_id):
        return False
    return not request.events.filter(user=actor.user, verb__in=INVOLVING).exists()


# --- Of who asks ---------------------------------------------------------------------------------------------
def my_requests(actor: Actor) -> list[Clock]:
    """What the actor asked, those that wait first. Raises `Refused`."""
    rows = in_scope(actor, Record.TABLE_REQUEST, _rows())
    return sorted(
        (Clock(each) for each in rows), key=lambda each: (not each.runs, -each.request.asked_at.timestamp())
    )


def my_request(actor: Actor, key: UUID | str) -> Clock:
    """One request of the actor's own. Raises `Refused`, also where there is none such."""
    found = in_scope(actor, Record.TABLE_REQUEST, _rows()).filter(pk=key).first()
    if found is None:
        raise Refused("read", Record.TABLE_REQUEST)
    return Clock(found)


# --- Of the analysts -----------------------------------------------------------------------------------------
def waiting_requests(actor: Actor) -> list[Clock]:
    """Requests that are not answered yet, the first due first."""
    require(actor, "read", Record.TABLE_ANSWER)
    return [Clock(each) for each in _rows().filter(state__in=OPEN).order_by("due", "asked_at")]


def ended_requests(actor: Actor) -> list[Clock]:
    """The last ones that were answered, declined or taken back."""
    require(actor, "read", Record.TABLE_ANSWER)
    return [Clock(each) for each in _rows().exclude(state__in=OPEN).order_by("-closed_at")[:50]]


def request_to_answer(actor: Actor, key: UUID | str) -> TableRequest:
    """One request, for an analyst. Raises `Refused`, also where there is none such."""
    require(actor, "read", Record.TABLE_ANSWER)
    found = _rows().filter(pk=key).first()
    if found is None:
        raise Refused("read", Record.TABLE_ANSWER)
    return found


# --- Of everybody ---------------------------------------------------------------------------------------------
def released_answers() -> QuerySet[TableRequest]:
    """Every answer with a public address, the newest first."""
    return _rows().filter(slug__isnull=False, released_at__isnull=False).order_by("-released_at")


def gives_numbers(request: TableRequest) -> bool:
    """Whether the numbers of an answer are still given out: not where its edition was withdrawn."""
    return request.edition.state != EditionState.WITHDRAWN


def answers_of_edition(edition: Any) -> Sequence[TableRequest]:
    return list(released_answers().filter(edition=edition))


def _rows() -> QuerySet[TableRequest]:
    return TableRequest.objects.select_related("edition", "analyst", "answered_with")


def due_by(day: date) -> QuerySet[TableRequest]:
    """What is due on or before a day and not answered."""
    return TableRequest.objects.filter(state__in=OPEN, due__lte=day)


def next_step(actor: Actor, request: TableRequest) -> str:
    """The verb of what this analyst can do next with a request; empty where it is another's turn."""
    mine = actor.user is not None and request.analyst_id == actor.user.pk
    match request.state:
        case RequestState.ASKED:
            return "take"
        case RequestState.IN_HAND | RequestState.FAILED | RequestState.UNSAFE if mine:
            return "build"
        case RequestState.BUILT if apart_from_answer(actor, request):
            return "check"
        case RequestState.CHECKED:
            return "release"
    return ""
