"""How soon after coming to a social enterprise people start in paid work (readings 18 and 19)."""

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Level
from momentum.methods.indicators.coverage import stays_of
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.survival import daily, incidence_at
from momentum.methods.indicators.tables import TABLES

DAYS = (91, 182, 364, 728)
"""Days after the origin at which the incidence is reported."""


def time_to_paid_work(question: Question) -> ir.Table:
    """Cells with `persons`, `left_out` (in paid work at the origin) and `incidence_<day>`."""
    return question.breakdown.cells(
        lambda level: incidence_at(daily(_outcomes(question, level), level), level, DAYS)
    )


def incidence_curve(question: Question) -> ir.Table:
    """Cells and days with `at_risk`, `events` (paid starts), `others` (exits), `censored`, `incidence`."""

    def at_level(level: Level) -> ir.Table:
        table = daily(_outcomes(question, level), level)
        shown = ("at_risk", "events", "others", "censored", "incidence")
        return table.filter(table.everybody > 0).select(*level, "duration", *shown)

    return question.breakdown.cells(at_level)


def outset_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays that begin on the first day of the persons whose origin lies in the period."""
    rows = stays_of(question, level)
    rows = rows.filter(question.inside(rows.start) & (rows["first"] == 1))
    if question.breakdown.by_group(level):
        rows = rows.filter(rows.opens == 1)
    rows = question.breakdown.attach(rows, level)
    outset = TABLES.outset.select(person="p", outcome="outcome", duration="duration")
    rows = rows.inner_join(outset, rows.p == outset.person)
    return rows.filter((rows.outcome == "left_out") if column == "left_out" else (rows.outcome != "left_out"))


def _outcomes(question: Question, level: Level) -> ir.Table:
    rows = outset_rows(question, level).union(outset_rows(question, level, "left_out"))
    persons = rows.select(*level, "p", "outcome", "duration").distinct()
    return persons.mutate(
        event=ibis.ifelse(persons.outcome == "paid", 1, 0),
        other=ibis.ifelse(persons.outcome == "exit", 1, 0),
        left_out=ibis.ifelse(persons.outcome == "left_out", 1, 0),
    )
