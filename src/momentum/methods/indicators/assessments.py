"""First against last assessment of those reached (readings 21 and 22)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate, union
from momentum.methods.indicators.dimensions import TOTAL
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.reach import reach_rows, reached
from momentum.methods.indicators.tables import TABLES

APART_DAYS = 90
"""First and last assessment are at least this many days apart."""
MISSING = "missing"
"""The rung of those reached without two assessments far enough apart."""


def ladder_transitions(question: Question) -> ir.Table:
    """Cells by `first` and `last` rung (`missing` for those without both, `*` for totals) with `persons`."""
    return question.breakdown.cells(lambda level: _matrix(question, level))


def ladder_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays of those reached, with the person's `first` and `last` rung."""
    return _with_rungs(question, reach_rows(question, level))


def wage_value_change(question: Question) -> ir.Table:
    """Cells with `persons`, `missing`, and the `mean` and `median` change in percentage points."""
    return question.breakdown.cells(lambda level: _change(question, level))


def wage_value_rows(question: Question, level: Level, column: str = "persons") -> ir.Table:
    """The stays of those reached whose change is known, or (`missing`) is not."""
    change = _first_and_last(question, "wage_value").rename(person="p")
    rows = reach_rows(question, level).left_join(change, _.p == change.person)
    return rows.filter(rows.person.isnull() if column == "missing" else rows.person.notnull())


def _first_and_last(question: Question, instrument: str) -> ir.Table:
    """p and the first and last value inside the period, of those who have both far enough apart."""
    made = TABLES.assessment
    made = made.filter((made.instrument == instrument) & question.inside(made.day))
    ends = made.group_by("p").agg(
        first_value=_["value"].argmin(_.day),
        last_value=_["value"].argmax(_.day),
        apart=_.day.max() - _.day.min(),
    )
    return ends.filter(ends.apart >= APART_DAYS).select("p", "first_value", "last_value")


def _with_rungs(question: Question, rows: ir.Table) -> ir.Table:
    both = _first_and_last(question, "ladder")
    rungs = both.select(
        person="p",
        first_rung=both.first_value.cast("int64").cast("string"),
        last_rung=both.last_value.cast("int64").cast("string"),
    )
    joined = rows.left_join(rungs, rows.p == rungs.person)
    kept = [name for name in rows.columns if name not in ("first", "last")]
    return joined.select(
        *kept, first=joined.first_rung.fill_null(MISSING), last=joined.last_rung.fill_null(MISSING)
    )


def _matrix(question: Question, level: Level) -> ir.Table:
    persons = _with_rungs(question, reached(question, level))
    counts = aggregate(persons, (*level, "first", "last"), persons=_.count())
    shown = []
    for kept in (("first", "last"), ("first",), ("last",), ()):
        part = aggregate(counts, (*level, *kept), persons=_.persons.sum().fill_null(0).cast("int64"))
        totals = {name: ibis.literal(TOTAL, "string") for name in ("first", "last") if name not in kept}
        part = part.mutate(**totals)
        shown.append(part.select(*level, "first", "last", "persons"))
    return union(shown)


def _change(question: Question, level: Level) -> ir.Table:
    persons, change = reached(question, level), _first_and_last(question, "wage_value").rename(person="p")
    rows = persons.left_join(change, persons.p == change.person)
    rows = rows.mutate(change=rows.last_value - rows.first_value)
    return aggregate(
        rows,
        level,
        persons=_.change.count(),
        missing=_.count() - _.change.count(),
        mean=_.change.mean(),
        median=_.change.median(),
    )
