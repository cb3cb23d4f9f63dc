"""What follows from one sum at a time, again and again: bounds that hold, found without any solver.

In Σ aⱼ dⱼ = 0 each cell is bounded by what the others can add up to at most. All numbers are whole, so the
arithmetic is exact. Cells that are left without any freedom are known to a reader for certain.
"""

from dataclasses import dataclass, replace

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System

ENOUGH = 60
MOST = 40


@dataclass
class Deduced:
    """The same system with `down` and `up` as tight as single sums make them.

    of_low, of_high   by place the relation that gave the bound last (−1: none did).
    """

    system: System
    of_low: np.ndarray
    of_high: np.ndarray

    def relations_behind(self, place: int) -> np.ndarray:
        """The relations that gave the bounds of a place, and those of the cells in them, and so on."""
        found: set[int] = set()
        cells = [place]
        while cells and len(found) < MOST:
            cell = cells.pop(0)
            for row in {int(self.of_low[cell]), int(self.of_high[cell])} - {-1} - found:
                found.add(row)
                cells += self.system.matrix[[row]].indices.tolist()
        return np.array(sorted(found), dtype=int)


def deduce(system: System) -> Deduced:
    """What single sums tell of every cell."""
    rows = np.repeat(np.arange(system.matrix.shape[0]), np.diff(system.matrix.indptr))
    entries = _Entries(rows, system.matrix.indices, system.matrix.data)
    turned = _Entries(rows, system.matrix.indices, -system.matrix.data)
    low, high = -system.down, system.up.copy()
    of_low, of_high = np.full(len(low), -1), np.full(len(low), -1)
    limit = np.where(system.atmost, system.slack, 0.0)
    for _ in range(ENOUGH):
        before = low.copy(), high.copy()
        _tighten(entries, limit, low, high, of_low, of_high, np.ones(len(rows), dtype=bool))
        # An equation holds the other way round too.
        _tighten(turned, limit, low, high, of_low, of_high, ~system.atmost[rows])
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return Deduced(replace(system, down=-low, up=high), of_low, of_high)


@dataclass
class _Entries:
    rows: np.ndarray
    cells: np.ndarray
    signs: np.ndarray


def _tighten(
    entries: _Entries,
    limit: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    of_low: np.ndarray,
    of_high: np.ndarray,
    use: np.ndarray,
) -> None:
    """Use Σ aⱼ dⱼ ≤ limit of each row once, in place."""
    rows, cells, signs = entries.rows, entries.cells, entries.signs
    least = signs * np.where(signs > 0, low[cells], high[cells])
    endless = np.isinf(least)
    finite = np.where(endless, 0.0, least)
    size = len(limit)
    of_row = np.bincount(rows, finite, size)[rows] - finite
    endless_others = np.bincount(rows, endless, size)[rows] - endless > 0
    room = limit[rows] - of_row
    usable = use & ~endless_others
    upper, lower = usable & (signs > 0), usable & (signs < 0)
    # Coefficients other than ±1 (a cell twice in one sum) are divided and rounded inward.
    tops = np.floor(room[upper] / signs[upper] + 1e-9)
    bottoms = np.ceil(room[lower] / signs[lower] - 1e-9)
    was = low.copy(), high.copy()
    np.minimum.at(high, cells[upper], tops)
    np.maximum.at(low, cells[lower], bottoms)
    gave = (tops == high[cells[upper]]) & (high < was[1])[cells[upper]]
    of_high[cells[upper][gave]] = rows[upper][gave]
    gave = (bottoms == low[cells[lower]]) & (low > was[0])[cells[lower]]
    of_low[cells[lower][gave]] = rows[lower][gave]


def without_known(system: System) -> tuple[System, np.ndarray]:
    """The system of the cells that are still open, and their places in the one given."""
    free = np.flatnonzero((system.down > 0) | (system.up > 0))
    matrix = system.matrix[:, free].tocsr()
    rows = np.flatnonzero(np.diff(matrix.indptr))
    return (
        System(
            system.columns[free],
            system.numbers[rows],
            matrix[rows],
            system.atmost[rows],
            system.slack[rows],
            system.down[free],
            system.up[free],
        ),
        free,
    )
