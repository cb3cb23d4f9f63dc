"""How long spells last (reading 20)."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Level
from momentum.methods.indicators.flows import inflow_rows
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.survival import daily, median_of


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
    rows = inflow_rows(question, level)
    return rows.filter(rows.until < question.freeze) if column == "ended" else rows


def _stays(question: Question, level: Level) -> ir.Table:
    rows = inflow_rows(question, level)
    return rows.select(
        *level,
        duration=rows.until - rows.start,
        event=ibis.ifelse(rows.until < question.freeze, 1, 0),
        other=ibis.literal(0),
        left_out=ibis.literal(0),
    )
