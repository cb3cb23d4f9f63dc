"""From rows about persons and spells to a table of cells with totals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.dimensions import OF_ORGANISATION, OF_PERSON, TOTAL, code_list, levels
from momentum.methods.indicators.preparation.codes import AGE_BANDS
from momentum.methods.indicators.tables import TABLES

_COLUMNS = {
    "organisation": "o",
    "place_kind": "k",
    "target_group": "g",
    "to_kind": "to_k",
    "branch": "b",
    "organisation_district": "od",
    "organisation_borough": "ow",
    "district": "d",
    "borough": "w",
}


Level = tuple[str, ...]
"""Dimensions that a cell has a value in, in the order of the breakdown."""


@dataclass(frozen=True)
class Breakdown:
    """Dimensions to break down by, and values (codes) to keep; `year` is that of the period's last day."""

    by: tuple[str, ...]
    where: tuple[tuple[str, int], ...]
    year: int

    @property
    def levels(self) -> list[Level]:
        """The combinations of dimensions that have cells."""
        return levels(self.by)

    def names(self, level: Level) -> tuple[str, ...]:
        """The dimensions that a level of cells depends on."""
        return tuple(dict.fromkeys((*level, *(name for name, _ in self.where))))

    def by_group(self, level: Level) -> bool:
        """Whether the target group matters at a level."""
        return "target_group" in self.names(level)

    def attach(self, rows: ir.Table, level: Level) -> ir.Table:
        """`rows` (with p, o, k, and g or to_k where asked) that pass the filter, with a column of codes
        named after each dimension that the level depends on."""
        names = self.names(level)
        if any(name in OF_ORGANISATION for name in names):
            organisation = TABLES.organisation.drop("enterprise").rename(o_="o")
            rows = rows.inner_join(organisation, rows.o == organisation.o_).drop("o_")
        if any(name in OF_PERSON for name in names):
            person = TABLES.person.drop("person").rename(p_="p")
            rows = rows.inner_join(person, rows.p == person.p_).drop("p_")
        rows = rows.mutate(**{name: self._code(rows, name) for name in names})
        for name, code in self.where:
            rows = rows.filter(rows[name] == code)
        return rows

    def _code(self, rows: ir.Table, name: str) -> ir.Value:
        if name != "age_band":
            return rows[_COLUMNS[name]]
        age = self.year - rows.birth_year
        bands = [(age >= youngest, code + 1) for code, (youngest, _) in enumerate(AGE_BANDS)]
        known = ibis.cases(*reversed(bands), else_=1)
        return ibis.ifelse(rows.birth_year.isnull(), 0, known).cast("int32")

    def cells(self, at_level: Callable[[Level], ir.Table]) -> ir.Table:
        """The cells of all levels, from a function that gives those of one: code columns named after
        the level's dimensions, then values. Codes become labels, totals `*`."""
        return union([self._labelled(at_level(level), level) for level in self.levels])

    def _labelled(self, cells: ir.Table, level: Level) -> ir.Table:
        values = [name for name in cells.columns if name not in level]
        for name in level:
            names = TABLES.label.filter(TABLES.label.dimension == code_list(name))
            names = names.select(**{f"{name}_code": names.code, f"{name}_label": names.label})
            cells = cells.left_join(names, cells[name] == names[f"{name}_code"])
        shown = {
            name: cells[f"{name}_label"] if name in level else ibis.literal(TOTAL, "string")
            for name in self.by
        }
        return cells.select(**shown, **{name: cells[name] for name in values})


def union(tables: list[ir.Table]) -> ir.Table:
    """All rows of tables with the same columns."""
    return reduce(lambda one, other: one.union(other), tables)


def aggregate(rows: ir.Table, keys: tuple[str, ...], **values: ir.Value) -> ir.Table:
    """`values` per combination of `keys`; without keys always one row."""
    return rows.group_by(list(keys)).aggregate(**values) if keys else rows.aggregate(**values)
