"""A request into what would be published, by the method asked for, and what that costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit, CellKey, PublicCell, Published
    from momentum.methods.disclosure.files import Request

Profile = Literal["fast", "best"]
AUDIT_SECONDS = 600.0
PROCESSES = 2


class Outcome(Protocol):
    """What every method gives: what is published of each table, and what went wrong."""

    @property
    def failures(self) -> tuple[str, ...]: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    @property
    def values(self) -> "Mapping[CellKey, int]": ...

    def published(self, name: str) -> "Sequence[PublicCell]": ...


@dataclass(frozen=True)
class Choice:
    """How to protect: the method, how long to search (suppression), the base (rounding), the secret (cell keys)."""

    method: str = "suppression"
    profile: Profile | None = None
    base: int = 5
    secret: bytes = b""


@dataclass(frozen=True)
class Made:
    """An outcome with the audit's verdict on it, and what its method promised and it does not keep; seconds of all
    together."""

    choice: Choice
    outcome: Outcome
    verdict: "Audit"
    seconds: float
    broken: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether it may be published: nothing failed and the audit found nothing."""
        return self.verdict.ok and not self.outcome.failures and not self.broken

    @property
    def by_the_clock(self) -> bool:
        """Whether the clock ended the search, so that another run may find another plan."""
        return not getattr(self.outcome, "repeatable", True)

    @property
    def objections(self) -> list[str]:
        """Why it may not be published, a sentence each."""
        return [
            *self.outcome.failures,
            *self.broken,
            *(finding.sentence for finding in self.verdict.findings),
        ]


class Costs(NamedTuple):
    """What readers lose: of how many cells how many are withheld, the persons and the amounts in them; how many
    cells are told otherwise than they are, and by how much at most and together."""

    cells: int
    withheld: int
    persons: int
    amounts: int
    changed: int
    largest_change: int
    total_change: int


def make(request: "Request", choice: Choice) -> Made:
    """Protect and audit. Raises `TableError` for tables that cannot be protected as they stand."""
    began = monotonic()
    outcome = METHODS[choice.method](request, choice)
    verdict = attack(request, outcome)
    broken = _broken(request, choice, outcome)
    return Made(choice, outcome, verdict, monotonic() - began, broken)


def attack(request: "Request", published: "Published") -> "Audit":
    """The audit's verdict on what would be published; it takes the time it needs, within reason."""
    from momentum.methods.disclosure import audit

    return audit(
        request.tables,
        published,
        request.spec.rules,
        earlier=request.earlier,
        subsets=request.subsets,
        time_limit=AUDIT_SECONDS,
        processes=PROCESSES,
    )


def _suppression(request: "Request", choice: Choice) -> Outcome:
    from momentum.methods.disclosure import protect

    spec = request.spec
    return protect(
        request.tables,
        spec.rules,
        earlier=request.earlier,
        subsets=request.subsets,
        pinned=request.pinned,
        costs=request.costs,
        seed=spec.seed,
        profile=choice.profile or spec.profile,
        effort=spec.effort,
        time_limit=spec.time_limit,
    )


def _rounding(request: "Request", choice: Choice) -> Outcome:
    from momentum.methods.disclosure.rounding import round_tables

    spec = request.spec
    return round_tables(
        request.tables,
        spec.rules,
        base=choice.base,
        earlier=request.earlier,
        subsets=request.subsets,
        seed=spec.seed,
        time_limit=spec.time_limit,
    )


def _cell_key(request: "Request", choice: Choice) -> Outcome:
    from momentum.methods.disclosure.cell_keys import perturb
    from momentum.methods.disclosure.files import cell_keys_of

    return perturb(
        request.tables,
        request.spec.rules,
        keys=cell_keys_of(request, choice.secret),
        earlier=request.earlier,
        subsets=request.subsets,
    )


METHODS: dict[str, Callable[["Request", Choice], Outcome]] = {
    "suppression": _suppression,
    "rounding": _rounding,
    "cell-key": _cell_key,
}


def _broken(request: "Request", choice: Choice, outcome: Outcome) -> tuple[str, ...]:
    """What the method promises and this outcome does not keep, by the method's own check."""
    if choice.method == "rounding":
        from momentum.methods.disclosure.rounding import check_rounding

        found = check_rounding(request.tables, outcome, choice.base, subsets=request.subsets)
    elif choice.method == "cell-key":
        from momentum.methods.disclosure.cell_keys import check_perturbation
        from momentum.methods.disclosure.files import cell_keys_of

        keys = cell_keys_of(request, choice.secret)
        found = check_perturbation(request.tables, outcome, keys, outcome.noise)  # type: ignore[attr-defined]
    else:
        return ()
    return tuple(str(each) for each in found)


def costs_of(request: "Request", outcome: Outcome) -> Costs:
    """What readers lose, each cell counted once in however many tables it stands."""
    rows = {table.key(row.at): row for table in request.tables for row in outcome.published(table.name)}
    withheld = [key for key, row in rows.items() if row.value is None]
    changes = [abs(row.value - outcome.values[key]) for key, row in rows.items() if row.value is not None]
    return Costs(
        len(rows),
        len(withheld),
        *_in_cells(request, outcome, withheld),
        sum(change > 0 for change in changes),
        max(changes, default=0),
        sum(changes),
    )


def costs_by_reason(request: "Request", outcome: Outcome) -> dict[str, tuple[int, int, int]]:
    """Withheld cells, the persons and the amounts in them, by the reason that only the analyst sees."""
    cells: dict[str, list[CellKey]] = {}
    for key, reason in getattr(outcome, "withheld", {}).items():
        cells.setdefault(reason, []).append(key)
    return {reason: (len(keys), *_in_cells(request, outcome, keys)) for reason, keys in sorted(cells.items())}


def _in_cells(request: "Request", outcome: Outcome, keys: "Sequence[CellKey]") -> tuple[int, int]:
    sums = {table.measure for table in request.tables if table.kind == "sum"}
    amounts = sum(outcome.values[key] for key in keys if key.measure in sums)
    return sum(outcome.values[key] for key in keys) - amounts, amounts
