"""The pseudonymous persons and spells behind one cell."""

import datetime as dt
from collections.abc import Mapping

import ibis.expr.types as ir
import pyarrow as pa

from momentum.methods.indicators.asking import breakdown_asked, indicator_named, period_asked, single_question
from momentum.methods.indicators.dimensions import CALENDAR, TOTAL
from momentum.methods.indicators.engine import Session, open_session
from momentum.methods.indicators.period import Period
from momentum.methods.indicators.preparation import Prepared
from momentum.methods.indicators.registry import Indicator
from momentum.methods.indicators.tables import TABLES


def behind(
    prepared: Prepared,
    name: str,
    cell: Mapping[str, str],
    *,
    column: str | None = None,
    period: Period | str | None = None,
    at: dt.date | None = None,
    where: Mapping[str, str] | None = None,
    within: int = 91,
    weeks: int = 26,
    engine: str = "duckdb",
    session: Session | None = None,
) -> pa.Table:
    """The pseudonyms behind a cell of the table that `measure` gives for the same arguments.

    `cell` maps column to value as in that table (`*`, or left out, for a total); `column` is one of the
    indicator's count columns, the first unless told. One row a person and spell that makes it count
    (columns `person`, `spell`; month to month also `month`), in order. The number of distinct persons (or
    spells, or person-months) is the cell's value. Raises ValueError for an unknown cell or column.
    """
    indicator = indicator_named(name)
    column = column or indicator.counts[0]
    if column not in indicator.counts:
        raise ValueError(f"{name} has no count {column!r}; it has {', '.join(indicator.counts)}.")
    whole, _ = period_asked(prepared, period, at)
    given = {key: value for key, value in cell.items() if value != TOTAL}
    own = {key: given.pop(key) for key in list(given) if key in indicator.cell_columns}
    whole = _narrowed(whole, [given.pop(key) for key in list(given) if key in (*CALENDAR, "period")])
    filters = {**(where or {}), **given}
    if any((where or {}).get(key, value) != value for key, value in given.items()):
        raise ValueError("The cell lies outside the filter.")
    _, kept = breakdown_asked(indicator, (), filters, prepared.codes)
    question = single_question(prepared, whole, kept, {"within": within, "weeks": weeks})

    running = session or open_session(engine)
    try:
        if session is None:
            prepared.register_in(running)
        return running.fetch(_named(indicator, indicator.rows(question, (), column), own))
    finally:
        if session is None:
            running.close()


def _narrowed(period: Period, labels: list[str]) -> Period:
    for label in labels:
        unit = Period.parse(label)
        period = Period(max(period.from_, unit.from_), min(period.to, unit.to))
    return period


def _named(indicator: Indicator, rows: ir.Table, own: Mapping[str, str]) -> ir.Table:
    for name, value in own.items():
        rows = rows.filter(rows[name] == value)
    months = indicator.counts == ("person_months",)
    extra = {"month": rows.m} if months else {}
    rows = rows.select(p_=rows.p, s_=rows.s, **extra).distinct()
    person = TABLES.person.select("p", "person")
    names = TABLES.spell_name
    rows = rows.inner_join(person, rows.p_ == person.p)
    rows = rows.inner_join(names, rows.s_ == names.s)
    shown = ("person", "spell", *extra)
    return rows.select(*shown).order_by(shown)
