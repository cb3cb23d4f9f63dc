"""Spells that start or end inside a period, and persons for whom it is the first or the last (readings 6, 7)."""

import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import aggregate
from momentum.methods.indicators.coverage import stays_at
from momentum.methods.indicators.question import Question


def inflow_rows(question: Question, grouped: bool) -> ir.Table:
    """The stays that start in the period, by the group held on their first day."""
    rows = stays_at(grouped)
    rows = rows.filter(question.inside(rows.start))
    if grouped:
        rows = rows.filter(rows.opens == 1)
    return question.timed(rows, rows.start_month)


def outflow_rows(question: Question, grouped: bool) -> ir.Table:
    """The stays that end in the period, by the group held on their last day."""
    rows = stays_at(grouped)
    rows = rows.filter(question.inside(rows.until) & (rows.until < question.freeze))
    if grouped:
        rows = rows.filter(rows.closes == 1)
    return question.timed(rows, rows.until_month)


def first_rows(question: Question, grouped: bool) -> ir.Table:
    """The stays that start in the period on the first day a person ever was at a social enterprise."""
    rows = inflow_rows(question, grouped)
    return rows.filter(rows.first == 1)


def last_rows(question: Question, grouped: bool) -> ir.Table:
    """The stays that end in the period on the last day a person was at a social enterprise, none running."""
    rows = outflow_rows(question, grouped)
    return rows.filter(rows["last"] == 1)


def inflow_spells(question: Question) -> ir.Table:
    """Cells with `spells` that start."""
    return _spells(question, inflow_rows)


def outflow_spells(question: Question) -> ir.Table:
    """Cells with `spells` that end."""
    return _spells(question, outflow_rows)


def inflow_persons(question: Question) -> ir.Table:
    """Cells with `persons` whose first spell ever starts."""
    return _persons(question, first_rows)


def outflow_persons(question: Question) -> ir.Table:
    """Cells with `persons` whose last spell ends."""
    return _persons(question, last_rows)


def _spells(question: Question, rows_of) -> ir.Table:  # type: ignore[no-untyped-def]
    def at_level(level: tuple[str, ...]) -> ir.Table:
        rows = question.breakdown.attach(rows_of(question, question.breakdown.by_group(level)), level)
        return aggregate(rows, (*level, *question.keys), spells=rows.count())

    return question.breakdown.cells(at_level)


def _persons(question: Question, rows_of) -> ir.Table:  # type: ignore[no-untyped-def]
    def at_level(level: tuple[str, ...]) -> ir.Table:
        rows = question.breakdown.attach(rows_of(question, question.breakdown.by_group(level)), level)
        return aggregate(rows, (*level, *question.keys), persons=rows.p.nunique())

    return question.breakdown.cells(at_level)
