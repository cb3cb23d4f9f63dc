"""Answers of enterprises: each reads its own; an analyst reads one enterprise's with a reason; nobody else."""

from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, in_scope, open_record, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.identity.instrument import Instrument, Question, Screen, load
from momentum.identity.models import Answer, Response, Round
from momentum.identity.queries.filling import Filled, filled
from momentum.methods.isomorphism.profiles import ENOUGH


@dataclass(frozen=True)
class Line:
    """One question with what stands there: the answer that was given, else what the registry fills in."""

    question: Question
    answer: Answer | None
    filled: Filled | None

    @property
    def answered(self) -> bool:
        return self.answer is not None or self.filled is not None

    @property
    def value(self) -> int | None:
        """0 to 4; None where it was not answered, or cannot be said."""
        if self.answer is not None:
            return self.answer.value
        return self.filled.value if self.filled else None

    @property
    def evidence(self) -> str:
        return self.answer.evidence if self.answer else ""

    @property
    def words(self) -> str:
        """The described answer; empty where there is none."""
        return "" if self.value is None else self.question.anchors[self.value]

    @property
    def source(self) -> str:
        """Where a filled-in value comes from; empty where the enterprise answered or corrected it."""
        if self.answer is not None and not self.answer.from_registry:
            return ""
        if self.filled is not None and self.value == self.filled.value:
            return self.filled.source
        return _("From the registry of enterprises.") if self.answer is not None else ""

    @property
    def corrected(self) -> bool:
        return self.answer is not None and self.filled is not None and self.value != self.filled.value


@dataclass(frozen=True)
class Sheet:
    """A response with all its questions."""

    response: Response
    instrument: Instrument
    lines: tuple[Line, ...]

    def on(self, screen: int) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.question.screen == screen)

    def by_screen(self) -> list[tuple[Screen, tuple[Line, ...]]]:
        return [(screen, self.on(screen.number)) for screen in self.instrument.screens]

    @property
    def done(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def said(self) -> int:
        """Questions with a value, so without those of which the enterprise cannot say."""
        return sum(line.value is not None for line in self.lines)

    @property
    def needed(self) -> int:
        """How many need a value for a profile to be made of them."""
        return ceil(len(self.lines) * ENOUGH - 1e-9)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.answered)

    @property
    def to_ask(self) -> int:
        """Questions that the registry does not fill in."""
        return sum(line.filled is None for line in self.lines)


def sheet(response: Response, *, fill: bool = True) -> Sheet:
    """The questions of a response that its reader may see; `fill`: with what the registry knows of its own enterprise."""
    instrument = load(response.round.instrument)
    known: dict[str, Filled] = {}
    if fill and not response.imported_from:
        known = filled(response.organisation, response.round.year, instrument)
    given = {answer.item: answer for answer in response.answers.all()}
    return Sheet(
        response,
        instrument,
        tuple(Line(item, given.get(item.code), known.get(item.code)) for item in instrument.items),
    )


def own(actor: Actor, year: int) -> Response:
    """What the actor's own enterprise answers in the round of a year. Raises `Refused` where it is not there."""
    found = _own(actor).filter(round__year=year).first()
    if found is None:
        raise Refused("write", Record.IDENTITY_PROFILE, str(year))
    response: Response = found
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    return response


def own_all(actor: Actor) -> list[Response]:
    """All years of the actor's own enterprise, the newest first."""
    require(actor, "write", Record.IDENTITY_PROFILE)
    return list(_own(actor).order_by("-round__year"))


def _own(actor: Actor) -> Any:
    require(actor, "write", Record.IDENTITY_PROFILE)
    if actor.role != Role.ENTERPRISE_MANAGER:
        raise Refused("write", Record.IDENTITY_PROFILE)
    rows = Response.objects.select_related("round", "organisation")
    return in_scope(actor, Record.IDENTITY_PROFILE, rows, "write")


def is_open(round_: Round) -> bool:
    """Whether enterprises can answer today; the day on which a round closes is its last."""
    return round_.opens <= today() <= round_.closes


def opened(actor: Actor, pk: UUID, *, purpose: str) -> Response:
    """One enterprise's answers, for an analyst with a reason from the list, after the log has it.

    Raises `Refused`, `ReasonNeeded` without a reason.
    """
    rows = Response.objects.filter(pk=pk).select_related("round", "organisation")
    told = rows.values_list("organisation__slug", "round__year").first()
    found: Response = open_record(
        actor,
        Record.IDENTITY_PROFILE,
        rows,
        purpose=purpose,
        detail=f"answers of {told[0]} in {told[1]}" if told else str(pk),
        pseudonym=lambda _row: None,
    )
    return found
