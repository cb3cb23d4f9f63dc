"""Whether the cells of a table add up to its totals, and by how much they do not."""

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
    found: list[dict[str, object]] = []
    keys = [*by, *fixed]
    cells = list(zip(*(table[name].to_pylist() for name in keys), strict=True)) if keys else [()]
    totals = dict(zip(cells, table[count].to_pylist(), strict=True))
    for position, dimension in enumerate(by):
        finer = [i for i, name in enumerate(by) if dimension in _within(name)]
        sums: dict[tuple[Any, ...], int] = {}
        for cell, value in totals.items():
            if cell[position] != TOTAL and all(cell[i] == TOTAL for i in finer):
                above = (*cell[:position], TOTAL, *cell[position + 1 :])
                sums[above] = sums.get(above, 0) + value
        for above, summed in sums.items():
            if above in totals and summed != totals[above]:
                coordinates = dict(zip(keys, above, strict=True))
                found.append({**coordinates, "over": dimension, "excess": summed - totals[above]})
    return found


def _within(name: str) -> tuple[str, ...]:
    if name in CALENDAR:
        return CALENDAR[: CALENDAR.index(name)]
    return PARENTS.get(name, ())
