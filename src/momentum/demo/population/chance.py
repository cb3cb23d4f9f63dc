"""Where the demo city's chance comes from: one seed, in two parts, and a stream of draws for every subject.

A seed's last four digits are its *history*, what stands before them is its *turn*. Draws about events before
the day called `turn` in `rates.toml` depend on the history alone; draws about later events on both. Two seeds
with the same history therefore share everything up to that day.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

HISTORIES = 10_000


class Chance:
    """Streams of uniform draws. A stream's first draws do not depend on how many are asked of it."""

    def __init__(self, seed: int, turn: int) -> None:
        """`turn`: the day (since 1970) from which events draw from the second part of the seed."""
        if seed < 0:
            raise ValueError("A seed is a whole number of zero or more.")
        self.turn = turn
        self._later, self._history = divmod(seed, HISTORIES)

    def _generators(self, subject: str) -> tuple[np.random.Generator, np.random.Generator]:
        name = crc32(subject.encode())
        early = np.random.SeedSequence([self._history, name])
        late = np.random.SeedSequence([self._history, self._later + 1, name])
        return np.random.default_rng(early), np.random.default_rng(late)

    def rows(
        self, subject: str, group: NDArray[np.int64], width: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Two arrays (len(group), width) of draws in [0, 1): before the turn, and from it on.

        In every column a group's draws are spread evenly, each in another slice of [0, 1).
        """
        return tuple(_spread(generator, group, width) for generator in self._generators(subject))

    def ordered(self, subject: str, days: NDArray[np.int64], width: int = 1) -> NDArray[np.float64]:
        """Draws (len(days), width) for events on days in ascending order."""
        early, late = self._generators(subject)
        before = int(np.searchsorted(days, self.turn))
        return np.vstack([early.random((before, width)), late.random((len(days) - before, width))])

    def even(self, subject: str, days: NDArray[np.int64], block: int = 40) -> NDArray[np.float64]:
        """Draws for events in ascending order of day, spread evenly: in every `block` each of as many
        equal slices of [0, 1) occurs once. Shares come out closer to their chance than independent draws."""
        early, late = self._generators(subject)
        before = int(np.searchsorted(days, self.turn))
        parts = []
        for generator, count in ((early, before), (late, len(days) - before)):
            blocks = -(-count // block) or 1
            slices = generator.permuted(np.tile(np.arange(block), (blocks, 1)), axis=1)
            parts.append(((slices + generator.random((blocks, block))) / block).ravel()[:count])
        return np.concatenate(parts)


def _spread(generator: np.random.Generator, group: NDArray[np.int64], width: int) -> NDArray[np.float64]:
    draws = np.empty((len(group), width))
    for number in np.unique(group):
        rows = np.flatnonzero(group == number)
        slices = generator.permuted(np.tile(np.arange(len(rows))[:, None], (1, width)), axis=0)
        draws[rows] = (slices + generator.random((len(rows), width))) / len(rows)
    return draws
