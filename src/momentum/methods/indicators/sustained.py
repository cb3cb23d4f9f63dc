"""Those who moved on, and whether they are in paid work k weeks later (readings 14–17)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.moved_on import moved_on_rows
from momentum.methods.indicators.preparation.paid import BRIDGED_DAYS
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.tables import TABLES


def sustained(question: Question) -> ir.Table:
    """Cells with `sustained`, `observed` and `not_yet_observed` persons and the `share` sustained."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def sustained_rows(question: Question, level: Level, column: str = "observed") -> ir.Table:
    """The unpaid stays behind the persons of one column."""
    rows = _judged(question, level)
    if column == "sustained":
        return rows.filter((rows.open == 0) & (rows.in_work == 1))
    return rows.filter(rows.open == (1 if column == "not_yet_observed" else 0))


def _judged(question: Question, level: Level) -> ir.Table:
    """The rows of moved_on with `in_work` on the day tested and `open` where that is not yet known."""
    rows = moved_on_rows(question, level)
    later = 7 * question.weeks
    starts = rows.select(person="p", began="day").distinct()
    stretch = TABLES.paid_stretch
    work = starts.inner_join(stretch, starts.person == stretch.p)
    tested = work.began + later
    bridgeable = (
        (work.final == 1)
        & (work.until < question.freeze)
        & (tested >= work.until)
        & (work.until + BRIDGED_DAYS >= question.freeze)
    )
    judged = work.group_by("person", "began").agg(
        in_work=ibis.ifelse((work.begin <= tested) & (tested < work.until), 1, 0).max(),
        open=ibis.ifelse(bridgeable | (tested >= question.freeze), 1, 0).max(),
    )
    return rows.inner_join(judged, [rows.p == judged.person, rows.day == judged.began])


def _at_level(question: Question, level: Level) -> ir.Table:
    cells = aggregate(
        _judged(question, level),
        (*level, *question.keys),
        sustained=_.p.nunique(where=(_.open == 0) & (_.in_work == 1)),
        observed=_.p.nunique(where=_.open == 0),
        not_yet_observed=_.p.nunique(where=_.open == 1),
    )
    return cells.mutate(share=cells.sustained / cells.observed.nullif(0))
