"""Drift: how far an organisation has gone from its baseline towards a pole.

d = ((p_t − p_0) · (a − p_0)) / ‖a − p_0‖² over the indicators present at both times: 0 none, 1 arrived.

The baseline stands in both factors, so its measurement error would look like drift towards every pole at once;
its expectation is taken off numerator and denominator, and what is left of second order off the ratio. The interval
follows from the measurement model by the delta method. An organisation whose baseline is within 0.1 of a pole has
nowhere to go, and gets no drift towards it; neither does one of which the answers do not tell how far that is.
Sources of the corrections: Fuller (1987), Measurement error models, section 1.2; Tin (1965), Comparison of some ratio
estimators.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.methods.isomorphism.poles import Pole
from momentum.methods.isomorphism.profiles import Profiles

# A baseline this near a pole has nowhere to go.
NEAR = 0.1
# A distance to the pole (squared) is known when it is this many times its own standard error.
FIRM = 2.0
Z95 = 1.959964


@dataclass(frozen=True)
class Drift:
    """Organisations × years × poles; NaN where it is not reported.

    value     0 at the baseline, 1 at the pole, negative away from it.
    error     its standard error by the measurement model, NaN where the error of the answers is not known.
    baseline  of each organisation, the place of its first year; −1 without any.
    reading   the variance that the answers of the year alone give to `value`, the baseline's not counted.
    """

    poles: Sequence[str]
    value: np.ndarray
    error: np.ndarray
    baseline: np.ndarray
    reading: np.ndarray

    @property
    def low(self) -> np.ndarray:
        """Lower end of the 95% interval."""
        return self.value - Z95 * self.error

    @property
    def high(self) -> np.ndarray:
        """Upper end of the 95% interval."""
        return self.value + Z95 * self.error


def drift(profiles: Profiles, poles: Sequence[Pole]) -> Drift:
    """How far each organisation has gone towards each pole since its first year."""
    baseline, before, of_before = _baselines(profiles)
    found = _empty(profiles, poles, baseline)
    for k, pole in enumerate(poles):
        value, error, reading = _towards(before, profiles.values, pole.values, of_before, profiles.errors)
        found.value[:, :, k], found.error[:, :, k], found.reading[:, :, k] = value, error, reading
    started = np.flatnonzero(baseline >= 0)
    own = found.value[started, baseline[started]]
    found.value[started, baseline[started]] = np.where(np.isfinite(own), 0.0, np.nan)
    found.error[started, baseline[started]] = np.where(np.isfinite(own), 0.0, np.nan)
    return found


def drift_of(
    before: np.ndarray,
    after: np.ndarray,
    pole: np.ndarray,
    error_before: np.ndarray | None = None,
    error_after: np.ndarray | None = None,
) -> tuple[float, float]:
    """(drift, its standard error) of one organisation; NaN where it says nothing.

    before, after, pole        the nine indicators, 0 to 1, NaN where missing.
    error_before, error_after  variances of the values; NaN or None: not known, and then no error is told.
    """
    unknown = np.full(before.shape, np.nan)
    value, error, _ = _towards(
        before,
        after,
        pole,
        unknown if error_before is None else error_before,
        unknown if error_after is None else error_after,
    )
    return float(value), float(error)


def _empty(profiles: Profiles, poles: Sequence[Pole], baseline: np.ndarray) -> Drift:
    size = (*profiles.present.shape, len(poles))
    value, error, reading = (np.full(size, np.nan) for _ in range(3))
    return Drift([pole.code for pole in poles], value, error, baseline, reading)


def _towards(
    before: np.ndarray, after: np.ndarray, pole: np.ndarray, of_before: np.ndarray, of_after: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(drift, standard error, variance by the later reading) over the last axis of arrays of indicators."""
    both = np.isfinite(before) & np.isfinite(after) & np.isfinite(pole)
    way, moved = np.where(both, pole - before, 0.0), np.where(both, after - before, 0.0)
    of_before, of_after = (
        np.where(both, np.broadcast_to(each, both.shape), 0.0) for each in (of_before, of_after)
    )
    known_before, known = np.isfinite(of_before).all(axis=-1), np.isfinite(of_before + of_after).all(axis=-1)
    of_before = np.where(known_before[..., None], of_before, 0.0)
    taken_off = of_before.sum(axis=-1)
    length = (way**2).sum(axis=-1) - taken_off
    of_length = 4 * (of_before * way**2).sum(axis=-1)
    far = both.any(axis=-1) & (length > NEAR**2) & (length > FIRM * np.sqrt(of_length))
    length = np.where(far, length, 1.0)
    value = ((moved * way).sum(axis=-1) - taken_off) / length
    slope = way + moved - 2 * value[..., None] * way
    # The error of the length is also in the product: to the second order, a ratio is off by that much.
    joint = 2 * (of_before * way * (way + moved)).sum(axis=-1)
    value = value + (joint - value * of_length) / length**2
    reading = (np.where(known[..., None], of_after, 0.0) * way**2).sum(axis=-1) / length**2
    error = np.sqrt(reading + (of_before * slope**2).sum(axis=-1) / length**2)
    told = far & known
    return np.where(far, value, np.nan), np.where(told, error, np.nan), np.where(told, reading, np.nan)


def _baselines(profiles: Profiles) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each organisation: the place of its first year (−1: none), and, × 1 × indicators, its values and errors."""
    present = profiles.present
    if not present.size:
        nothing = np.full((len(present), 1, profiles.values.shape[2]), np.nan)
        return np.full(len(present), -1), nothing, nothing
    baseline = np.where(present.any(axis=1), present.argmax(axis=1), -1)
    everybody = np.arange(len(baseline))
    return (
        baseline,
        profiles.values[everybody, baseline][:, None, :],
        profiles.errors[everybody, baseline][:, None, :],
    )


def movement(profiles: Profiles, poles: Sequence[Pole]) -> Drift:
    """The same along one direction for all: from the mean organisation's baseline to the pole.

    Its mean over organisations is the drift of the mean organisation. What an organisation's own baseline owes to
    chance, error or a good year, does not turn this direction, so without drift the expectation is zero. The direction
    of a year rests on those who began until then: who comes later does not turn it.
    """
    baseline, before, of_before = _baselines(profiles)
    found = _empty(profiles, poles, baseline)
    started = np.flatnonzero(baseline >= 0)
    if not len(started):
        return found
    middle = _middles(baseline, before[:, 0], profiles.values.shape[1])
    change = profiles.values - before
    for k, pole in enumerate(poles):
        way = pole.values - middle
        both = np.isfinite(change) & np.isfinite(way)
        length = np.where(both, way**2, 0.0).sum(axis=2)
        far = length > NEAR**2
        length = np.where(far, length, 1.0)
        moved = np.where(both, change * way, 0.0).sum(axis=2) / length
        weight = np.where(both, way**2, 0.0) / length[:, :, None] ** 2
        of_after = np.where(both, profiles.errors, 0.0)
        of_both = np.where(both, profiles.errors + of_before, 0.0)
        found.value[:, :, k] = np.where(far, moved, np.nan)
        found.reading[:, :, k] = np.where(far, (of_after * weight).sum(axis=2), np.nan)
        found.error[:, :, k] = np.where(far, np.sqrt((of_both * weight).sum(axis=2)), np.nan)
    own = found.value[started, baseline[started]]
    found.error[started, baseline[started]] = np.where(np.isfinite(own), 0.0, np.nan)
    return found


def _middles(baseline: np.ndarray, before: np.ndarray, years: int) -> np.ndarray:
    """By year (× indicators), the mean baseline of the organisations that began until then."""
    begun = (baseline[:, None] >= 0) & (baseline[:, None] <= np.arange(years))
    known = begun[:, :, None] & np.isfinite(before)[:, None, :]
    total = np.where(known, before[:, None, :], 0.0).sum(axis=0)
    found: np.ndarray = total / np.maximum(known.sum(axis=0), 1)
    return found
