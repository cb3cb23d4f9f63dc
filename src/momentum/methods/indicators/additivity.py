"""Whether the cells of a table add up to its totals, and by how much they do not."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.indicators.dimensions import CALENDAR, PARENTS, TOTAL


def overlaps(
    table: pa.Table, by: tuple[str, ...], count: str, fixed: tuple[str, ...] = ()
) -> list[dict[str, object]]:
    """Per total and dimension, how much the cells below it exceed it in column `count`.

    One dict for every total whose cells do not add up: its coordinates, `over` (the dimension summed
    over) and `excess` (> 0: persons counted in more than one cell, once for each further cell).
    `fixed` are columns that are never summed over. Empty where the table is additive.
    """
    keys = [*by, *fixed]
    found: list[dict[str, object]] = []
    for dimension in by:
        excess = _excess(table, by, dimension, (count,), fixed)
        others = [name for name in keys if name != dimension]
        rows = excess.sort_by([(name, "ascending") for name in others]) if others else excess
        for row in rows.filter(pc.field(count) != 0).to_pylist():
            cell = {name: TOTAL if name == dimension else row[name] for name in keys}
            found.append({**cell, "over": dimension, "excess": row[count]})
    return found


def adds_up(table: pa.Table, by: tuple[str, ...], counts: Sequence[str], fixed: tuple[str, ...] = ()) -> bool:
    """Whether `overlaps` finds none in any of the columns `counts`."""
    for dimension in by:
        excess = _excess(table, by, dimension, counts, fixed)
        if any(pc.any(pc.not_equal(excess[count], 0)).as_py() for count in counts):
            return False
    return True


def _excess(
    table: pa.Table, by: tuple[str, ...], dimension: str, counts: Sequence[str], fixed: tuple[str, ...]
) -> pa.Table:
    """One row a total over `dimension` that has cells below it, with in `counts` their sum less the total."""
    others = [name for name in (*by, *fixed) if name != dimension]
    is_total = pc.equal(table[dimension], TOTAL)
    below = pc.invert(is_total)
    for name in by:
        if dimension in _within(name):
            below = pc.and_(below, pc.equal(table[name], TOTAL))
    sign = pc.if_else(is_total, -1, 1)
    signed = {name: pc.multiply(table[name], sign) for name in counts}
    marks = {"total": pc.cast(is_total, pa.int64()), "cells": pc.cast(below, pa.int64())}
    rows = pa.table({**{name: table[name] for name in others}, **signed, **marks}).filter(
        pc.or_(is_total, below)
    )
    summed = rows.group_by(others).aggregate([(name, "sum") for name in (*counts, *marks)])
    summed = summed.filter((pc.field("total_sum") > 0) & (pc.field("cells_sum") > 0))
    return summed.select([*others, *(f"{name}_sum" for name in counts)]).rename_columns([*others, *counts])


def _within(name: str) -> tuple[str, ...]:
    if name in CALENDAR:
        return CALENDAR[: CALENDAR.index(name)]
    return PARENTS.get(name, ())
