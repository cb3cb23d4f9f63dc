"""How wide the interval of each unknown cell must be."""

from dataclasses import dataclass

import numpy as np

from momentum.methods.disclosure.auditing.blocks import NEAR


@dataclass
class Needs:
    """By place: the least width, and how far below and above the true value the interval must reach."""

    width: np.ndarray
    below: np.ndarray
    above: np.ndarray

    def met(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Where deviations from `low` to `high`, rounded inward to whole numbers, are enough."""
        low, high = np.ceil(low - NEAR), np.floor(high + NEAR)
        enough: np.ndarray = (high - low >= self.width) & (high >= self.above) & (low <= -self.below)
        return enough

    def at(self, places: np.ndarray) -> "Needs":
        """The needs of some places."""
        return Needs(self.width[places], self.below[places], self.above[places])

    @property
    def most(self) -> float:
        """The largest of all."""
        return max(float(need.max(initial=0)) for need in (self.width, self.below, self.above))
