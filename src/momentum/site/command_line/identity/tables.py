"""What was measured as tables: a header and rows, an empty cell where nothing can be said."""

from collections.abc import Mapping

import numpy as np

from momentum.methods.isomorphism import (
    CORNERS,
    INDICATORS,
    MECHANISMS,
    STREAMS,
    Measured,
    Requirement,
    Sensitivity,
    hybridity,
    shares,
    triangle,
)
from momentum.methods.isomorphism.convergence import Estimate
from momentum.methods.sheets import Cell

Header = tuple[str, ...]
Rows = list[tuple[Cell, ...]]
Table = tuple[Header, Rows]
DIGITS = 6


def number(value: float) -> float | None:
    """A number to write; nothing where there is none. Further digits differ between processors."""
    return round(float(value), DIGITS) if np.isfinite(value) else None


def profiles(measured: Measured) -> Table:
    """A row an organisation, year and indicator; error: standard error by its items."""
    found = measured.profiles
    rows: Rows = []
    for i, t, j in np.argwhere(np.isfinite(found.values)):
        rows.append(
            (
                found.organisations[i],
                found.years[t],
                list(INDICATORS)[j],
                number(found.values[i, t, j]),
                number(np.sqrt(found.errors[i, t, j])),
            )
        )
    return ("organisation", "year", "indicator", "value", "error"), rows


def drift(measured: Measured) -> Table:
    """A row an organisation, year and pole: drift from its own place, and movement along the field's way."""
    found, moved = measured.drift, measured.movement
    rows: Rows = []
    for i, t in np.argwhere(measured.profiles.present):
        for k, pole in enumerate(found.poles):
            told = (
                found.value, found.low, found.high, moved.value, moved.low, moved.high
            )  # fmt: skip
            rows.append(
                (
                    measured.profiles.organisations[i],
                    measured.profiles.years[t],
                    pole,
                    *(number(each[i, t, k]) for each in told),
                )
            )
    header = ("drift", "drift_low", "drift_high", "movement", "movement_low", "movement_high")
    return ("organisation", "year", "pole", *header), rows


def organisations(measured: Measured) -> Table:
    """A row an organisation: what its chart says in its last year."""
    found, signals = measured.profiles, measured.organisations
    rows: Rows = []
    for i, name in enumerate(found.organisations):
        years = np.flatnonzero(found.present[i])
        if not len(years):
            continue
        told = signals.status[i] != "unknown"
        rows.append(
            (
                name,
                found.branches[i] if found.branches else None,
                found.years[years[0]],
                found.years[years[-1]],
                signals.status[i],
                measured.poles[signals.pole[i]].code if told else None,
                number(signals.p[i]),
            )
        )
    return ("organisation", "branch", "since", "until", "status", "pole", "p"), rows


def field(fields: Mapping[str, Measured]) -> Table:
    """A row a field (the whole: *), year and pole."""
    rows: Rows = []
    for name, measured in fields.items():
        chart = measured.field
        for t, year in enumerate(chart.years):
            for k, pole in enumerate(chart.poles):
                if not np.isfinite(chart.mean[t, k]):
                    continue
                told = (chart.mean[t, k], chart.low[t, k], chart.high[t, k])
                limits = (chart.chart[t, k], chart.watch[t], chart.alarm[t])
                rows.append(
                    (
                        name or "*",
                        year,
                        pole,
                        *map(number, told),
                        int(chart.count[t, k]),
                        *map(number, limits),
                        chart.status(t, k),
                    )
                )
    return (
        "field", "year", "pole", "drift", "low", "high", "organisations", "chart", "limit_watch", "limit_drift",
        "status",
    ), rows  # fmt: skip


def spread(fields: Mapping[str, Measured]) -> Table:
    """A row a field and year, and one of its change from the first to the last year."""
    rows: Rows = []
    for name, measured in fields.items():
        found, years = measured.spread, measured.profiles.years
        for t, year in enumerate(years):
            if np.isfinite(found.total[t]):
                rows.append(
                    (
                        name or "*",
                        str(year),
                        "variance",
                        number(found.total[t]),
                        None,
                        None,
                        int(found.count[t]),
                    )
                )
                rows.append(
                    (
                        name or "*",
                        str(year),
                        "distance",
                        number(found.apart[t]),
                        None,
                        None,
                        int(found.count[t]),
                    )
                )
        if found.first < 0:
            continue
        period = f"{years[found.first]}–{years[found.last]}"
        rows.append((name or "*", period, "change of variance (sigma)", *estimate(found.change)))
        rows.append((name or "*", period, "change on start (beta)", *estimate(found.back)))
        rows.append((name or "*", period, "by those who came", number(found.entered), None, None, found.came))
        rows.append((name or "*", period, "by those who went", number(found.left), None, None, found.gone))
    return ("field", "year", "measure", "value", "low", "high", "organisations"), rows


def poles(measured: Measured, sensitive: Sensitivity) -> Table:
    """A row a pole: its place, and what its spread leaves open."""
    rows: Rows = [
        (
            pole.code,
            pole.set_by,
            pole.set_on or None,
            *(number(value) for value in pole.values),
            number(sensitive.low[k]),
            number(sensitive.high[k]),
            number(sensitive.warned[k]),
            sensitive.draws,
        )
        for k, pole in enumerate(measured.poles)
    ]
    return ("pole", "set_by", "set_on", *INDICATORS, "drift_low", "drift_high", "share_warned", "draws"), rows


def income(measured: Measured, amounts: np.ndarray) -> Table:
    """A row an organisation and year with income: shares, hybridity with its number of streams, and the triangle."""
    mixes = shares(amounts)
    rows: Rows = []
    for i, t in np.argwhere(np.isfinite(mixes).all(axis=2)):
        mixed = hybridity(mixes[i, t])
        rows.append(
            (
                measured.profiles.organisations[i],
                measured.profiles.years[t],
                *map(number, mixes[i, t]),
                number(mixed.value),
                mixed.streams,
                *map(number, triangle(mixes[i, t])),
            )
        )
    return ("organisation", "year", *STREAMS, "hybridity", "streams", *CORNERS), rows


def hours(measured: Measured) -> Table:
    """A row a year: hours that an organisation with a profile spends on demands, median and by mechanism."""
    assert measured.hours is not None
    present = measured.profiles.present
    rows: Rows = []
    for t, year in enumerate(measured.profiles.years):
        here = measured.hours[present[:, t], t]
        if len(here):
            by_mechanism = (number(float(np.median(here[:, m]))) for m in range(len(MECHANISMS)))
            rows.append((year, number(float(np.median(here.sum(axis=1)))), *by_mechanism, len(here)))
    return ("year", "hours", *MECHANISMS, "organisations"), rows


def pressure(measured: Measured, demands: list[Requirement]) -> Table:
    """A row a source, mechanism and year: hours over all organisations with a profile."""
    found = measured.profiles
    rows: Rows = []
    pairs = dict.fromkeys((each.source, each.mechanism) for each in demands)
    for source, mechanism in pairs:
        those = [each for each in demands if (each.source, each.mechanism) == (source, mechanism)]
        for t, year in enumerate(found.years):
            names = [found.organisations[int(i)] for i in np.flatnonzero(found.present[:, t])]
            told = sum(
                each.hours for each in those for name in names if each.hours and each.holds(name, year)
            )
            without = sum(
                each.hours is None and any(each.holds(name, year) for name in names) for each in those
            )
            rows.append((source, mechanism, year, number(told), without))
    return ("source", "mechanism", "year", "hours", "without_hours"), rows


def association(measured: Measured) -> Table:
    """A row a pole and mechanism: movement after a year with a hundred hours more."""
    rows: Rows = [
        (pole, mechanism, *numbers(each.value, each.low, each.high), each.organisations, each.observations, each.why or None)
        for (pole, mechanism), each in measured.associations.items()
    ]  # fmt: skip
    return ("pole", "mechanism", "value", "low", "high", "organisations", "observations", "why_not"), rows


def estimate(each: Estimate) -> tuple[Cell, ...]:
    """Value, interval and how many organisations."""
    return *numbers(each.value, each.low, each.high), each.organisations


def numbers(*values: float) -> tuple[Cell, ...]:
    """Numbers to write."""
    return tuple(number(each) for each in values)
