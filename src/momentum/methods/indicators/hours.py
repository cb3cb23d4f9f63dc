"""Hours worked at social enterprises (reading 23)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.reach import reach_rows
from momentum.methods.indicators.tables import TABLES


def hours(question: Question) -> ir.Table:
    """Cells with `hours` (days inside the period × hours per week / 7), the `spells` they come from, and
    the spells `left_out` because no hours are known of them there."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def hours_rows(question: Question, level: Level, column: str = "spells") -> ir.Table:
    """The stays with a day in the period whose hours are known, or (`left_out`) are not."""
    rows = _worked(question, level)
    known = rows.group_by([*level, "s"]).agg(known=rows.days.max()).rename(s_="s")
    known = known.filter((known.known == 0) if column == "left_out" else (known.known > 0))
    return rows.semi_join(known, [rows.s == known.s_, *level])


def _worked(question: Question, level: Level) -> ir.Table:
    """One row a stay and run of known hours (or none): `days` inside period, stay and run, `weekly`."""
    rows = reach_rows(question, level)
    known = TABLES.worked.rename(s_="s", known_from="begin", known_until="until", weekly="hours")
    rows = rows.left_join(known, rows.s == known.s_)
    begin = ibis.greatest(rows.start, rows.known_from, question.begin)
    end = ibis.least(rows.until, rows.known_until, question.end)
    days = ibis.ifelse(rows.s_.isnull(), 0, ibis.greatest(end - begin, 0))
    return rows.mutate(days=days)


def _at_level(question: Question, level: Level) -> ir.Table:
    rows = _worked(question, level)
    cells = aggregate(
        rows,
        level,
        hours=(_.days * _.weekly.fill_null(0.0)).sum().fill_null(0.0) / 7,
        spells=_.s.nunique(where=_.days > 0),
        every=_.s.nunique(),
    )
    return cells.mutate(left_out=cells.every - cells.spells).drop("every")
