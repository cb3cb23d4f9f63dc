"""Measuring everything of `contents` from prepared facts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from momentum.methods.disclosure import TOTAL, Dimension, Table
from momentum.methods.indicators import Period, Prepared
from momentum.methods.indicators.days import date_of
from momentum.monitor.building.asking import Asker, asking
from momentum.monitor.building.outcomes import OUTCOMES
from momentum.monitor.building.tables import Counted, crossed, single
from momentum.monitor.contents import BREAKDOWNS, QUARTERLY, YEARLY, YEARS_SHOWN, Breakdown, Line

Tell = Callable[[str, int, int], None]


def years_of(prepared: Prepared, period: Period) -> list[str]:
    """The years shown beside the edition's own period: at most five, ended by the freeze and with the period,
    none before the first whole year of facts."""
    last = min(period.to, date_of(prepared.freeze)).year - 1
    first = prepared.span.from_
    whole = first.year if (first.month, first.day) == (1, 1) else first.year + 1
    return [str(year) for year in range(max(min(whole, last), last - YEARS_SHOWN + 1), last + 1)]


def measure_all(
    prepared: Prepared, period: Period, tell: Tell, *, record_keys: Path | None = None
) -> Counted:
    """Every table of the edition, counted but not yet protected.

    With the file of `record_keys` the same tables hold the sums of those keys instead of counts.
    """
    counted = Counted()
    years = years_of(prepared, period)
    counted.extra["years"] = years
    with asking(prepared, record_keys) as ask:
        work: list[Callable[[], None]] = [
            *(lambda line=line: _yearly(counted, ask, line, years) for line in YEARLY),
            *(lambda line=line: _quarterly(counted, ask, line, years) for line in QUARTERLY),
            *(lambda each=each: _breakdown(counted, ask, each, period) for each in BREAKDOWNS),
            *(lambda outcome=outcome: outcome(counted, ask, period, years) for outcome in OUTCOMES),
        ]
        for done, step in enumerate(work):
            tell("measure", done, len(work))
            step()
    tell("measure", len(work), len(work))
    return counted


def span_of(years: list[str]) -> Period:
    return Period(date(int(years[0]), 1, 1), date(int(years[-1]) + 1, 1, 1))


def _yearly(counted: Counted, ask: Asker, line: Line, years: list[str]) -> None:
    rows, lineage = ask.rows(line.indicator, span_of(years), ("year",))
    found = {row["year"]: row[line.value] for row in rows}
    for year in years:
        name = f"{line.indicator}/{year}"
        counted.add(single(name, name, found.get(year, 0)), lineage)


def _quarterly(counted: Counted, ask: Asker, line: Line, years: list[str]) -> None:
    rows, lineage = ask.rows(line.indicator, span_of(years), ("quarter",))
    for year in years:
        quarters = {f"{year}-Q{number}": 0 for number in range(1, 5)}
        quarters |= {row["quarter"]: row[line.value] for row in rows if row["quarter"] in quarters}
        cells: dict[tuple[str, ...], int] = {(code,): value for code, value in quarters.items()}
        cells[TOTAL,] = sum(quarters.values())
        name = f"{line.indicator}/{year}"
        counted.add(
            Table(name, name, (Dimension("quarter", dict.fromkeys(quarters, TOTAL)),), cells), lineage
        )


def _breakdown(counted: Counted, ask: Asker, each: Breakdown, period: Period) -> None:
    measured = ask.measure(each.indicator, period, [level for axis in each.axes for level in axis.levels])
    counted.add(
        crossed(
            each.name,
            f"{each.indicator}/{period.label}",
            each.axes,
            measured.table.to_pylist(),
            each.unit,
            measured.additive,
        ),
        measured.lineage,
    )
