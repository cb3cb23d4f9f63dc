"""Profiles: where an organisation stands on the nine indicators in a year, from anchored answers.

An indicator is the mean of its answered items, from 0 to 1. What is missing stays missing, and a profile needs
two thirds of its items.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from momentum.methods.isomorphism.indicators import INDICATORS

HIGHEST = 4
ENOUGH = 2 / 3


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

    The error is that of a mean of items around their organisation, after each item's own level, with one
    variance an indicator over all organisations and years. An indicator of one item has no error that could be
    known.
    """
    scaled = waves.answers / HIGHEST
    enough = np.isfinite(scaled).mean(axis=2) >= ENOUGH - 1e-9
    scaled = np.where(enough[:, :, None], scaled, np.nan)
    shape = (*scaled.shape[:2], len(INDICATORS))
    values, errors = np.full(shape, np.nan), np.full(shape, np.nan)
    for j, indicator in enumerate(INDICATORS):
        items = scaled[:, :, waves.columns(indicator)]
        count = np.isfinite(items).sum(axis=2)
        total = np.nansum(items, axis=2)
        values[:, :, j] = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        variance = item_variance(items.reshape(-1, items.shape[2]))
        errors[:, :, j] = np.where(count > 0, variance / np.maximum(count, 1), np.nan)
    return Profiles(waves.organisations, waves.years, values, errors, waves.branches)


def item_variance(items: np.ndarray) -> float:
    """The variance of an item around its row, after each item's own level; NaN where it cannot be known.

    items  rows × items, NaN where missing.
    """
    several = np.isfinite(items).sum(axis=1) > 1
    items = items[several]
    if not len(items):
        return float("nan")
    mask = np.isfinite(items)
    level = np.zeros(items.shape[1])
    for _ in range(20):
        row = np.nansum(items - level, axis=1) / mask.sum(axis=1)
        rest = items - row[:, None]
        level = np.divide(np.nansum(rest, axis=0), mask.sum(axis=0), out=level.copy(), where=mask.any(axis=0))
    left = np.where(mask, items - row[:, None] - level, 0.0)
    freedom = mask.sum() - len(items) - (mask.any(axis=0).sum() - 1)
    return float((left**2).sum() / freedom) if freedom > 0 else float("nan")
