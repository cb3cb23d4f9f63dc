"""Measuring an indicator over prepared facts."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.indicators.additivity import adds_up
from momentum.methods.indicators.asking import (
    PERIOD,
    Ask,
    asks,
    asks_of_list,
    breakdown_asked,
    indicator_named,
    period_asked,
)
from momentum.methods.indicators.dimensions import CALENDAR, TOTAL
from momentum.methods.indicators.engine import Query, Session, open_session
from momentum.methods.indicators.lineage import lineage
from momentum.methods.indicators.measurement import Measurement
from momentum.methods.indicators.period import Period
from momentum.methods.indicators.preparation import Prepared
from momentum.methods.indicators.preparation.prepared import Scope
from momentum.methods.indicators.question import TIME, Question
from momentum.methods.indicators.registry import Indicator


def measure(
    prepared: Prepared,
    name: str,
    *,
    period: Period | str | Sequence[Period] | None = None,
    at: dt.date | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    within: int = 91,
    weeks: int = 26,
    engine: str = "duckdb",
    session: Session | None = None,
    threads: int | None = None,
    memory: str | None = None,
    keys: bool = False,
) -> Measurement:
    """Measure indicator `name` over prepared facts.

    `period` is a `Period`, its text, or None or "all" for the span of the facts; `at` a day instead (stock).
    A list of periods adds a first column `period`. `by` names dimensions, among them year, quarter and
    month, which split the period; totals are always there. `where` keeps one value of each dimension it
    names. `within` (days) and `weeks` are parameters of the indicators that have them. A `session` with the
    prepared tables registered may be handed in to be used again; `threads` and `memory` limit a new one.
    With `keys` every count is instead the sum of the keys of the records it counts, from the table `record_key`
    that the session handed in knows.

    Raises ValueError with one sentence for an unknown name, dimension, value, or a period outside the facts.
    """
    options: dict[str, Any] = {"within": within, "weeks": weeks}
    asked = _Asked(period, at, tuple(by), dict(where or {}), options)
    with _running(prepared, engine, session, threads, memory) as running:
        indicator = indicator_named(name)
        return _measured(prepared, indicator.as_keys if keys else indicator, asked, running)


def curve(
    prepared: Prepared,
    name: str,
    *,
    period: Period | str | Sequence[Period] | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    engine: str = "duckdb",
    session: Session | None = None,
    keys: bool = False,
) -> Measurement:
    """The daily curve of an indicator that has one (`time_to_paid_work`, `length_of_stay`).

    One row a cell and day (`duration`) with an event or a censoring, with the number at risk; other
    arguments and errors as for `measure`. Raises ValueError for an indicator without a curve.
    """
    options: dict[str, Any] = {"within": 91, "weeks": 26}
    asked = _Asked(period, None, tuple(by), dict(where or {}), options)
    with _running(prepared, engine, session, None, None) as running:
        indicator = indicator_named(name).as_curve
        return _measured(prepared, indicator.as_keys if keys else indicator, asked, running)


@dataclass(frozen=True)
class _Asked:
    period: Period | str | Sequence[Period] | None
    at: dt.date | None
    by: tuple[str, ...]
    where: Mapping[str, str]
    options: Mapping[str, Any]


@contextmanager
def _running(
    prepared: Prepared, engine: str, session: Session | None, threads: int | None, memory: str | None
) -> Iterator[Session]:
    """The session handed in, or a new one that knows the prepared tables."""
    if session is not None:
        yield session
        return
    running = open_session(engine, threads=threads, memory=memory)
    try:
        prepared.register_in(running)
        yield running
    finally:
        running.close()


def part_measured(scope: Scope, measurement: Measurement, session: Session) -> pa.Table:
    """The cells that the question of `measurement` gives over other prepared facts, in no order.

    `session` knows the tables of those facts. Raises ValueError like `measure`.
    """
    given = dict(measurement.question)
    period, by, where = given.pop("period"), given.pop("by"), given.pop("where")
    indicator = indicator_named(measurement.lineage["indicator"])
    asked = _questions(scope, indicator, _Asked(period, None, by, where, given))
    return _cells(session, indicator, asked)


@dataclass(frozen=True)
class _Questions:
    """What was asked, as questions for the engine: `period` cut at the freeze, `fixed` a column for a list."""

    asks: Sequence[Ask]
    by: tuple[str, ...]
    where: Mapping[str, str]
    fixed: tuple[str, ...]
    period: Period | list[Period]
    provisional: bool


def _questions(scope: Scope, indicator: Indicator, asked: _Asked) -> _Questions:
    _check_parameters(indicator, asked.at, asked.options)
    by, where = breakdown_asked(indicator, asked.by, asked.where, scope.codes)
    if asked.period is None or isinstance(asked.period, Period | str):
        whole, late = period_asked(scope, asked.period, asked.at)
        split = asks(scope, indicator, whole, by, where, asked.options)
        return _Questions(split, by, where, (), whole, late)
    cut = [(*period_asked(scope, one, None), one.label) for one in asked.period]
    parts = [(period, label) for period, _, label in cut]
    listed = asks_of_list(scope, indicator, parts, by, where, asked.options)
    return _Questions(listed, by, where, (PERIOD,), list(asked.period), any(late for _, late, _ in cut))


def _cells(session: Session, indicator: Indicator, asked: _Questions) -> pa.Table:
    columns = (*asked.fixed, *asked.by)
    return pa.concat_tables([_answer(session, indicator, ask, columns) for ask in asked.asks])


def _measured(prepared: Prepared, indicator: Indicator, asked: _Asked, session: Session) -> Measurement:
    found = _questions(prepared, indicator, asked)
    by, where = found.by, found.where
    table = sorted_by(_cells(session, indicator, found), (*found.fixed, *by, *indicator.cell_columns))
    return Measurement(
        table=table,
        lineage=lineage(
            prepared, indicator, found.asks, by, where, asked.options, session, found.provisional
        ),
        additive=is_additive(indicator, table, by, found.fixed),
        provisional=found.provisional,
        question={"period": found.period, "by": by, "where": where, **asked.options},
    )


def is_additive(indicator: Indicator, table: pa.Table, by: tuple[str, ...], fixed: tuple[str, ...]) -> bool:
    """Whether every count column of a table adds up over every dimension of `by`."""
    if any(name in CALENDAR for name in by) and not indicator.adds_over_time:
        return False
    fixed = (*fixed, *indicator.cell_columns)
    return adds_up(table, by, indicator.counts, fixed)


def _check_parameters(indicator: Indicator, at: dt.date | None, options: Mapping[str, Any]) -> None:
    if at is not None and "at" not in indicator.parameters:
        raise ValueError(f"{indicator.name} is counted over a period, not on a day.")
    if options["within"] < 0:
        raise ValueError("within is a number of days, 0 or more.")
    if options["weeks"] < 1:
        raise ValueError("weeks is a number of weeks, 1 or more.")


def _answer(session: Session, indicator: Indicator, ask: Ask, columns: tuple[str, ...]) -> pa.Table:
    """The rows of one question in the columns of the whole table."""
    table = session.fetch(_compiled(session.name, session.compile, indicator, ask.question))
    if ask.labels:
        table = _with_empty_totals(table, indicator, ask)
    fields = []
    for name in columns:
        if name in table.column_names:
            values = table[name].cast(pa.string())
        elif ask.labels:
            first = min(ask.labels)
            shown = pa.array([ask.labels[first + i][name] for i in range(len(ask.labels))], pa.string())
            values = shown.take(pc.subtract(table[TIME], first))
        else:
            values = pa.repeat(pa.scalar(ask.time[name], pa.string()), table.num_rows)
        fields.append((name, values))
    for name in indicator.cell_columns:
        fields.append((name, table[name].cast(pa.int64() if name == "duration" else pa.string())))
    fields += [(name, table[name].cast(pa.int64())) for name in (*indicator.counts, *indicator.bases)]
    fields += [(name, table[name].cast(pa.float64())) for name in indicator.values]
    return pa.table(dict(fields))


_COMPILED: dict[tuple[str, Indicator, Question], Query] = {}
_MOST_COMPILED = 256
_COMPILING = threading.Lock()


def _compiled(
    engine: str, compile_: Callable[[ir.Table], Query], indicator: Indicator, question: Question
) -> Query:
    """A question in the engine's dialect, kept: compiling one takes as long as a hundred thousand people."""
    key = (engine, indicator, question)
    with _COMPILING:
        if key not in _COMPILED:
            if len(_COMPILED) >= _MOST_COMPILED:
                _COMPILED.pop(next(iter(_COMPILED)))
            _COMPILED[key] = compile_(indicator.expression(question))
        return _COMPILED[key]


def _with_empty_totals(table: pa.Table, indicator: Indicator, ask: Ask) -> pa.Table:
    """A total of 0 for every unit in which nothing was counted."""
    by = ask.question.breakdown.by
    totals = table
    for name in by:
        totals = totals.filter(pc.field(name) == TOTAL)
    there = set(totals[TIME].to_pylist())
    empty = [
        {TIME: index, **dict.fromkeys(by, TOTAL), **dict.fromkeys(indicator.counts, 0)}
        for index in ask.labels
        if index not in there
    ]
    if not empty:
        return table
    return pa.concat_tables([table, pa.Table.from_pylist(empty, schema=table.schema)])


def sorted_by(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The rows in order of `keys`."""
    return table.sort_by([(key, "ascending") for key in keys]) if keys else table
