"""Counting persons over stretches of days without a distinct, and over units without an explosion.

Of the stays in one cell, the parts not covered by an earlier stay of the same person in that cell are
disjoint: their number on a day is the number of persons. Over the units of a grid each part adds one
where it begins and takes one off after it ends; a running total gives every unit's count.
"""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Level, aggregate, union
from momentum.methods.indicators.dimensions import OF_ORGANISATION, OF_PERSON
from momentum.methods.indicators.period import Grid
from momentum.methods.indicators.preparation.stays import with_prior
from momentum.methods.indicators.question import TIME, Question
from momentum.methods.indicators.tables import TABLES

_PREPARED = {
    (): "",
    ("organisation",): "_o",
    ("target_group",): "_g",
    ("organisation", "target_group"): "_og",
}
_FRESHNESS = ("prior", "prior_month", "fresh_month")


def stays_of(question: Question, level: Level) -> ir.Table:
    """Stays at social enterprises; cut by target group where that matters at a level."""
    return TABLES.piece if question.breakdown.by_group(level) else TABLES.stay


def between(question: Question, level: Level, begin: int, end: int) -> ir.Table:
    """The stays of a level with a day in `[begin, end)`, its code columns, and `prior`, `prior_month` and
    `fresh_month` as to the person's earlier stays in the same cell."""
    breakdown = question.breakdown
    rows = stays_of(question, level)
    rows = rows.filter((rows.start < end) & (rows.until > begin))
    names = [name for name in breakdown.names(level) if name not in OF_PERSON]
    if "organisation" in names:
        names = [name for name in names if name not in OF_ORGANISATION]
    suffix = _PREPARED.get(tuple(sorted(names)))
    rows = breakdown.attach(rows, level)
    if suffix is None:
        rows = with_prior(rows.drop(*[c for c in _FRESHNESS if c in rows.columns]), tuple(names))
    elif suffix:
        rows = rows.drop(*[c for c in _FRESHNESS if c in rows.columns])
        rows = rows.rename({name: f"{name}{suffix}" for name in _FRESHNESS})
    return rows


def running_total(changes: list[ir.Table], level: Level, grid: Grid, values: tuple[str, ...]) -> ir.Table:
    """Cells per unit of the grid from changes per unit (columns: level, t, values)."""
    every = union([change.select(*level, TIME, *values) for change in changes])
    every = every.filter(every[TIME] <= grid.last)
    change = aggregate(every, (*level, TIME), **{name: every[name].sum() for name in values})
    unit = ibis.range(grid.first, grid.last + 1).unnest().name("unit").as_table()
    frame = change.select(*level).distinct().cross_join(unit) if level else unit
    change = change.rename({f"{name}_": name for name in (*level, TIME)})
    match = [frame.unit == change[f"{TIME}_"], *(frame[name] == change[f"{name}_"] for name in level)]
    filled = frame.left_join(change, match)
    so_far = ibis.window(group_by=list(level) or None, order_by="unit", preceding=(None, 0))
    totals = filled.select(
        *level,
        **{TIME: filled.unit},
        **{name: filled[name].fill_null(0).sum().over(so_far).cast("int64") for name in values},
    )
    return totals.filter(totals[values[-1]] > 0) if level else totals
