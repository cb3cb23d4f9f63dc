"""From measurements to the tables that disclosure control protects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from momentum.methods.disclosure import TOTAL, CellKey, Dimension, Table
from momentum.monitor.contents import Axis

UNKNOWN = "unknown"


@dataclass
class Counted:
    """Every table of an edition before protection, with how each was counted."""

    tables: list[Table] = field(default_factory=list)
    lineage: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def add(self, table: Table, lineage: Mapping[str, Any]) -> None:
        self.tables.append(table)
        self.lineage[table.name] = lineage

    def value(self, name: str, at: tuple[str, ...] = ()) -> int:
        return next(table for table in self.tables if table.name == name).cells.get(at, 0)


def code_at(axis: Axis, level: str, code: str) -> str:
    """A code of an axis: levels above the finest carry their level's name, so that none is mistaken."""
    return code if level == axis.name else f"{level}:{code}"


def level_and_code(axis_name: str, code: str) -> tuple[str, str]:
    """The level and the plain code of a code made by `code_at`."""
    level, colon, plain = code.partition(":")
    return (level, plain) if colon else (axis_name, code)


def key_at(told: Mapping[str, Any], at: Iterable[str]) -> CellKey:
    """The cell at these coordinates of a table as it is kept, with its `measure` and the names of its `dimensions`."""
    return CellKey(
        told["measure"],
        frozenset(
            (level_and_code(name, code)[0], code)
            for name, code in zip(told["dimensions"], at, strict=True)
            if code != TOTAL
        ),
    )


def crossed(
    name: str, measure: str, axes: Iterable[Axis], rows: list[dict[str, Any]], value: str, additive: bool
) -> Table:
    """The table of a breakdown, from rows with a column a level ("*" where a level is totalled)."""
    axes = tuple(axes)
    parents: list[dict[str, str]] = [{} for _ in axes]
    cells: dict[tuple[str, ...], int] = {}
    for row in rows:
        at = []
        for place, axis in enumerate(axes):
            path = [code_at(axis, level, row[level]) for level in axis.levels if row[level] != TOTAL]
            for above, below in zip([TOTAL, *path], path, strict=False):
                parents[place][below] = above
            at.append(path[-1] if path else TOTAL)
        cells[tuple(at)] = row[value]
    dimensions = tuple(
        Dimension(
            axis.name,
            dict(sorted(above.items(), key=lambda pair: _order(axis, pair[0]))),
            {
                code: level_and_code(axis.name, code)[0]
                for code in above
                if level_and_code(axis.name, code)[0] != axis.name
            },
        )
        for axis, above in zip(axes, parents, strict=True)
    )
    return Table(name, measure, dimensions, cells, additive)


def _order(axis: Axis, code: str) -> tuple[int, bool, str]:
    level, plain = level_and_code(axis.name, code)
    return axis.levels.index(level), plain in (UNKNOWN, "none"), plain


def single(name: str, measure: str, value: int) -> Table:
    """A table of one cell: a total that stands on its own."""
    return Table(name, measure, (), {(): value})


def split(
    name: str, measure: str, dimension: str, parents: Mapping[str, str], cells: Mapping[str, int]
) -> Table:
    """A total divided into parts that add up to it; `cells` holds the finest parts."""
    whole = Dimension(dimension, dict(parents))
    values: dict[tuple[str, ...], int] = {}
    for code, value in cells.items():
        for above in (code, *whole.ancestors(code)):
            values[above,] = values.get((above,), 0) + value
    return Table(name, measure, (whole,), values)
