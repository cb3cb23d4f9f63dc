"""Warnings: steady, watch or drift, for the field and for each organisation.

The charts are sums of the yearly steps since the baseline (CUSUM), over their standard error. The field's has a limit
for each year: a field without drift may pass it with a chance of one in a hundred a year (drift) or five in a hundred
(watch), over all poles together, counting that it was not passed before. So a statement every year does not raise
false alarms by being repeated: over five waves they add up to four in a hundred. The limits are found by turning the
signs of whole organisations at random, since without drift one that moved towards a pole could as well have moved away
from it; limits of earlier years do not depend on what came after.

An organisation's chart is its drift over its own error, widened where steps vary more than measurement explains;
over organisations the false-discovery rate is kept. Sources: Montgomery (2019), Introduction to statistical quality
control, chapter 9; Westfall & Young (1993), Resampling-based multiple testing; Lan & DeMets (1983), Discrete sequential
boundaries; Benjamini & Hochberg (1995), Controlling the false discovery rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from momentum.methods.isomorphism.drift import Drift

Status = Literal["steady", "watch", "drift", "unknown"]

# The chance of passing a limit that a year without drift may spend.
FALSE_ALARM, WATCHFUL = 0.01, 0.05
DISCOVERY, LOOK_AGAIN = 0.1, 0.05
FEWEST = 5
DRAWS = 4999
STILL = 1e-12


@dataclass(frozen=True)
class FieldSignal:
    """Years × poles, NaN where too few organisations tell.

    mean, low, high  drift of the mean organisation since its baseline, with a 95% interval; count: organisations.
    chart            mean over its standard error; watch, alarm: by year, the limits of the chart.
    """

    poles: Sequence[str]
    years: Sequence[int]
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    chart: np.ndarray
    watch: np.ndarray
    alarm: np.ndarray

    def status(self, year: int, pole: int) -> Status:
        """What the chart says in a year (its place) of a pole (its place)."""
        value = self.chart[year, pole]
        if not np.isfinite(value):
            return "unknown"
        return "drift" if value > self.alarm[year] else "watch" if value > self.watch[year] else "steady"

    @property
    def alarmed(self) -> bool:
        """Whether the chart passes the limit in any year, towards any pole."""
        passed: np.ndarray = np.nan_to_num(self.chart, nan=-np.inf) > self.alarm[:, None]
        return bool(passed.any())


def field_signal(drift: Drift, years: Sequence[int], seed: int = 0, draws: int = DRAWS) -> FieldSignal:
    """The chart of a field, with limits of its own."""
    later = np.arange(drift.value.shape[1])[None, :] > drift.baseline[:, None]
    values = np.where(later[:, :, None], drift.value, np.nan)
    mask = np.isfinite(values)
    count = mask.sum(axis=0)
    filled = np.where(mask, values, 0.0)
    squares = (filled**2).sum(axis=0)
    mean, error = _mean(filled.sum(axis=0), squares, count)
    # Where nobody moved at all there is no error to measure a movement by.
    enough = (count >= FEWEST) & (error > STILL)
    chart = np.where(enough, mean / np.where(enough, error, 1), np.nan)
    reach = stats.t.ppf(0.975, np.maximum(count - 1, 1)) * error
    signs = _signs(drift.baseline, seed, draws)
    sums = np.tensordot(signs.T, filled, axes=1)
    turned, of_turned = _mean(sums, squares, count)
    charts = np.where(enough, turned / np.maximum(of_turned, STILL), -np.inf).max(axis=2, initial=-np.inf)
    told = enough.any(axis=1)
    return FieldSignal(
        drift.poles,
        years,
        np.where(enough, mean, np.nan),
        np.where(enough, mean - reach, np.nan),
        np.where(enough, mean + reach, np.nan),
        count,
        chart,
        _limits(charts, told, WATCHFUL),
        _limits(charts, told, FALSE_ALARM),
    )


def _signs(baseline: np.ndarray, seed: int, draws: int) -> np.ndarray:
    """Organisations × draws. Each has a generator of its own, by when it began, so that newcomers change no other's."""
    began = np.where(baseline < 0, np.iinfo(int).max, baseline)
    place = np.argsort(np.argsort(began, kind="stable"), kind="stable")
    signs = [np.random.default_rng([seed, int(i)]).choice([-1.0, 1.0], size=draws) for i in place]
    return np.array(signs).reshape(len(baseline), draws)


def _limits(charts: np.ndarray, told: np.ndarray, chance: float) -> np.ndarray:
    """By year, the limit that a share `chance` of all driftless charts (draws × years) passes first in that year."""
    limits = np.full(len(told), np.nan)
    inside = np.ones(len(charts), dtype=bool)
    for t in np.flatnonzero(told):
        passing = int(chance * len(charts))
        left = np.sort(charts[inside, t])
        limits[t] = left[-passing - 1] if 0 < passing < len(left) else np.inf
        inside &= charts[:, t] <= limits[t]
    return limits


def _mean(total: np.ndarray, squares: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over organisations and its standard error, from sums and sums of squares."""
    several = np.maximum(count, 2)
    mean = total / np.maximum(count, 1)
    left = np.maximum(squares - count * mean**2, 0.0)
    return mean, np.sqrt(left / (several - 1) / several)


@dataclass(frozen=True)
class OrganisationSignals:
    """Organisations: what their charts say in their last year.

    status  of each; pole: the place of the pole it moved to furthest beyond chance; p: of that pole, corrected for
            the number of poles. spread: how much more steps vary than measurement explains (1: no more).
    """

    status: Sequence[Status]
    pole: np.ndarray
    p: np.ndarray
    spread: float


def organisation_signals(drift: Drift) -> OrganisationSignals:
    """Steady, watch or drift for each organisation that has a drift with an error, among enough others."""
    value, error = drift.value, drift.error
    spread = in_control_spread(drift)
    size, poles = value.shape[0], value.shape[2]
    pole, p = np.zeros(size, dtype=int), np.full(size, np.nan)
    alone = (drift.baseline >= 0).sum() < FEWEST
    for i in range(0 if alone else size):
        told = np.flatnonzero(
            np.isfinite(error[i]).any(axis=1) & (np.arange(value.shape[1]) > drift.baseline[i])
        )
        if drift.baseline[i] < 0 or not len(told):
            continue
        last = told[-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            beyond = value[i, last] / (spread * error[i, last])
        if not np.isfinite(beyond).any():
            continue
        pole[i] = int(np.nanargmax(beyond))
        p[i] = min(1.0, poles * float(stats.norm.sf(beyond[pole[i]])))
    found = np.flatnonzero(np.isfinite(p))
    discovered = np.zeros(size, dtype=bool)
    if len(found):
        discovered[found] = stats.false_discovery_control(p[found]) <= DISCOVERY
    status: list[Status] = [
        "unknown"
        if np.isnan(p[i])
        else "drift"
        if discovered[i]
        else "watch"
        if p[i] < LOOK_AGAIN
        else "steady"
        for i in range(size)
    ]
    return OrganisationSignals(status, pole, p, spread)


def in_control_spread(drift: Drift) -> float:
    """How many times the measurement error the typical step from year to year is; at least 1.

    Half of the organisations may drift without spoiling it, since it rests on the middle of all steps.
    """
    expected = np.sqrt(drift.reading[:, 1:] + drift.reading[:, :-1])
    told = expected > 0
    steps = np.diff(drift.value, axis=1)[told] / expected[told]
    known = steps[np.isfinite(steps)]
    if len(known) < FEWEST:
        return 1.0
    return max(1.0, float(stats.median_abs_deviation(known, scale="normal")))
