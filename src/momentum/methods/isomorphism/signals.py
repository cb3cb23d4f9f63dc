"""Warnings: steady, watch or drift, for the field and for each organisation.

The field's chart is the mean drift since the baseline over its standard error, every year and towards every pole.
Its limits are those that a field without drift would pass once in twenty (drift) or in five (watch) over all years
and poles together: found by turning the signs of whole organisations at random, since without drift one that
moved towards a pole could as well have moved away from it.

An organisation's chart is its drift over its own error, widened where steps vary more than measurement explains;
over organisations the false-discovery rate is kept. Sources: Montgomery (2019), Introduction to statistical quality
control, chapter 9; Westfall & Young (1993); Benjamini & Hochberg (1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from momentum.methods.isomorphism.drift import Drift

Status = Literal["steady", "watch", "drift", "unknown"]

# A little below one in twenty, so that the simulation stays below it.
FALSE_ALARM, WATCHFUL = 0.04, 0.2
DISCOVERY, LOOK_AGAIN = 0.1, 0.05
FEWEST = 5
DRAWS = 1999
STILL = 1e-12


@dataclass(frozen=True)
class FieldSignal:
    """Years × poles, NaN where too few organisations tell.

    mean, low, high  drift of the mean organisation since its baseline, with a 95% interval; count: organisations.
    chart            mean over its standard error; watch, alarm: the limits of the chart.
    """

    poles: Sequence[str]
    years: Sequence[int]
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    chart: np.ndarray
    watch: float
    alarm: float

    def status(self, year: int, pole: int) -> Status:
        """What the chart says in a year (its place) of a pole (its place)."""
        value = self.chart[year, pole]
        if not np.isfinite(value):
            return "unknown"
        return "drift" if value > self.alarm else "watch" if value > self.watch else "steady"

    @property
    def alarmed(self) -> bool:
        """Whether the chart passes the limit anywhere."""
        return bool((np.nan_to_num(self.chart, nan=-np.inf) > self.alarm).any())


def field_signal(drift: Drift, years: Sequence[int], seed: int = 0, draws: int = DRAWS) -> FieldSignal:
    """The chart of a field, with limits of its own."""
    later = np.arange(drift.value.shape[1])[None, :] > drift.baseline[:, None]
    values = np.where(later[:, :, None], drift.value, np.nan)
    mask = np.isfinite(values)
    count = mask.sum(axis=0)
    filled = np.where(mask, values, 0.0)
    enough = count >= FEWEST
    mean, error = _mean(filled, mask, count)
    # Where nobody moved at all there is no error to measure a movement by.
    enough &= error > STILL
    chart = np.where(enough, mean / np.where(enough, error, 1), np.nan)
    reach = stats.t.ppf(0.975, np.maximum(count - 1, 1)) * error
    highest = np.full(draws, -np.inf)
    random = np.random.default_rng(seed)
    for draw in range(draws) if enough.any() else ():
        signs = random.choice([-1.0, 1.0], size=(len(values), 1, 1))
        turned, of_turned = _mean(filled * signs, mask, count)
        highest[draw] = (turned[enough] / of_turned[enough]).max()
    return FieldSignal(
        drift.poles,
        years,
        np.where(enough, mean, np.nan),
        np.where(enough, mean - reach, np.nan),
        np.where(enough, mean + reach, np.nan),
        count,
        chart,
        float(np.quantile(highest, 1 - WATCHFUL)) if enough.any() else float("nan"),
        float(np.quantile(highest, 1 - FALSE_ALARM)) if enough.any() else float("nan"),
    )


def _mean(filled: np.ndarray, mask: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over organisations, and its standard error."""
    several = np.maximum(count, 2)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    left = np.where(mask, filled - mean, 0.0)
    error = np.sqrt((left**2).sum(axis=0) / (several - 1) / several)
    return mean, np.maximum(error, STILL)


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
    value, error = drift.value, drift.error
    # The first step starts at the baseline, which is 0 by definition.
    of_steps = np.sqrt(error[:, 1:] ** 2 + error[:, :-1] ** 2)
    told = of_steps > 0
    steps = np.diff(value, axis=1)[told] / of_steps[told]
    known = steps[np.isfinite(steps)]
    if len(known) < FEWEST:
        return 1.0
    return max(1.0, float(stats.median_abs_deviation(known, scale="normal")))
