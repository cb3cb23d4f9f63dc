"""Where the demo city's chance comes from: one seed, in two parts, and a stream of draws for every subject.

A seed's last four digits are its *history*, what stands before them is its *turn*. Draws about events before
the day called `turn` in `rates.toml` depend on the history alone; draws about later events on both. Two seeds
with the same history therefore share everybody who came before that day, and what befell them until then.
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

    def ordered(self, subject: str, days: NDArray[np.int64], width: int = 1) -> NDArray[np.float64]:
        """Draws (len(days), width) for events on days in ascending order."""
        early, late = self._generators(subject)
        before = int(np.searchsorted(days, self.turn))
        return np.vstack([early.random((before, width)), late.random((len(days) - before, width))])

    def even_by(self, subject: str, group: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.float64]:
        """As `even`, for each group by itself, and with the days in any order."""
        draws = np.empty(len(days))
        for number in np.unique(group):
            rows = np.flatnonzero(group == number)
            rows = rows[np.argsort(days[rows], kind="stable")]
            draws[rows] = self.even(f"{subject} {number}", days[rows])
        return draws

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
