"""Persons and spells at a social enterprise on a day (readings 1 and 4)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.coverage import between, running_total, stays_of
from momentum.methods.indicators.question import TIME, Question


def stock(question: Question) -> ir.Table:
    """Cells with `persons` and `spells` on the last day of the period, or of every unit of the grid."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def stock_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays that run on the last day of the period."""
    rows = stays_of(question, level)
    day = question.end - 1
    return question.breakdown.attach(rows.filter((rows.start <= day) & (rows.until > day)), level)


def _at_level(question: Question, level: Level) -> ir.Table:
    if question.grid is not None:
        return _on_grid(question, level)
    day = question.end - 1
    rows = between(question, level, day, day + 1)
    return aggregate(
        rows,
        level,
        persons=ibis.ifelse(rows.prior <= day, 1, 0).sum().fill_null(0).cast("int64"),
        spells=rows.count(),
    )


def _on_grid(question: Question, level: Level) -> ir.Table:
    grid = question.grid
    assert grid is not None
    rows = between(question, level, question.begin, question.end)
    rows = rows.mutate(
        comes=ibis.greatest(question.unit(rows.start_month), grid.first),
        fresh=ibis.greatest(question.unit(rows.fresh_month), grid.first),
        goes=question.unit(rows.until_month),
    )
    rows = rows.filter(rows.goes > rows.comes)
    counted = ibis.ifelse(rows.fresh < rows.goes, 1, 0)
    rows = rows.mutate(counted=counted, at_once=ibis.ifelse(rows.fresh == rows.comes, counted, 0))
    later = rows.filter((rows.fresh != rows.comes) & (rows.counted == 1))
    keys = (*level, TIME)
    changes = [
        aggregate(rows.mutate(t=rows.comes), keys, persons=_.at_once.sum(), spells=_.count()),
        aggregate(later.mutate(t=later.fresh), keys, persons=_.count(), spells=_.count() - _.count()),
        aggregate(rows.mutate(t=rows.goes), keys, persons=-_.counted.sum(), spells=-_.count()),
    ]
    return running_total(changes, level, grid, ("persons", "spells"))
