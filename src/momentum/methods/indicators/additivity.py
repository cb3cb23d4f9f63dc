"""Whether the cells of a table add up to its totals, and by how much they do not."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from momentum.methods.indicators.dimensions import CALENDAR, PARENTS, TOTAL


def overlaps(
    table: pa.Table, by: tuple[str, ...], count: str, fixed: tuple[str, ...] = ()
) -> list[dict[str, object]]:
    """Per total and dimension, how much the cells below it exceed it in column `count`.

    One dict for every total whose cells do not add up: its coordinates, `over` (the dimension summed
    over) and `excess` (> 0: persons counted in more than one cell, once for each further cell).
    `fixed` are columns that are never summed over. Empty where the table is additive.
    """
    found = []
    columns = {name: table[name].to_pylist() for name in (*by, *fixed, count)}
    rows = list(zip(*columns.values(), strict=True))
    keys = [*by, *fixed]
    totals = {row[:-1]: row[-1] for row in rows}
    for position, dimension in enumerate(by):
        for total, parts in _families(rows, keys, position, by):
            if total in totals and sum(parts) != totals[total]:
                coordinates = dict(zip(keys, total, strict=True))
                found.append({**coordinates, "over": dimension, "excess": sum(parts) - totals[total]})
    return found


def _families(
    rows: list[tuple[Any, ...]], keys: list[str], position: int, by: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    """Rows with a value in one dimension, by the total above them in it."""
    dimension = keys[position]
    finer = {i for i, name in enumerate(by) if dimension in _within(name)}

    def above(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(TOTAL if i == position else value for i, value in enumerate(row[:-1]))

    chosen = [row for row in rows if row[position] != TOTAL and all(row[i] == TOTAL for i in finer)]
    for total, family in groupby(sorted(chosen, key=above), key=above):
        yield total, [row[-1] for row in family]


def _within(name: str) -> tuple[str, ...]:
    if name in CALENDAR:
        return CALENDAR[: CALENDAR.index(name)]
    return PARENTS.get(name, ())
