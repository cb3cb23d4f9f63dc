"""From names and values as people write them to questions for an indicator."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from momentum.methods.indicators.breakdown import Breakdown
from momentum.methods.indicators.days import date_of, day_number
from momentum.methods.indicators.dimensions import CALENDAR, code_of, dimension_named
from momentum.methods.indicators.period import UNITS, Grid, Period, unit_label
from momentum.methods.indicators.preparation.prepared import Scope
from momentum.methods.indicators.question import Question
from momentum.methods.indicators.registry import INDICATORS, Indicator

PERIOD = "period"
"""The column that names the periods of a list."""


@dataclass(frozen=True)
class Ask:
    """One question, and what its rows carry in the columns of time: fixed labels, or with a grid the
    labels by its number."""

    question: Question
    period: Period
    time: Mapping[str, str]
    labels: Mapping[int, Mapping[str, str]]


def indicator_named(name: str) -> Indicator:
    """The indicator of that name. Raises ValueError naming those there are."""
    if name not in INDICATORS:
        raise ValueError(f"There is no indicator “{name}”; there are {', '.join(INDICATORS)}.")
    return INDICATORS[name]


def breakdown_asked(
    indicator: Indicator, by: Sequence[str], where: Mapping[str, str], codes: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The dimensions of `by` in full (time among them) and the filter, both checked. Raises ValueError."""
    dimensions = [dimension_named(name, (*indicator.dimensions, *CALENDAR)) for name in by]
    if len(set(dimensions)) < len(dimensions):
        raise ValueError(f"The breakdown by {', '.join(by)} names a dimension twice.")
    kept = {dimension_named(name, indicator.dimensions): value for name, value in where.items()}
    for name, value in kept.items():
        code_of(name, value, codes)
    return tuple(dimensions), kept


def period_asked(prepared: Scope, period: Period | str | None, at: dt.date | None) -> tuple[Period, bool]:
    """The period cut at the freeze, and whether that made it provisional. Raises ValueError."""
    if at is not None:
        if period is not None:
            raise ValueError("Give either a period or a day, not both.")
        period = Period(at, at + dt.timedelta(days=1))
    elif period is None or period == "all":
        period = prepared.span
    elif isinstance(period, str):
        period = Period.parse(period)
    freeze = date_of(prepared.freeze)
    if period.from_ >= freeze:
        raise ValueError(f"The facts hold days before {freeze}; {period.label} lies wholly after them.")
    if period.to > freeze:
        return Period(period.from_, freeze), True
    return period, False


def asks(
    prepared: Scope,
    indicator: Indicator,
    period: Period,
    by: tuple[str, ...],
    where: Mapping[str, str],
    options: Mapping[str, object],
) -> list[Ask]:
    """The questions whose answers together are the table: one a level of time, or one a unit of it where
    the indicator cannot answer for a whole grid at once. Raises ValueError."""
    found = []
    times = [name for name in CALENDAR if name in by]
    for depth in range(len(times) + 1):
        level = times[:depth]
        totals = {name: "*" for name in times[depth:]}
        if not level:
            found.append(Ask(_question(prepared, period, by, where, options), period, totals, {}))
            continue
        grid = _whole_grid(prepared, period, level[-1])
        labels = {
            index: {**{n: _label_in(n, grid, index) for n in level}, **totals}
            for index in range(grid.first, grid.last + 1)
        }
        if indicator.on_grid and "age_band" not in (*by, *where):
            question = _question(prepared, period, by, where, options, grid)
            found.append(Ask(question, period, {}, labels))
            continue
        for index, time in labels.items():
            unit = _clipped(grid.period(index), period)
            found.append(Ask(_question(prepared, unit, by, where, options), unit, time, {}))
    return found


def asks_of_list(
    prepared: Scope,
    indicator: Indicator,
    periods: Sequence[tuple[Period, str]],
    by: tuple[str, ...],
    where: Mapping[str, str],
    options: Mapping[str, object],
) -> list[Ask]:
    """The questions for a list of periods (already cut, with the labels they were asked by)."""
    if any(name in CALENDAR for name in by):
        raise ValueError("Give either a list of periods or a breakdown by time, not both.")
    grid = _grid_of([label for _, label in periods])
    if grid and indicator.on_grid and "age_band" not in (*by, *where):
        whole = Period(periods[0][0].from_, periods[-1][0].to)
        labels = {grid.first + i: {PERIOD: label} for i, (_, label) in enumerate(periods)}
        return [Ask(_question(prepared, whole, by, where, options, grid), whole, {}, labels)]
    return [
        Ask(_question(prepared, period, by, where, options), period, {PERIOD: label}, {})
        for period, label in periods
    ]


def single_question(
    prepared: Scope, period: Period, where: Mapping[str, str], options: Mapping[str, object]
) -> Question:
    """The question for one period, already cut, without a breakdown."""
    return _question(prepared, period, (), where, options)


def _question(
    prepared: Scope,
    period: Period,
    by: tuple[str, ...],
    where: Mapping[str, str],
    options: Mapping[str, object],
    grid: Grid | None = None,
) -> Question:
    codes = tuple((name, code_of(name, value, prepared.codes)) for name, value in where.items())
    last = period.to - dt.timedelta(days=1)
    return Question(
        begin=day_number(period.from_),
        end=day_number(period.to),
        freeze=prepared.freeze,
        breakdown=Breakdown(tuple(name for name in by if name not in CALENDAR), codes, last.year),
        grid=grid,
        **options,  # type: ignore[arg-type]
    )


def _whole_grid(prepared: Scope, period: Period, unit: str) -> Grid:
    """The units of a period that begins with a unit (or with the facts) and ends with one (or the freeze)."""
    grid = Grid.over(period, unit)
    begins = grid.period(grid.first).from_ == period.from_ or day_number(period.from_) <= prepared.first
    ends = grid.period(grid.last).to == period.to or day_number(period.to) == prepared.freeze
    if not (begins and ends):
        raise ValueError(
            f"The period {period.label} does not consist of whole {unit}s, so it cannot be split by {unit}."
        )
    return grid


def _grid_of(labels: Sequence[str]) -> Grid | None:
    """The grid that consecutive years, quarters or months make up, if they do."""
    for unit in UNITS:
        try:
            first = Grid.over(Period.parse(labels[0]), unit)
        except ValueError:
            return None
        expected = [unit_label(unit, first.first + i) for i in range(len(labels))]
        if expected == list(labels):
            return Grid(unit, first.first, first.first + len(labels) - 1)
    return None


def _label_in(unit: str, grid: Grid, index: int) -> str:
    return unit_label(unit, index * grid.length // UNITS[unit])


def _clipped(unit: Period, period: Period) -> Period:
    return Period(max(unit.from_, period.from_), min(unit.to, period.to))
