"""The input of disclosure control: tables of counts of persons or of sums, totals included.

Both the protectors and the audit read these records and nothing else of each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal, NamedTuple

from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.grouping import Grid, added_up
from momentum.methods.disclosure.rules import Rules, Zeros

Coordinates = tuple[str, ...]

LARGEST = 10**15
"""The largest count or amount: beyond it a whole number is no longer exact in every solver."""


class CellKey(NamedTuple):
    """A cell whatever table it stands in: its measure and its non-total coordinates by dimension."""

    measure: str
    at: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        if not self.at:
            return f"{self.measure} (total)"
        return f"{self.measure} ({', '.join(f'{name}={code}' for name, code in sorted(self.at))})"


@dataclass(frozen=True)
class Table:
    """Counts of distinct persons, or sums over contributors, over crossed dimensions, totals ("*") included.

    cells          coordinates, one code a dimension in the order of `dimensions`, to a whole number; a
                   combination that is absent counts nobody.
    additive       False says that a person may stand in several children of one parent.
    structural     coordinates that cannot hold anybody.
    kind           "count" of persons, or "sum" of non-negative amounts (whole units: euros, hours).
    contributions  of a sum: the largest amounts in each cell, largest first (as many as its rules look at).
    contributors   of a sum: how many contribute to each cell.
    same           coordinates of cells that hold exactly the records of a cell known under another name.
    zeros          the policy for zeros of this table; None: that of the rules.

    Two tables with the same `measure` share the cells whose non-total coordinates are the same.
    """

    name: str
    measure: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Coordinates, int]
    additive: bool = True
    structural: frozenset[Coordinates] = frozenset()
    kind: Literal["count", "sum"] = "count"
    contributions: Mapping[Coordinates, tuple[int, ...]] = field(default_factory=dict)
    contributors: Mapping[Coordinates, int] = field(default_factory=dict)
    same: Mapping[Coordinates, CellKey] = field(default_factory=dict)
    zeros: Zeros | None = None

    def key(self, at: Coordinates) -> CellKey:
        """The cell at these coordinates, whatever table shows it."""
        return self.same[at] if at in self.same else self.own_key(at)

    def own_key(self, at: Coordinates) -> CellKey:
        """The cell as its codes name it, whether or not it is known under another name too."""
        return CellKey(
            self.measure,
            frozenset(
                (d.known_as.get(code, d.name), code)
                for d, code in zip(self.dimensions, at, strict=True)
                if code != TOTAL
            ),
        )

    def zero_policy(self, rules: Rules) -> Zeros:
        """Whether this table's zeros may be withheld or are all shown."""
        return self.zeros or rules.zeros

    def place(self, at: Coordinates) -> str:
        """The coordinates in words, for a sentence."""
        parts = [f"{d.name}={c}" for d, c in zip(self.dimensions, at, strict=True) if c != TOTAL]
        return f"{self.name}: {', '.join(parts) or 'total'}"


def check_tables(tables: Iterable[Table]) -> None:
    """Raise `TableError` for what cannot be tables of counts or sums."""
    names: set[str] = set()
    kinds: dict[str, Table] = {}
    for table in tables:
        if table.name in names:
            raise TableError(f"Two tables are called {table.name}; give each its own name.")
        names.add(table.name)
        other = kinds.setdefault(table.measure, table)
        if other.kind != table.kind:
            raise TableError(
                f"Tables {other.name} and {table.name} have the same measure {table.measure}, but one counts "
                "and the other adds up amounts. Give each its own measure."
            )
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
        _check_contributors(table)


def _check_cell(table: Table, codes: list[frozenset[str]], at: Coordinates, value: int) -> None:
    if len(at) != len(codes):
        raise TableError(f"Table {table.name}: {at} has {len(at)} coordinates for {len(codes)} dimensions.")
    for dimension, known, code in zip(table.dimensions, codes, at, strict=True):
        if code not in known:
            raise TableError(
                f"Table {table.name}: {code!r} is not a code of dimension {dimension.name}. "
                "Add it to the hierarchy with its parent, or correct the cell."
            )
    what = "a count of persons" if table.kind == "count" else "a sum of amounts"
    if isinstance(value, bool) or not isinstance(value, int):
        raise TableError(
            f"{table.place(at)} holds {value!r}; {'a count' if table.kind == 'count' else what} is a whole number."
        )
    if value < 0:
        raise TableError(f"{table.place(at)} holds {value}; {what} cannot be negative.")
    if value > LARGEST:
        raise TableError(
            f"{table.place(at)} holds {value}; more than {LARGEST} cannot be reckoned with exactly."
        )


def _check_contributors(table: Table) -> None:
    for at, number in table.contributors.items():
        value = table.cells.get(at, 0)
        if number < 0 or (value and not number):
            raise TableError(f"{table.place(at)} adds up to {value} with {number} contributors.")
    for at, largest in table.contributions.items():
        value = table.cells.get(at, 0)
        if list(largest) != sorted(largest, reverse=True) or min(largest, default=0) < 0:
            raise TableError(
                f"{table.place(at)}: the largest contributions are {', '.join(map(str, largest))}; "
                "give them from the largest down, none negative."
            )
        if sum(largest) > value:
            raise TableError(
                f"{table.place(at)} is {value}, less than its largest contributions together ({sum(largest)})."
            )


def all_coordinates(table: Table) -> Iterable[Coordinates]:
    """Every combination of codes, totals included, in a fixed order."""
    return product(*(d.codes for d in table.dimensions))


def with_totals(table: Table) -> Table:
    """The same additive table with every missing total added up from its leaves."""
    if not table.additive:
        raise TableError(
            f"Table {table.name} is not additive, so its totals cannot be added up: give them as rows with {TOTAL}."
        )
    check_tables([table])
    leaves = {
        at: value
        for at, value in table.cells.items()
        if all(c in d.leaves for d, c in zip(table.dimensions, at, strict=True))
    }
    sums = added_up(Grid.over(table.dimensions), leaves)
    return replace(table, cells=sums | dict(table.cells))
