"""What holders learn from one sum alone, by subtracting the cells they know."""

from collections.abc import Sequence

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.exact import Bounds, far
from momentum.methods.disclosure.auditing.needs import Needs


def learns_from_one_sum(
    system: System, needs: Needs, place: int, others: Sequence[int], known: np.ndarray, who: np.ndarray
) -> tuple[int, Bounds] | None:
    """The first of these holders to whom a single sum says too much of a place; `known`, `who`: pairs, sorted."""
    end, count = far(system, needs), int(who.max()) + 1
    low = np.full(count, -min(end, float(system.down[place])))
    high = np.full(count, min(end, float(system.up[place])))
    for row in system.touching(np.array([place])).tolist():
        if system.atmost[row]:
            continue
        entries = slice(system.matrix.indptr[row], system.matrix.indptr[row + 1])
        cells, signs = system.matrix.indices[entries], system.matrix.data[entries]
        same = signs == signs[cells == place]
        cells, same = cells[cells != place], same[cells != place]
        down, up = np.minimum(system.down[cells], end), np.minimum(system.up[cells], end)
        for_rise, for_fall = np.where(same, down, up), np.where(same, up, down)
        at, knower = _pairs(cells, known, who)
        high = np.minimum(high, for_rise.sum() - np.bincount(knower, for_rise[at], count))
        low = np.maximum(low, np.bincount(knower, for_fall[at], count) - for_fall.sum())
    need = needs.at(np.array([place]))
    for number in others:
        if not need.met(low[number : number + 1], high[number : number + 1]).all():
            return number, Bounds(float(low[number]), float(high[number]), "linear")
    return None


def _pairs(cells: np.ndarray, known: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(number of the cell, holder) for these cells."""
    first, last = np.searchsorted(known, cells), np.searchsorted(known, cells, side="right")
    at = np.repeat(np.arange(len(cells)), last - first)
    take = [np.arange(i, j) for i, j in zip(first.tolist(), last.tolist(), strict=True) if j > i]
    return at, who[np.concatenate(take)] if take else np.zeros(0, dtype=int)
