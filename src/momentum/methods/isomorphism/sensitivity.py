"""How much what is said depends on where the poles were put.

The poles are drawn anew around their places, as far as those who set them differed, and the field is measured again.
Source: Saltelli et al. (2008), Global sensitivity analysis, chapter 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from momentum.methods.isomorphism.drift import movement
from momentum.methods.isomorphism.poles import Pole
from momentum.methods.isomorphism.profiles import Profiles
from momentum.methods.isomorphism.signals import field_signal

DRAWS = 200
SIGNS = 999


@dataclass(frozen=True)
class Sensitivity:
    """Poles: the drift of the mean organisation in the last year, over draws of all poles within their spread.

    low, high  the middle 95% of draws: what the poles' places leave open, sampling not counted. NaN where too few
               organisations tell.
    warned     the share of draws in which the field's chart says “drift” of that pole in the last year.
    draws      how many there were; assumed: whether nobody but the makers of this code set the pole.
    """

    poles: Sequence[str]
    low: np.ndarray
    high: np.ndarray
    warned: np.ndarray
    draws: int
    assumed: Sequence[bool]


def sensitivity(
    profiles: Profiles, poles: Sequence[Pole], *, seed: int = 0, draws: int = DRAWS
) -> Sensitivity:
    """Measure the field's drift again with `draws` sets of poles, each indicator normal around its place, cut to [0, 1]."""
    random = np.random.default_rng(seed)
    means, warned = np.full((draws, len(poles)), np.nan), np.zeros((draws, len(poles)))
    last = len(profiles.years) - 1
    for draw in range(draws if last > 0 else 0):
        drawn = [
            replace(each, values=np.clip(random.normal(each.values, each.spread), 0, 1)) for each in poles
        ]
        signal = field_signal(movement(profiles, drawn), profiles.years, seed, SIGNS)
        means[draw] = signal.mean[last]
        warned[draw] = [signal.status(last, k) == "drift" for k in range(len(poles))]
    told = np.isfinite(means).all(axis=0)
    low, high = np.full((2, len(poles)), np.nan)
    if told.any():
        low[told], high[told] = np.quantile(means[:, told], [0.025, 0.975], axis=0)
    return Sensitivity(
        [each.code for each in poles],
        low,
        high,
        np.where(told, warned.mean(axis=0), np.nan),
        draws,
        [each.assumed for each in poles],
    )
