"""What one would do without thinking of measurement error: beside it stands what ours is worth."""

import numpy as np
from scipy import stats

from momentum.methods.isomorphism import HIGHEST, Drift, Pole, Profiles, Waves

DRAWS = 300


def plain_drift(profiles: Profiles, poles: tuple[Pole, ...]) -> np.ndarray:
    """Organisations × years × poles: d as it is defined, nothing taken off for error."""
    before = profiles.values[:, :1]
    moved = profiles.values - before
    found = []
    for pole in poles:
        way = pole.values - before
        found.append((moved * way).sum(axis=2) / (way**2).sum(axis=2))
    return np.stack(found, axis=2)


def plain_alarm(profiles: Profiles, poles: tuple[Pole, ...]) -> bool:
    """Whether a test at 5% of the mean plain drift, each year and pole by itself, says drift anywhere."""
    values = plain_drift(profiles, poles)[:, 1:]
    n = len(values)
    chart = values.mean(axis=0) / (values.std(axis=0, ddof=1) / np.sqrt(n))
    return bool((chart > stats.t.ppf(0.95, n - 1)).any())


def uncorrected_interval(drift: Drift, plain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval around the plain drift with the same width as ours."""
    return plain - 1.96 * drift.error, plain + 1.96 * drift.error


def bootstrap_over_items(
    waves: Waves, pole: Pole, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of the plain drift in the last year: an organisation's items drawn with replacement."""
    size = len(waves.organisations)
    items = len(waves.items) // len(pole.values)
    both = waves.answers[:, [0, -1]].reshape(size, 2, len(pole.values), items) / HIGHEST
    drawn = random.integers(0, items, size=(DRAWS, size, 1, len(pole.values), items))
    values = np.take_along_axis(both[None], drawn, axis=4).mean(axis=4)
    way, moved = pole.values - values[:, :, 0], values[:, :, 1] - values[:, :, 0]
    found = (moved * way).sum(axis=2) / (way**2).sum(axis=2)
    low, high = np.quantile(found, [0.025, 0.975], axis=0)
    return low, high


def bootstrap_of_spread(
    first: np.ndarray,
    last: np.ndarray,
    of_first: np.ndarray,
    of_last: np.ndarray,
    random: np.random.Generator,
) -> tuple[float, float]:
    """Percentile interval of the change of the corrected variance: organisations drawn with replacement."""
    n = len(first)
    times = random.multinomial(n, np.full(n, 1 / n), size=DRAWS)

    def corrected(values: np.ndarray, errors: np.ndarray) -> np.ndarray:
        squares = times @ values**2 - (times @ values) ** 2 / n
        return (squares / (n - 1) - times @ errors / n).sum(axis=1)

    found = corrected(last, of_last) / corrected(first, of_first) - 1
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)
