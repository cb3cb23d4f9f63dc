"""Persons with at least one day at a social enterprise inside a period."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.coverage import between, running_total, stays_of
from momentum.methods.indicators.question import TIME, Question


def reach(question: Question) -> ir.Table:
    """Cells with `persons`."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def reach_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays with a day in the period."""
    rows = stays_of(question, level)
    rows = rows.filter((rows.start < question.end) & (rows.until > question.begin))
    return question.breakdown.attach(rows, level)


def reached(question: Question, level: Level) -> ir.Table:
    """One row a person and cell of a level: the level's code columns and p."""
    return reach_rows(question, level).select(*level, "p").distinct()


def _at_level(question: Question, level: Level) -> ir.Table:
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
