"""Survival and competing risks from daily counts.

`S` is the Kaplan–Meier estimate of no event yet; the cumulative incidence of one cause is Aalen–Johansen:
the sum over days of S just before × events of the cause / at risk. Events come before censorings of the
same day. Sources: Kaplan & Meier (1958), Aalen & Johansen (1978).
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate

HALF = 0.5 + 1e-9
"""The half that a product of fractions reaches, allowing for rounding."""


def daily(rows: ir.Table, level: Level) -> ir.Table:
    """Counts and estimates per cell and day with an event or censoring.

    `rows` has the level's columns, `duration` (days), and 0/1 columns `event` (the cause), `other` (a
    competing event) and `left_out` (in no risk set). Columns of the result: level, `duration`, `at_risk`,
    `events`, `others`, `censored`, `left_out`, `before` (S just before), `after` (S), `incidence`.
    """
    counts = (
        rows.group_by([*level, "duration"])
        .agg(
            events=_.event.sum(),
            others=_.other.sum(),
            everybody=_.count() - _.left_out.sum(),
            left_out=_.left_out.sum(),
        )
        .mutate(censored=_.everybody - _.events - _.others)
    )
    cell = list(level) or None
    onward = ibis.window(group_by=cell, order_by="duration", preceding=0, following=None)
    counts = counts.mutate(at_risk=counts.everybody.sum().over(onward))
    hazard = (counts.events + counts.others) / counts.at_risk.nullif(0)
    counts = counts.mutate(hazard=hazard.fill_null(0.0))
    # a hazard of 1 ends a cell, so its logarithm is never needed
    counts = counts.mutate(kept=ibis.ifelse(counts.hazard < 1, 1 - counts.hazard, 1.0).ln())
    earlier = ibis.window(group_by=cell, order_by="duration", preceding=(None, 1))
    counts = counts.mutate(before=counts.kept.sum().over(earlier).fill_null(0.0).exp())
    so_far = ibis.window(group_by=cell, order_by="duration", preceding=(None, 0))
    step = counts.before * counts.events / counts.at_risk.nullif(0)
    return counts.mutate(
        after=counts.before * (1 - counts.hazard), incidence=step.fill_null(0.0).sum().over(so_far)
    )


def incidence_at(table: ir.Table, level: Level, days: tuple[int, ...]) -> ir.Table:
    """Per cell `persons` (at risk at the origin), `left_out`, and `incidence_<day>` for each of `days`;
    empty where observation ended before that day with somebody still undecided."""
    known = {
        f"incidence_{day}": ibis.ifelse(
            (_.duration.max(where=_.everybody > 0) >= day) | (_.after.min(where=_.everybody > 0) <= 1e-12),
            _.incidence.max(where=_.duration <= day).fill_null(0.0),
            None,
        )
        for day in days
    }
    return aggregate(
        table,
        level,
        persons=_.everybody.sum().fill_null(0).cast("int64"),
        left_out=_.left_out.sum().fill_null(0).cast("int64"),
        **known,
    )


def median_of(table: ir.Table, level: Level) -> ir.Table:
    """Per cell `spells`, how many of them `ended`, and the `median`: the first day with S ≤ 0.5, else empty."""
    return aggregate(
        table,
        level,
        spells=_.everybody.sum().fill_null(0).cast("int64"),
        ended=_.events.sum().fill_null(0).cast("int64"),
        median=_.duration.min(where=_.after <= HALF),
    )
