"""Persons with at least one day at a social enterprise inside a period."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import aggregate
from momentum.methods.indicators.coverage import between, running_total, stays_at
from momentum.methods.indicators.question import TIME, Question


def reach(question: Question) -> ir.Table:
    """Cells with `persons`."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def reach_rows(question: Question, grouped: bool) -> ir.Table:
    """The stays with a day in the period."""
    rows = stays_at(grouped)
    return rows.filter((rows.start < question.end) & (rows.until > question.begin))


def reached(question: Question, level: tuple[str, ...]) -> ir.Table:
    """One row a person and cell of a level: the level's code columns and p."""
    rows = reach_rows(question, question.breakdown.by_group(level))
    return question.breakdown.attach(rows, level).select(*level, "p").distinct()


def _at_level(question: Question, level: tuple[str, ...]) -> ir.Table:
    rows = between(question, level, question.begin, question.end)
    if question.grid is None:
        fresh = ibis.ifelse(rows.prior <= question.begin, 1, 0)
        return aggregate(rows, level, persons=fresh.sum().fill_null(0).cast("int64"))
    grid = question.grid
    rows = rows.mutate(
        comes=ibis.greatest(question.unit(rows.start_month), question.unit(rows.prior_month) + 1, grid.first),
        goes=question.unit(rows.last_month) + 1,
    )
    rows = rows.filter(rows.comes < rows.goes)
    changes = [
        aggregate(rows.mutate(t=rows.comes), (*level, TIME), persons=_.count()),
        aggregate(rows.mutate(t=rows.goes), (*level, TIME), persons=-_.count()),
    ]
    return running_total(changes, level, grid, ("persons",))
