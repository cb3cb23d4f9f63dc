"""Requests about one's own record: how they stand, for who asked; and which wait, for who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from momentum.accounts import purposes
from momentum.accounts.access import Refused, log, open_record, open_records, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import Deadline, today
from momentum.accounts.policy import Record, Role
from momentum.accounts.row_security import as_system
from momentum.journeys.flow import ANSWERS_REQUESTS, ASKS, allow
from momentum.journeys.grounds import holding
from momentum.journeys.models import (
    OPEN_STATES,
    Ground,
    Identity,
    Journey,
    Purpose,
    PurposeGround,
    RequestState,
    Right,
    RightsRequest,
)
from momentum.journeys.queries.held import family, what_is_held
from momentum.journeys.queries.mine import Use, my_journey, my_uses
from momentum.journeys.queries.person import PersonPage, read_page, with_everything
from momentum.journeys.terms import due

AT_MOST = 200
SOON = 7
"""Days before the term ends from which a request is urgent."""


@dataclass(frozen=True)
class Clock(Deadline):
    """How a request stands against its term."""

    warning = SOON

    request: RightsRequest

    @property
    def runs(self) -> bool:
        return self.request.state == RequestState.ASKED

    @property
    def due(self) -> date:
        return self.request.due

    @property
    def prolonged_until(self) -> date:
        """By when, if the term were prolonged."""
        return due(timezone.localtime(self.request.asked_at).date(), prolonged=True)

    @property
    def copy_waits(self) -> bool:
        """Whether a copy that was made can still be fetched."""
        request = self.request
        return (
            request.right == Right.COPY
            and request.state == RequestState.DONE
            and request.expires is not None
            and request.expires > today()
        )


# --- Of the person -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class MyRights:
    held: dict[str, int]
    uses: Sequence[Use]
    requests: Sequence[Clock]
    open_rights: frozenset[str]
    restricted_on: date | None


def my_rights(actor: Actor) -> MyRights:
    """What is held about whoever acts, why, and how their requests stand. Raises `Refused`."""
    journey = my_journey(actor)
    requests = of_one(actor, journey)
    return MyRights(
        held=what_is_held(family(journey)),
        uses=my_uses(actor, journey),
        requests=[Clock(each) for each in requests],
        open_rights=frozenset(each.right for each in requests if each.state in OPEN_STATES),
        restricted_on=journey.restricted_on,
    )


def of_one(actor: Actor, journey: Journey) -> list[RightsRequest]:
    """The requests of one person, for themselves and their case manager."""
    rows = with_people(RightsRequest.objects.filter(journey=journey))
    return _open(actor, rows.order_by("-asked_at"), "requests")


def open_request(actor: Actor, key: UUID | str) -> RightsRequest:
    """One request of the actor's own, or one that they answer. Raises `Refused`."""
    allow(actor, ASKS | ANSWERS_REQUESTS, "read", Record.RIGHTS)
    with as_system("answering"):
        return open_record(
            actor,
            Record.RIGHTS,
            with_people(RightsRequest.objects.filter(pk=key)),
            purpose=_purpose(actor),
            detail="request",
            pseudonym=lambda row: row.journey.pseudonym,
        )


def with_people(rows: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    return rows.select_related("journey", "correction", "answered_by", "taken_down_by")


# --- Of the privacy officer -----------------------------------------------------------------------------------
def waiting(actor: Actor) -> QuerySet[RightsRequest]:
    """What the privacy officer has to answer, or to see answered in time: the first due first."""
    allow(actor, ANSWERS_REQUESTS, "read", Record.RIGHTS)
    return RightsRequest.objects.filter(state=RequestState.ASKED).order_by("due", "asked_at")


def standing(actor: Actor) -> QuerySet[RightsRequest]:
    """Restrictions that stand, and what is to happen on a day."""
    allow(actor, ANSWERS_REQUESTS, "read", Record.RIGHTS)
    later = [state for state in OPEN_STATES if state != RequestState.ASKED]
    return RightsRequest.objects.filter(state__in=later).order_by("planned_for", "asked_at")


def answered(actor: Actor) -> QuerySet[RightsRequest]:
    """The last ones that were answered."""
    allow(actor, ANSWERS_REQUESTS, "read", Record.RIGHTS)
    done = RightsRequest.objects.exclude(state__in=OPEN_STATES).exclude(answered_by=None)
    return done.order_by("-answered_at")


def listed(actor: Actor, rows: QuerySet[RightsRequest]) -> list[Clock]:
    """The rows of one of these lists; the log names whose they are. No name is on it."""
    keys = list(rows.values_list("pk", flat=True)[:AT_MOST])
    order = {key: at for at, key in enumerate(keys)}
    opened = _open(actor, with_people(RightsRequest.objects.filter(pk__in=keys)), "list of requests")
    return sorted((Clock(each) for each in opened), key=lambda clock: order[clock.request.pk])


@dataclass(frozen=True)
class Opened:
    """The record that a request is about, opened for a reason."""

    page: PersonPage
    grounds: Sequence[PurposeGround]
    in_law: Sequence[PurposeGround]
    """Uses that rest on a task in law today: what they ask for may have to stay until they end."""


def open_record_behind(actor: Actor, request: RightsRequest, *, reason: str) -> Opened:
    """What the privacy officer needs to decide, under the reason they chose. Raises `ReasonNeeded`, `Refused`."""
    allow(actor, ANSWERS_REQUESTS, "read", Record.RIGHTS)
    detail = f"request {request.right}"
    with as_system("answering"):
        journey = open_record(
            actor,
            Record.JOURNEY,
            with_everything().filter(pk=request.journey_id),
            purpose=reason,
            detail=detail,
        )
        identity = open_record(
            actor,
            Record.IDENTITY,
            Identity.objects.filter(pseudonym=journey.pseudonym),
            purpose=reason,
            detail=detail,
        )
        grounds = list(PurposeGround.objects.filter(journey=journey))
        in_law = PurposeGround.objects.filter(
            holding(Purpose.GUIDANCE, today()), journey=journey, ground=Ground.LAW
        )
        return Opened(read_page(actor, journey, identity), grounds, list(in_law))


def _open(actor: Actor, rows: QuerySet[RightsRequest], detail: str) -> list[RightsRequest]:
    with as_system("answering"):
        return open_records(
            actor,
            Record.RIGHTS,
            rows,
            purpose=_purpose(actor),
            detail=detail,
            pseudonym=lambda row: row.journey.pseudonym,
        )


def _purpose(actor: Actor) -> str:
    if actor.role is None:
        raise Refused("read", Record.RIGHTS)
    return purposes.Purpose.REQUEST if actor.role == Role.PRIVACY_OFFICER else ""


def log_export(actor: Actor, request: RightsRequest, format_: str) -> None:
    """Before a copy leaves: who takes it, and whose it is. Raises `Refused`."""
    require(actor, "export", Record.RIGHTS, request)
    with transaction.atomic(durable=True):
        log(
            actor,
            "export",
            Record.RIGHTS,
            purpose=_purpose(actor),
            pseudonyms=[request.journey.pseudonym],
            detail=f"copy {format_}",
        )
