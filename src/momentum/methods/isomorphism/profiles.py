"""Profiles: where an organisation stands on the nine indicators in a year, from anchored answers.

An indicator is the mean of its answered items, from 0 to 1. What is missing stays missing, and a profile needs
two thirds of its items. What is measured is the mean of these items, not of all that could have been asked: the error
of a value is what would differ if the same organisation answered the same items again in the same year.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from momentum.methods.isomorphism.indicators import INDICATORS

HIGHEST = 4
ENOUGH = 2 / 3
# Of taking off effects in turn, where answers are missing; without missing ones a single round is exact.
ROUNDS = 25


@dataclass(frozen=True)
class Item:
    """One anchored statement, answered from 0 to `HIGHEST`, of one of the nine indicators."""

    code: str
    indicator: str


@dataclass(frozen=True)
class Waves:
    """Answers of organisations over years.

    answers   organisations × years × items, 0 to `HIGHEST`, NaN where missing.
    branches  of each organisation, empty where not known.
    """

    organisations: Sequence[str]
    years: Sequence[int]
    items: Sequence[Item]
    answers: np.ndarray
    branches: Sequence[str] = field(default=())

    def columns(self, indicator: str) -> np.ndarray:
        """The places of an indicator's items."""
        return np.array([i for i, item in enumerate(self.items) if item.indicator == indicator], dtype=int)


@dataclass(frozen=True)
class Profiles:
    """Organisations × years × nine indicators.

    values  0 to 1, NaN where missing; errors: variance of each value due to its items, NaN where not known.
    """

    organisations: Sequence[str]
    years: Sequence[int]
    values: np.ndarray
    errors: np.ndarray
    branches: Sequence[str] = field(default=())

    @property
    def present(self) -> np.ndarray:
        """Organisations × years: whether there is a profile."""
        found: np.ndarray = np.isfinite(self.values).any(axis=2)
        return found

    def of(self, organisations: np.ndarray) -> "Profiles":
        """The same of some organisations (places or a mask)."""
        chosen = np.arange(len(self.organisations))[organisations]
        return Profiles(
            [self.organisations[i] for i in chosen],
            self.years,
            self.values[chosen],
            self.errors[chosen],
            [self.branches[i] for i in chosen] if self.branches else (),
        )


def profiles(waves: Waves) -> Profiles:
    """The profile of each organisation in each year, with the measurement error of each value.

    An indicator is the mean of its answered items over `HIGHEST`; its error variance is that of one item over the
    number of items answered. An indicator of one item has no error that could be known.
    """
    scaled = waves.answers / HIGHEST
    if scaled.shape[2]:
        enough = np.isfinite(scaled).mean(axis=2) >= ENOUGH - 1e-9
        scaled = np.where(enough[:, :, None], scaled, np.nan)
    shape = (*scaled.shape[:2], len(INDICATORS))
    values, errors = np.full(shape, np.nan), np.full(shape, np.nan)
    for j, indicator in enumerate(INDICATORS):
        items = scaled[:, :, waves.columns(indicator)]
        count = np.isfinite(items).sum(axis=2)
        total = np.nansum(items, axis=2)
        values[:, :, j] = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        errors[:, :, j] = np.where(count > 0, item_variance(items) / np.maximum(count, 1), np.nan)
    return Profiles(waves.organisations, waves.years, values, errors, waves.branches)


def item_variance(items: np.ndarray) -> float:
    """The variance of one item's answer that is chance of the occasion, on the scale 0 to 1; NaN where unknown.

    items  organisations × years × items of one indicator, NaN where missing.

    Of an answer, what its organisation has in that year, what its organisation always has on that item, and what
    everybody has on that item in that year is taken off: a lasting peculiarity of an item repeats itself and cannot
    look like movement. With one year only, what lasts and what is chance cannot be told apart, and all counts as
    chance. Source: the residual of the p × i × o design, Brennan (2001), Generalizability theory, chapter 3.
    """
    several = np.where((np.isfinite(items).sum(axis=2) > 1)[:, :, None], items, np.nan)
    years = np.asarray(np.isfinite(several).any(axis=2))
    repeated = years.sum(axis=1) > 1
    lasting = bool(repeated.any())
    several = several[repeated] if lasting else several[years.any(axis=1)]
    mask: np.ndarray = np.isfinite(several)
    if not mask.any():
        return float("nan")
    rest = np.where(mask, several, 0.0)
    ways = (2, 0, 1) if lasting else (2, 0)
    for _ in range(1 if mask.all() else ROUNDS):
        for over in ways:
            count = mask.sum(axis=over, keepdims=True)
            rest = np.where(mask, rest - rest.sum(axis=over, keepdims=True) / np.maximum(count, 1), 0.0)
    freedom = int(mask.sum() - _parameters(mask, lasting))
    return float((rest**2).sum() / freedom) if freedom > 0 else float("nan")


def _parameters(mask: np.ndarray, lasting: bool) -> int:
    """How many effects were taken off, those that say the same twice not counted."""
    of_year = int(mask.any(axis=2).sum())
    common = np.asarray(mask.any(axis=0))
    if not lasting:
        return of_year + int((common.sum(axis=1) - 1).clip(0).sum())
    of_item = int((mask.any(axis=1).sum(axis=1) - 1).clip(0).sum())
    return (
        of_year
        + of_item
        + max(int(common.any(axis=1).sum()) - 1, 0) * max(int(common.any(axis=0).sum()) - 1, 0)
    )
