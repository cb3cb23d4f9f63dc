"""Whether organisations grow alike: the spread of a field over time.

σ-convergence: the spread of those present at both times shrinks. β-convergence: those far ahead move back more, which
also happens in a field whose members only swap places: β without σ is movement, not convergence.
Measurement error inflates every spread and pulls extremes back to the mean, so it is taken off both.
Sources: Barro & Sala-i-Martin (1992), Convergence; Quah (1993), Galton's fallacy; Fuller (1987), section 1.2.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST = 5


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval and how many organisations it rests on; NaN where it cannot be said."""

    value: float
    low: float
    high: float
    organisations: int


NOTHING = Estimate(float("nan"), float("nan"), float("nan"), 0)


@dataclass(frozen=True)
class Line:
    """A regression line: change on level at the start."""

    constant: float
    slope: float
    error: float
    adjusted_r2: float
    organisations: int


def line(change: np.ndarray, start: np.ndarray) -> Line:
    """Ordinary least squares of a change on the level at the start, with classical standard errors."""
    both = np.isfinite(change) & np.isfinite(start)
    change, start = change[both], start[both]
    n = len(start)
    if n < 3 or np.ptp(start) == 0:
        return Line(float("nan"), float("nan"), float("nan"), float("nan"), n)
    centred = start - start.mean()
    slope = float(centred @ change / (centred @ centred))
    constant = float(change.mean() - slope * start.mean())
    left = change - constant - slope * start
    total = float(((change - change.mean()) ** 2).sum())
    variance = float(left @ left) / (n - 2)
    adjusted = 1 - variance / (total / (n - 1)) if total else float("nan")
    return Line(constant, slope, float(np.sqrt(variance / (centred @ centred))), adjusted, n)


def spread(values: np.ndarray, errors: np.ndarray | None = None) -> float:
    """Total variance over the indicators of organisations (rows), less what measurement error adds.

    values, errors  organisations × indicators, errors as variances. An indicator that fewer than two have makes it NaN:
                    a sum over fewer indicators cannot be compared.
    """
    known = np.isfinite(values)
    count = known.sum(axis=0)
    if not values.shape[1] or (count < 2).any():
        return float("nan")
    left = np.where(known, values - np.where(known, values, 0.0).sum(axis=0) / count, 0.0)
    variance = (left**2).sum(axis=0) / (count - 1)
    if errors is not None:
        variance = variance - np.where(known, errors, 0.0).sum(axis=0) / count
    return float(variance.sum())


def distance(values: np.ndarray) -> float:
    """Mean distance between two organisations (rows), over the indicators both have, scaled to all of them.

    Measurement error is in it: between organisations that are alike it is not zero.
    """
    n, size = values.shape
    found = []
    for i in range(n - 1):
        apart = values[i + 1 :] - values[i]
        both = np.isfinite(apart).sum(axis=1)
        squares = np.nansum(apart**2, axis=1)[both > 0] * size / both[both > 0]
        found.append(np.sqrt(squares))
    joined = np.concatenate(found) if found else np.zeros(0)
    return float(joined.mean()) if len(joined) else float("nan")


def spread_change(
    first: np.ndarray,
    last: np.ndarray,
    first_errors: np.ndarray | None = None,
    last_errors: np.ndarray | None = None,
) -> Estimate:
    """By what fraction the spread of the same organisations (rows) changed: −0.18 is 18% less.

    The interval is the jackknife's over organisations: benchmarks/isomorphism.py sets it beside the
    percentile bootstrap.
    """

    def ratio(rows: np.ndarray) -> float:
        before = spread(first[rows], None if first_errors is None else first_errors[rows])
        after = spread(last[rows], None if last_errors is None else last_errors[rows])
        return float(np.log(after / before)) if before > 0 and after > 0 else float("nan")

    found = jackknifed(ratio, len(first))
    return Estimate(
        float(np.expm1(found.value)),
        float(np.expm1(found.low)),
        float(np.expm1(found.high)),
        found.organisations,
    )


def catching_up(
    first: np.ndarray,
    last: np.ndarray,
    first_errors: np.ndarray | None = None,
) -> Estimate:
    """The slope of change on the level at the start, within indicators: below zero those far out move back.

    Regression to the mean by measurement error of the start is taken off.
    """

    def slope(rows: np.ndarray) -> float:
        start, change = first[rows], (last - first)[rows]
        both = np.isfinite(change)
        count = np.maximum(both.sum(axis=0), 1)
        level = np.where(both, start, 0.0).sum(axis=0) / count
        step = np.where(both, change, 0.0).sum(axis=0) / count
        x, y = np.where(both, start - level, 0.0), np.where(both, change - step, 0.0)
        error = 0.0
        if first_errors is not None:
            of_start = np.where(both, first_errors[rows], 0.0).sum(axis=0)
            error = float((of_start * (count - 1) / count).sum())
        squares = float((x * x).sum()) - error
        return (float((x * y).sum()) + error) / squares if squares > 0 else float("nan")

    return jackknifed(slope, len(first))


def jackknifed(statistic: Callable[[np.ndarray], float], size: int) -> Estimate:
    """A statistic of organisations (their places), with what leaving out each in turn tells of its error.

    Source: Efron & Stein (1981), The jackknife estimate of variance; the interval is Student's with n − 1 degrees.
    """
    if size < FEWEST:
        return NOTHING
    everybody = np.arange(size)
    value = statistic(everybody)
    left_out = np.array([statistic(np.delete(everybody, i)) for i in range(size)])
    if not np.isfinite(value) or not np.isfinite(left_out).all():
        return NOTHING
    error = np.sqrt((size - 1) / size * ((left_out - left_out.mean()) ** 2).sum())
    reach = float(stats.t.ppf(0.975, size - 1) * error)
    return Estimate(value, value - reach, value + reach, size)
