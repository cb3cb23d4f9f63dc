"""What follows from one sum at a time, again and again: bounds that hold, found without any solver.

In Σ aⱼ dⱼ = 0 each cell is bounded by what the others can add up to at most. All numbers are whole, so the
arithmetic is exact. Cells that are left without any freedom are known to a reader for certain.
"""

from dataclasses import replace

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System

ENOUGH = 60


def deduce(system: System) -> System:
    """The same system with `down` and `up` as tight as single sums make them."""
    rows = np.repeat(np.arange(system.matrix.shape[0]), np.diff(system.matrix.indptr))
    cells, signs = system.matrix.indices, system.matrix.data
    low, high = -system.down, system.up.copy()
    limit = np.where(system.atmost, system.slack, 0.0)
    equal = ~system.atmost[rows]
    for _ in range(ENOUGH):
        before = low.sum() - high[np.isfinite(high)].sum(), np.isfinite(high).sum()
        _tighten(rows, cells, signs, limit, low, high, np.ones(len(rows), dtype=bool))
        # An equation holds the other way round too.
        _tighten(rows, cells, -signs, limit, low, high, equal)
        if before == (low.sum() - high[np.isfinite(high)].sum(), np.isfinite(high).sum()):
            break
    return replace(system, down=-low, up=high)


def _tighten(
    rows: np.ndarray,
    cells: np.ndarray,
    signs: np.ndarray,
    limit: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    use: np.ndarray,
) -> None:
    """Use Σ aⱼ dⱼ ≤ limit of each row once, in place."""
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
    np.minimum.at(high, cells[upper], np.floor(room[upper] / signs[upper] + 1e-9))
    np.maximum.at(low, cells[lower], np.ceil(room[lower] / signs[lower] - 1e-9))


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
