"""How long spells last (reading 20)."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Level
from momentum.methods.indicators.flows import inflow_rows
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.survival import daily, median_of
from momentum.methods.indicators.tables import TABLES


def length_of_stay(question: Question) -> ir.Table:
    """Cells with `spells` that start in the period, how many `ended`, and the Kaplan–Meier `median` in days."""
    return question.breakdown.cells(lambda level: median_of(daily(_stays(question, level), level), level))


def survival_curve(question: Question) -> ir.Table:
    """Cells and days with `at_risk`, `events` (ends), `censored` and the share `surviving` that day."""

    def at_level(level: Level) -> ir.Table:
        table = daily(_stays(question, level), level)
        return table.select(*level, "duration", "at_risk", "events", "censored", surviving=table.after)

    return question.breakdown.cells(at_level)


def ended_rows(question: Question, level: Level, column: str = "spells") -> ir.Table:
    """The stays that start in the period; with column `ended` those of them that ended."""
    rows = _begun(question, level)
    return rows.filter(rows.left < question.freeze) if column == "ended" else rows


def _begun(question: Question, level: Level) -> ir.Table:
    """The stays that start in the period, with the day `left` on which the whole stay ends: the target
    group may change on the way."""
    rows = inflow_rows(question, level)
    if not question.breakdown.by_group(level):
        return rows.mutate(left=rows.until)
    whole = TABLES.stay.select(s_="s", left="until")
    return rows.inner_join(whole, rows.s == whole.s_)


def _stays(question: Question, level: Level) -> ir.Table:
    rows = _begun(question, level)
    return rows.select(
        *level,
        duration=rows.left - rows.start,
        event=ibis.ifelse(rows.left < question.freeze, 1, 0),
        other=ibis.literal(0),
        left_out=ibis.literal(0),
    )
