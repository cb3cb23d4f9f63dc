"""Persons who moved from an unpaid spell at a social enterprise to paid work (readings 8–13)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.preparation.paid import KEPT_DAYS, moves
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.reach import reach_rows, reached
from momentum.methods.indicators.tables import TABLES

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


def moved_on_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The unpaid stays behind each person's earliest paid start that counts in the period (or unit)."""
    if question.within <= KEPT_DAYS:
        rows = TABLES.move.filter(TABLES.move.gap <= question.within)
    else:
        rows = moves(question.within)
    rows = question.timed(rows.filter(question.inside(rows.day)), rows.month)
    rows = rows.mutate(earliest=rows.day.min().over(ibis.window(group_by=["p", *question.keys])))
    rows = rows.filter(rows.day == rows.earliest).drop("earliest")
    return question.breakdown.attach(rows, level)


def moved_on(question: Question) -> ir.Table:
    """Cells with `persons`."""
    return question.breakdown.cells(
        lambda level: aggregate(
            moved_on_rows(question, level), (*level, *question.keys), persons=_.p.nunique()
        )
    )


def rate_rows(question: Question, level: Level, column: str = "numerator") -> ir.Table:
    """The stays of those reached (`denominator`), or the unpaid stays of those of them who moved on."""
    if column == "denominator":
        return reach_rows(question, level)
    moved = moved_on_rows(question, level)
    return moved.semi_join(reached(question, level), [*level, "p"])


def moved_on_rate(question: Question) -> ir.Table:
    """Cells with `numerator` (persons who moved on and were reached), `denominator` (reached), `rate` and
    its 95% interval `low`, `high` (Wilson 1927, without continuity correction; empty at n = 0)."""
    return question.breakdown.cells(lambda level: _rate_at_level(question, level))


def _rate_at_level(question: Question, level: Level) -> ir.Table:
    base = reached(question, level)
    moved = moved_on_rows(question, level).select(*level, "p").distinct().mutate(moved=1)
    both = base.left_join(moved, [*level, "p"])
    counted = aggregate(
        both,
        level,
        numerator=both.moved.fill_null(0).sum().fill_null(0).cast("int64"),
        denominator=both.count(),
    )
    low, high = wilson(counted.numerator, counted.denominator)
    n = counted.denominator.nullif(0)
    return counted.mutate(rate=counted.numerator / n, low=low, high=high)


def wilson(count: ir.Value, n: ir.Value) -> tuple[ir.Value, ir.Value]:
    """The ends of Wilson's 95% score interval for `count` of `n`; null at n = 0."""
    n = n.nullif(0).cast("float64")
    share = count / n
    centre = share + Z95**2 / (2 * n)
    spread = (share * (1 - share) / n + Z95**2 / (4 * n * n)).sqrt() * Z95
    scale = 1 + Z95**2 / n
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # at 0 and n the end is exact; rounding must not put it outside [0, 1]
    return ibis.ifelse(count == 0, n * 0.0, low), ibis.ifelse(count == n, n * 0.0 + 1.0, high)
