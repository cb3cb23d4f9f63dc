"""Widen what is narrow along the cheapest directions of movement (Cox's network heuristic).

A direction moves cells and keeps every relation; withholding all it touches makes it possible. Many narrow
cells share one direction at first, at a slowly rising price; what is left gets a direction of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.protecting.attack import CLOSE, RISE, whole_width
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.programme import Programme

if TYPE_CHECKING:
    from momentum.methods.disclosure.protecting.suppression import Task

# What moving one narrow cell by one person may cost, in typical cell costs: free moves first.
CHEAP = (0.01, 0.1)
DEAR = (0.3, 1.0, 3.0, 10.0, 100.0, 10_000.0)
FREE = 1e-4


class Repair:
    """Widens a plan in place: `withheld` only grows, so what moved once can always move.

    low, high  the farthest movements seen so far of each column.
    """

    def __init__(self, task: "Task", withheld: np.ndarray, required: np.ndarray, clock: Clock) -> None:
        self.task = task
        self.withheld = withheld
        self.required = required
        self.clock = clock
        self.low, self.high = np.zeros(len(withheld)), np.zeros(len(withheld))
        self.may = withheld | task.candidate
        self.fall = np.where(self.may, task.system.values - task.system.lower, 0.0)

    def narrow(self) -> np.ndarray:
        """Withheld columns not yet seen to move as far as required."""
        return self.withheld & (whole_width(self.low, self.high) < self.required)

    def together(self, prices: Sequence[float]) -> None:
        """Directions shared by many narrow cells, until nothing is gained."""
        random = np.random.default_rng(self.task.seed)
        rise = np.where(self.may, np.where(self.task.primary, self.required, RISE), 0.0)
        programme = self._programme(rise, np.minimum(self.fall, rise))
        typical = float(np.median(self.task.cost[self.task.candidate])) if self.task.candidate.any() else 1.0
        for price in prices:
            idle = 0
            while idle < 2 and not self.clock.out():
                todo = self.narrow()
                if not todo.any():
                    return
                signs = np.where(self.fall < 1, 1.0, random.choice([-1.0, 1.0], size=len(todo)))
                if not self._move(programme, todo * signs * price * typical):
                    return
                gained = todo.sum() - (todo & self.narrow()).sum()
                idle = idle + 1 if gained < 0.1 * todo.sum() else 0

    def alone(self, cell: int) -> bool:
        """A direction for one cell at whatever it costs; False when nothing that may be withheld helps."""
        if whole_width(self.low, self.high)[cell] >= self.required[cell]:
            return True
        need = float(self.required[cell])
        down = min(float(self.fall[cell]), need)
        return self._moves(cell, [-down, need - down]) or self._moves(cell, [need])

    def _moves(self, cell: int, moves: list[float]) -> bool:
        rise = np.where(self.may, RISE, 0.0)
        programme = self._programme(rise, np.minimum(self.fall, rise))
        for move in (move for move in moves if move):
            programme.fix(cell, max(move, 0.0))
            programme.fix(cell + len(self.may), max(-move, 0.0))
            if not self._move(programme, np.zeros(len(self.may))):
                return False
        return True

    def _programme(self, rise: np.ndarray, fall: np.ndarray) -> Programme:
        relations = self.task.system.relations
        zeros = np.zeros(relations.shape[0])
        return Programme(
            sp.hstack([relations, -relations]).tocsr(),
            zeros,
            zeros,
            np.zeros(2 * len(self.may)),
            np.concatenate([rise, fall]),
            seed=self.task.seed,
        )

    def _move(self, programme: Programme, gain: np.ndarray) -> bool:
        price = np.where(self.withheld, FREE, self.task.cost)
        solution = programme.solve(np.concatenate([price - gain, price + gain]))
        if solution is None or not solution.proven:
            return False
        direction = solution.x[: len(self.may)] - solution.x[len(self.may) :]
        self.withheld |= np.abs(direction) > CLOSE
        np.minimum(self.low, direction, out=self.low)
        np.maximum(self.high, direction, out=self.high)
        return True
