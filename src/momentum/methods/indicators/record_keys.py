"""The keys of whoever an indicator counts, added up cell by cell: the same question, with sums for counts.

A cell key in the sense of Fraser & Wooton (2005) is the sum of the keys of the records that a cell counts, each once.
Everything that is worked out from counts by adding and taking away holds for these sums too, so that a table made from
counts is made from keys in the same way.
"""

from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Level, aggregate, union
from momentum.methods.indicators.dimensions import TOTAL
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.tables import TABLES

if TYPE_CHECKING:
    from momentum.methods.indicators.registry import Indicator

RECORD_KEY = ibis.table({"record": "string", "key": "int64"}, name="record_key")
"""The key of every person and spell, by pseudonym."""

_FATES = {"paid": "events", "exit": "others"}


def key_sums(indicator: "Indicator", question: Question) -> ir.Table:
    """Cells like those of the indicator, with in each count column the sum of the keys of what it counts, and
    nothing in the other values."""
    return question.breakdown.cells(lambda level: _at_level(indicator, question, level))


def _at_level(indicator: "Indicator", question: Question, level: Level) -> ir.Table:
    own = indicator.cell_columns
    counted = union([_counted(indicator, question, level, column) for column in indicator.counts])
    counted = counted.inner_join(RECORD_KEY, "record")
    shown = []
    for kept in _kept(own):
        sums = {
            column: counted.key.sum(where=counted.column == column).fill_null(0).cast("int64")
            for column in indicator.counts
        }
        part = aggregate(counted, (*level, *kept), **sums)
        part = part.mutate(**{name: ibis.literal(TOTAL, "string") for name in own if name not in kept})
        part = part.mutate(**{name: ibis.null("float64") for name in indicator.values})
        shown.append(part.select(*level, *own, *indicator.counts, *indicator.values))
    return union(shown)


def _kept(own: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The columns of its own that an indicator has totals over, each choice of them; days are never totalled."""
    if own == ("duration",):
        return [own]
    return [kept for size in range(len(own), -1, -1) for kept in combinations(own, size)]


def _counted(indicator: "Indicator", question: Question, level: Level, column: str) -> ir.Table:
    """Every record that a count column counts, once a cell, by its pseudonym."""
    own = indicator.cell_columns
    if own == ("duration",):
        rows = indicator.rows(question, level, "persons")
        fate = reduce(
            lambda other, each: ibis.ifelse(rows.outcome == each[0], each[1], other),
            _FATES.items(),
            ibis.literal("censored"),
        )
        rows = rows.filter(fate == column)
    else:
        rows = indicator.rows(question, level, column)
    number, names = (
        ("s", TABLES.spell_name.select(number="s", record="spell"))
        if indicator.counts_spells(column)
        else ("p", TABLES.person.select(number="p", record="person"))
    )
    rows = rows.select(*level, *own, counted_number=rows[number]).distinct()
    rows = rows.inner_join(names, rows.counted_number == names.number)
    return rows.select(*level, *own, "record", column=ibis.literal(column))
