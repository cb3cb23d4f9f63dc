"""Widen narrow cells one at a time along the cheapest direction of movement (Cox's network heuristic)."""

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.attack import RISE
from momentum.methods.disclosure.programme import Programme

if TYPE_CHECKING:
    from momentum.methods.disclosure.suppression import Task


def widen(task: "Task", withheld: np.ndarray, narrow: list[int], required: np.ndarray) -> list[int]:
    """Withhold (in place) what lets each narrow cell move as far as required.

    Returns the cells for which no direction exists even when everything that may be withheld is.
    """
    fall = task.system.values - task.system.lower
    unmet = []
    low, high = np.zeros(len(withheld)), np.zeros(len(withheld))
    for cell in narrow:
        need = required[cell]
        if high[cell] - low[cell] >= need:
            continue
        down = min(fall[cell], need)
        directions = _directions(task, withheld, cell, [(-down,), (need - down,)])
        if directions is None:
            directions = _directions(task, withheld, cell, [(need,)])
        if directions is None:
            unmet.append(cell)
            continue
        for direction in directions:
            withheld |= np.abs(direction) > 1e-6
            low, high = np.minimum(low, direction), np.maximum(high, direction)
    return unmet


def _directions(
    task: "Task", withheld: np.ndarray, cell: int, moves: list[tuple[float]]
) -> list[np.ndarray] | None:
    """For each wanted movement of `cell`, the feasible deviations of all cells that cost least."""
    found = []
    may = withheld | task.candidate
    fall = np.where(may, np.minimum(task.system.values - task.system.lower, RISE), 0.0)
    rise = np.where(may, RISE, 0.0)
    price = np.where(withheld, 1e-4, task.cost)
    relations = task.system.relations
    zeros = np.zeros(relations.shape[0])
    for (move,) in moves:
        if move == 0:
            continue
        lower = np.zeros(2 * len(may))
        upper = np.concatenate([rise, fall])
        up, down = cell, cell + len(may)
        for column in (up, down):
            lower[column] = upper[column] = 0.0
        wanted = up if move > 0 else down
        lower[wanted] = upper[wanted] = abs(move)
        programme = Programme(
            sp.hstack([relations, -relations]).tocsr(), zeros, zeros, lower, upper, seed=task.seed
        )
        solution = programme.solve(np.concatenate([price, price]))
        if solution is None or not solution.proven:
            return None
        found.append(solution.x[: len(may)] - solution.x[len(may) :])
    return found
