"""A request into what would be published, by the method asked for, and what that costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit, CellKey, PublicCell
    from momentum.methods.disclosure.files import Request


class Outcome(Protocol):
    """What every method gives: what is published of each table, and what went wrong."""

    failures: tuple[str, ...]
    notes: tuple[str, ...]
    values: "Mapping[CellKey, int]"

    def published(self, name: str) -> "Sequence[PublicCell]": ...


@dataclass(frozen=True)
class Choice:
    """How to protect: the method and what it may be told."""

    method: str = "suppression"
    profile: str | None = None
    base: int = 5


@dataclass(frozen=True)
class Made:
    """An outcome with the audit's verdict on it; seconds of protecting and auditing together."""

    choice: Choice
    outcome: Outcome
    verdict: "Audit"
    seconds: float

    @property
    def safe(self) -> bool:
        """Whether it may be published: nothing failed and the audit found nothing."""
        return self.verdict.ok and not self.outcome.failures

    @property
    def by_the_clock(self) -> bool:
        """Whether the clock ended the search, so that another run may find another plan."""
        return not getattr(self.outcome, "repeatable", True)

    @property
    def objections(self) -> list[str]:
        """Why it may not be published, a sentence each."""
        return [*self.outcome.failures, *(finding.sentence for finding in self.verdict.findings)]


class Costs(NamedTuple):
    """What readers lose: of how many cells how many are withheld, with how many persons (or how much) in them;
    how many are told otherwise than they are, and by how much at most and together."""

    cells: int
    withheld: int
    withheld_value: int
    changed: int
    largest_change: int
    total_change: int


def make(request: "Request", choice: Choice) -> Made:
    """Protect and audit. Raises `TableError` for tables that cannot be protected as they stand."""
    from momentum.methods.disclosure import audit

    began = monotonic()
    outcome = METHODS[choice.method](request, choice)
    verdict = audit(
        request.tables, outcome, request.spec.rules, earlier=request.earlier, subsets=request.subsets
    )
    return Made(choice, outcome, verdict, monotonic() - began)


def _suppression(request: "Request", choice: Choice) -> Outcome:
    from momentum.methods.disclosure import protect

    spec = request.spec
    asked: dict[str, Any] = {}
    if profile := choice.profile or spec.profile:
        asked["profile"] = profile
    if request.costs:
        asked["costs"] = request.costs
    return protect(
        request.tables,
        spec.rules,
        earlier=request.earlier,
        subsets=request.subsets,
        pinned=request.pinned,
        seed=spec.seed,
        effort=spec.effort,
        time_limit=spec.time_limit,
        **asked,
    )


METHODS: dict[str, Callable[["Request", Choice], Outcome]] = {"suppression": _suppression}


def costs_of(request: "Request", outcome: Outcome) -> Costs:
    """What readers lose, each cell counted once in however many tables it stands."""
    rows = {table.key(row.at): row for table in request.tables for row in outcome.published(table.name)}
    withheld = [key for key, row in rows.items() if row.value is None]
    changes = [abs(row.value - outcome.values[key]) for key, row in rows.items() if row.value is not None]
    return Costs(
        len(rows),
        len(withheld),
        sum(outcome.values[key] for key in withheld),
        sum(change > 0 for change in changes),
        max(changes, default=0),
        sum(changes),
    )
