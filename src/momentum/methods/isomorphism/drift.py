"""Drift: how far an organisation has gone from its baseline towards a pole.

d = ((p_t − p_0) · (a − p_0)) / ‖a − p_0‖² over the indicators present at both times: 0 none, 1 arrived.

The baseline stands in both factors, so its measurement error would look like drift towards every pole at once;
its expectation is taken off numerator and denominator. The interval follows from the measurement model by the
delta method. Source of the correction: Fuller (1987), Measurement error models, section 1.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.methods.isomorphism.poles import Pole
from momentum.methods.isomorphism.profiles import Profiles

# A baseline this near a pole has nowhere to go.
NEAR = 0.1
Z95 = 1.959964


@dataclass(frozen=True)
class Drift:
    """Organisations × years × poles; NaN where it is not reported.

    value     0 at the baseline, 1 at the pole, negative away from it.
    error     its standard error by the measurement model, NaN where the error of the answers is not known.
    baseline  of each organisation, the place of its first year; −1 without any.
    """

    poles: Sequence[str]
    value: np.ndarray
    error: np.ndarray
    baseline: np.ndarray

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
    present = profiles.present
    baseline = np.where(present.any(axis=1), present.argmax(axis=1), -1)
    size = (*present.shape, len(poles))
    value, error = np.full(size, np.nan), np.full(size, np.nan)
    for i in np.flatnonzero(baseline >= 0):
        first = baseline[i]
        for t in np.flatnonzero(present[i]):
            for k, pole in enumerate(poles):
                value[i, t, k], error[i, t, k] = drift_of(
                    profiles.values[i, first],
                    profiles.values[i, t],
                    pole.values,
                    profiles.errors[i, first],
                    profiles.errors[i, t],
                    same=bool(t == first),
                )
    return Drift([pole.code for pole in poles], value, error, baseline)


def drift_of(
    before: np.ndarray,
    after: np.ndarray,
    pole: np.ndarray,
    error_before: np.ndarray | None = None,
    error_after: np.ndarray | None = None,
    *,
    same: bool = False,
) -> tuple[float, float]:
    """(drift, its standard error) of one organisation; NaN where it says nothing.

    error_before, error_after  variances of the values; NaN or None: not known, and then no error is told.
    same                       both are one reading, so that their errors cancel.
    """
    both = np.isfinite(before) & np.isfinite(after) & np.isfinite(pole)
    if not both.any():
        return float("nan"), float("nan")
    way = (pole - before)[both]
    moved = (after - before)[both]
    of_before, of_after = _variance(error_before, both), _variance(error_after, both)
    taken_off = float(of_before.sum()) if of_before is not None else 0.0
    length = float(way @ way) - taken_off
    if np.sqrt(max(length, 0.0)) <= NEAR:
        return float("nan"), float("nan")
    if same:
        return 0.0, 0.0
    found = (float(moved @ way) - taken_off) / length
    if of_before is None or of_after is None:
        return found, float("nan")
    slope = way + moved - 2 * found * way
    variance = float(of_after @ way**2 + of_before @ slope**2) / length**2
    return found, float(np.sqrt(variance))


def _variance(error: np.ndarray | None, both: np.ndarray) -> np.ndarray | None:
    if error is None or not np.isfinite(error[both]).all():
        return None
    found: np.ndarray = error[both]
    return found


def movement(profiles: Profiles, poles: Sequence[Pole]) -> Drift:
    """The same along one direction for all: from the mean organisation's baseline to the pole.

    Its mean over organisations is the drift of the mean organisation. What an organisation's own baseline owes to
    chance, error or a good year, does not turn this direction, so without drift the expectation is zero.
    """
    present = profiles.present
    baseline = np.where(present.any(axis=1), present.argmax(axis=1), -1)
    started = np.flatnonzero(baseline >= 0)
    size = (*present.shape, len(poles))
    value, error = np.full(size, np.nan), np.full(size, np.nan)
    if not len(started):
        return Drift([pole.code for pole in poles], value, error, baseline)
    before = profiles.values[started, baseline[started]][:, None, :]
    of_before = profiles.errors[started, baseline[started]][:, None, :]
    middle = np.nanmean(before, axis=(0, 1))
    change = profiles.values[started] - before
    variance = profiles.errors[started] + of_before
    known = np.isfinite(change) & np.isfinite(variance)
    for k, pole in enumerate(poles):
        way = pole.values - middle
        both = np.isfinite(change) & np.isfinite(way)
        length = np.where(both, way**2, 0.0).sum(axis=2)
        far = np.sqrt(length) > NEAR
        moved = np.where(both, change * way, 0.0).sum(axis=2)
        value[started, :, k] = np.divide(moved, length, out=np.full(length.shape, np.nan), where=far)
        spread = np.where(both, variance * way**2, 0.0).sum(axis=2)
        told = far & (known == both).all(axis=2)
        error[started, :, k] = np.where(
            told, np.sqrt(np.maximum(spread, 0)) / np.where(far, length, 1), np.nan
        )
    error[started, baseline[started]] = np.where(np.isfinite(value[started, baseline[started]]), 0.0, np.nan)
    return Drift([pole.code for pole in poles], value, error, baseline)
