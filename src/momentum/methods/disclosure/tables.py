"""The input of disclosure control: tables of counts of persons, and the rules they fall under.

Both the protector and the audit read these records and nothing else of each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Literal, NamedTuple

TOTAL = "*"

Coordinates = tuple[str, ...]


class CellKey(NamedTuple):
    """A cell whatever table it stands in: its measure and its non-total coordinates by dimension."""

    measure: str
    at: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        if not self.at:
            return f"{self.measure} (total)"
        return f"{self.measure} ({', '.join(f'{name}={code}' for name, code in sorted(self.at))})"


class TableError(ValueError):
    """A table or rule that cannot be protected as it stands; the sentence says what, where, what to do."""


@dataclass(frozen=True)
class Dimension:
    """One classification.

    `parents` gives every code its parent; a code at the top has the total ("*") as parent.
    `known_as` names, for a code that another dimension holds too, that other dimension: a branch in the
    hierarchy organisation → branch is the cell that a table by branch shows.
    """

    name: str
    parents: Mapping[str, str]
    known_as: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if TOTAL in self.parents:
            raise TableError(f"Dimension {self.name}: the total {TOTAL} has no parent; remove that line.")
        for code, parent in self.parents.items():
            if parent != TOTAL and parent not in self.parents:
                raise TableError(
                    f"Dimension {self.name}: {code} has the parent {parent}, which has no parent itself. "
                    f"Give {parent} a parent (the total is {TOTAL})."
                )
        for code in self.parents:
            seen = {code}
            above = self.parents[code]
            while above != TOTAL:
                if above in seen:
                    raise TableError(f"Dimension {self.name}: {code} is its own ancestor. Break the circle.")
                seen.add(above)
                above = self.parents[above]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The total, then every code in the order given."""
        return (TOTAL, *self.parents)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Each parent (the total included) with its children."""
        found: dict[str, list[str]] = {}
        for code, parent in self.parents.items():
            found.setdefault(parent, []).append(code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    def ancestors(self, code: str) -> list[str]:
        """The codes above `code`, nearest first, the total last; empty for the total."""
        above: list[str] = []
        while code != TOTAL:
            code = self.parents[code]
            above.append(code)
        return above


@dataclass(frozen=True)
class Table:
    """Counts of distinct persons over crossed dimensions, totals ("*") included.

    `cells` maps coordinates, one code a dimension in the order of `dimensions`, to a count; a combination
    that is absent counts nobody. `additive=False` says that a person may stand in several children of one
    parent. `structural` lists coordinates that cannot hold anybody. Two tables with the same `measure`
    share the cells whose non-total coordinates are the same.
    """

    name: str
    measure: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Coordinates, int]
    additive: bool = True
    structural: frozenset[Coordinates] = frozenset()

    def key(self, at: Coordinates) -> CellKey:
        """The cell at these coordinates, whatever table shows it."""
        return CellKey(
            self.measure,
            frozenset(
                (d.known_as.get(code, d.name), code)
                for d, code in zip(self.dimensions, at, strict=True)
                if code != TOTAL
            ),
        )

    def place(self, at: Coordinates) -> str:
        """The coordinates in words, for a sentence."""
        parts = [f"{d.name}={c}" for d, c in zip(self.dimensions, at, strict=True) if c != TOTAL]
        return f"{self.name}: {', '.join(parts) or 'total'}"


class PublicCell(NamedTuple):
    """A cell as the public sees it: a count, or None with the one reason for all withheld cells."""

    at: Coordinates
    value: int | None
    reason: str | None


PUBLIC_REASON = "withheld to protect persons"


@dataclass(frozen=True)
class Publication:
    """What is, or would be, published of each table, by its name, however it was made."""

    rows: Mapping[str, Sequence[PublicCell]]

    def published(self, name: str) -> Sequence[PublicCell]:
        """The rows of one table."""
        return self.rows[name]


Zeros = Literal["withheld", "shown"]


@dataclass(frozen=True)
class Rules:
    """What must not be learnt.

    n          counts 1 … n−1 are primary (persons).
    zeros      "withheld": a zero that is not structural may be withheld, so a withheld cell may be 0;
               "shown": every zero is published, so a withheld cell is at least 1, and everybody knows.
    sensitive  names of dimensions in which nobody may learn that all persons of a cell fall in one child.
    harmless   codes of a sensitive dimension that tell nothing about a person.
    width      the least width (persons) of the interval an attacker may derive for a primary cell.
    """

    n: int = 5
    zeros: Zeros = "withheld"
    sensitive: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset({"none", "unknown"})
    width: int = 3

    def __post_init__(self) -> None:
        if self.n < 1:
            raise TableError(f"The threshold n is {self.n}; it must be at least 1.")
        if self.width < 1:
            raise TableError(f"The width of the attacker's interval is {self.width}; it must be at least 1.")
        if self.zeros not in ("withheld", "shown"):
            raise TableError(f"The zero policy is {self.zeros!r}; choose 'withheld' or 'shown'.")


Earlier = Mapping[CellKey, int]
"""The cells one earlier edition published, with their values."""

Subset = tuple[str, str]
"""(part, whole): in one and the same cell the first measure never exceeds the second."""


def check_tables(tables: Iterable[Table]) -> None:
    """Raise `TableError` for what cannot be a table of counts."""
    names: set[str] = set()
    for table in tables:
        if table.name in names:
            raise TableError(f"Two tables are called {table.name}; give each its own name.")
        names.add(table.name)
        twice = {d.name for d in table.dimensions if sum(e.name == d.name for e in table.dimensions) > 1}
        if twice:
            raise TableError(f"Table {table.name} has dimension {min(twice)} twice.")
        codes = [frozenset(d.codes) for d in table.dimensions]
        for at, value in table.cells.items():
            _check_cell(table, codes, at, value)
        for at in table.structural:
            if table.cells.get(at, 0):
                raise TableError(
                    f"{table.place(at)} is listed as structurally empty but counts {table.cells[at]}."
                )


def _check_cell(table: Table, codes: list[frozenset[str]], at: Coordinates, value: int) -> None:
    if len(at) != len(codes):
        raise TableError(f"Table {table.name}: {at} has {len(at)} coordinates for {len(codes)} dimensions.")
    for dimension, known, code in zip(table.dimensions, codes, at, strict=True):
        if code not in known:
            raise TableError(
                f"Table {table.name}: {code!r} is not a code of dimension {dimension.name}. "
                "Add it to the hierarchy with its parent, or correct the cell."
            )
    if isinstance(value, bool) or not isinstance(value, int):
        raise TableError(f"{table.place(at)} holds {value!r}; a count is a whole number.")
    if value < 0:
        raise TableError(f"{table.place(at)} holds {value}; a count of persons cannot be negative.")


def all_coordinates(table: Table) -> Iterable[Coordinates]:
    """Every combination of codes, totals included, in a fixed order."""
    return product(*(d.codes for d in table.dimensions))


def with_totals(table: Table) -> Table:
    """The same additive table with every missing total added up from its leaves."""
    if not table.additive:
        raise TableError(
            f"Table {table.name} is not additive, so its totals cannot be added up: give them as rows with {TOTAL}."
        )
    leaves = {
        at: value
        for at, value in table.cells.items()
        if all(c != TOTAL and c not in d.children for d, c in zip(table.dimensions, at, strict=True))
    }
    sums: dict[Coordinates, int] = {}
    for at, value in leaves.items():
        for above in product(*([c, *d.ancestors(c)] for d, c in zip(table.dimensions, at, strict=True))):
            sums[above] = sums.get(above, 0) + value
    return Table(
        table.name, table.measure, table.dimensions, sums | dict(table.cells), True, table.structural
    )
