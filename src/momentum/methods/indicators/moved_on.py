"""Persons who moved from an unpaid spell at a social enterprise to paid work (readings 8–13)."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import aggregate
from momentum.methods.indicators.preparation.paid import KEPT_DAYS, moves
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.tables import TABLES


def moved_on_rows(question: Question, grouped: bool = True) -> ir.Table:
    """The unpaid stays behind each person's earliest paid start that counts in the period (or unit)."""
    if question.within <= KEPT_DAYS:
        rows = TABLES.move.filter(TABLES.move.gap <= question.within)
    else:
        rows = moves(question.within)
    rows = question.timed(rows.filter(question.inside(rows.day)), rows.month)
    earliest = rows.day.min().over(ibis.window(group_by=["p", *question.keys]))
    rows = rows.mutate(earliest=earliest)
    return rows.filter(rows.day == rows.earliest).drop("earliest")


def moved_on(question: Question) -> ir.Table:
    """Cells with `persons`."""

    def at_level(level: tuple[str, ...]) -> ir.Table:
        rows = question.breakdown.attach(moved_on_rows(question), level)
        return aggregate(rows, (*level, *question.keys), persons=rows.p.nunique())

    return question.breakdown.cells(at_level)
