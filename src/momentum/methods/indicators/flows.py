"""Spells that start or end inside a period, and persons for whom it is the first or the last (readings 6, 7)."""

import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.coverage import stays_of
from momentum.methods.indicators.question import Question


def inflow_rows(question: Question, level: Level, column: str = "spells") -> ir.Table:
    """The stays that start in the period, by the group held on their first day."""
    rows = stays_of(question, level)
    rows = rows.filter(question.inside(rows.start))
    if question.breakdown.by_group(level):
        rows = rows.filter(rows.opens == 1)
    return question.breakdown.attach(question.timed(rows, rows.start_month), level)


def outflow_rows(question: Question, level: Level, column: str = "spells") -> ir.Table:
    """The stays that end in the period, by the group held on their last day."""
    rows = stays_of(question, level)
    rows = rows.filter(question.inside(rows.until) & (rows.until < question.freeze))
    if question.breakdown.by_group(level):
        rows = rows.filter(rows.closes == 1)
    return question.breakdown.attach(question.timed(rows, rows.until_month), level)


def first_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays that start in the period on the first day a person ever was at a social enterprise."""
    rows = inflow_rows(question, level)
    return rows.filter(rows["first"] == 1)


def last_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays that end in the period on the last day a person was at a social enterprise, none running."""
    rows = outflow_rows(question, level)
    return rows.filter(rows["last"] == 1)


def inflow_spells(question: Question) -> ir.Table:
    """Cells with `spells` that start."""
    return question.breakdown.cells(
        lambda level: aggregate(inflow_rows(question, level), (*level, *question.keys), spells=_.count())
    )


def outflow_spells(question: Question) -> ir.Table:
    """Cells with `spells` that end."""
    return question.breakdown.cells(
        lambda level: aggregate(outflow_rows(question, level), (*level, *question.keys), spells=_.count())
    )


def inflow_persons(question: Question) -> ir.Table:
    """Cells with `persons` whose first spell ever starts."""
    return question.breakdown.cells(
        lambda level: aggregate(first_rows(question, level), (*level, *question.keys), persons=_.p.nunique())
    )


def outflow_persons(question: Question) -> ir.Table:
    """Cells with `persons` whose last spell ends."""
    return question.breakdown.cells(
        lambda level: aggregate(last_rows(question, level), (*level, *question.keys), persons=_.p.nunique())
    )
