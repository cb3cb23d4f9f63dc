"""Month to month: what people do on the first of a month, and on the first of the next (reading 24)."""

import ibis
import ibis.expr.types as ir
from ibis import _

from momentum.methods.indicators.breakdown import Level, aggregate, union
from momentum.methods.indicators.days import date_of, month_number
from momentum.methods.indicators.dimensions import TOTAL
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.tables import TABLES

_RANKED = 1_000_000
"""More than there are kinds of place: a rank and a kind make one number that sorts by rank first."""


def transition_rates(question: Question) -> ir.Table:
    """Cells by `from_state` and `to_state` (place kinds, `*` for totals) with `person_months`, those `of`
    the first state that have a next, and their `share`."""
    return question.breakdown.cells(lambda level: _at_level(question, level))


def transition_rows(question: Question, level: Level, column: str = "person_months") -> ir.Table:
    """The spells on the first of a month whose next month has a state: `month`, `from_state`, `to_state`."""
    rows = _pairs(question, level)
    return _named(_named(rows, "from_state"), "to_state")


def _states(question: Question) -> ir.Table:
    """Every spell on the first of every month in question, of several those of the highest rank."""
    first = month_number(date_of(question.begin - 1)) + 1
    last = month_number(date_of(question.end - 1))
    month = ibis.range(first, last + 2).unnest().name("m").as_table()
    spell = TABLES.spell
    on_first = spell.inner_join(month, (month.m > spell.before_month) & (month.m <= spell.last_month))
    on_first = on_first.mutate(order=on_first["rank"] * _RANKED - on_first.k)
    top = on_first.order.max().over(ibis.window(group_by=["p", "m"]))
    on_first = on_first.mutate(top=top)
    return on_first.filter(on_first.order == on_first.top).select("p", "m", "s", "o", "k")


def _pairs(question: Question, level: Level) -> ir.Table:
    last = month_number(date_of(question.end - 1))
    rows = _states(question)
    following = rows.select(p_="p", before=rows.m - 1, to_state="k").distinct()
    rows = rows.filter(rows.m <= last)
    if question.breakdown.by_group(level):
        held = TABLES.belonging.select(q="p", g="g", after="before_month", upto="last_month")
        rows = rows.inner_join(held, rows.p == held.q)
        rows = rows.filter((rows.m > rows.after) & (rows.m <= rows.upto)).drop("q", "after", "upto")
    rows = question.breakdown.attach(rows, level)
    rows = rows.inner_join(following, [rows.p == following.p_, rows.m == following.before])
    return rows.mutate(from_state=rows.k)


def _named(rows: ir.Table, state: str) -> ir.Table:
    names = TABLES.label.filter(TABLES.label.dimension == "place_kind").select(code_="code", label_="label")
    named = rows.left_join(names, rows[state] == names.code_)
    return named.mutate(**{state: named.label_}).drop("code_", "label_")


def _at_level(question: Question, level: Level) -> ir.Table:
    months = _pairs(question, level).select(*level, "p", "m", "from_state", "to_state").distinct()
    counts = aggregate(months, (*level, "from_state", "to_state"), person_months=_.count())
    shown = []
    for kept in (("from_state", "to_state"), ("from_state",), ("to_state",), ()):
        part = aggregate(
            counts, (*level, *kept), person_months=_.person_months.sum().fill_null(0).cast("int64")
        )
        for state in kept:
            part = _named(part, state)
        part = part.mutate(
            **{name: ibis.literal(TOTAL, "string") for name in ("from_state", "to_state") if name not in kept}
        )
        shown.append(part.select(*level, "from_state", "to_state", "person_months"))
    every = union(shown)
    whole = every.filter(every.to_state == TOTAL)
    whole = whole.select(*level, "from_state", of=whole.person_months)
    rated = every.left_join(whole, [*level, "from_state"])
    return rated.select(
        *level,
        "from_state",
        "to_state",
        "person_months",
        "of",
        share=rated.person_months / rated.of.nullif(0),
    )
