"""Widen what is narrow along the cheapest directions of movement (Cox's network heuristic).

A direction moves cells and keeps every relation; withholding all it touches makes it possible. Many narrow
cells share one direction at first, at a slowly rising price; what is left gets a direction of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.programme import Programme
from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.problem import CLOSE, Problem

# What moving one narrow cell by one unit may cost, in typical cell costs: free moves first.
CHEAP = (0.01, 0.1)
DEAR = (0.3, 1.0, 3.0, 10.0, 100.0, 10_000.0)
FREE = 1e-3


@dataclass
class _Region:
    """Columns that may take part in a movement, and every relation that ties them."""

    columns: np.ndarray
    matrix: sp.csr_matrix


class Repair:
    """Widens a plan in place: `withheld` only grows, so what moved once can always move."""

    def __init__(
        self, problem: Problem, withheld: np.ndarray, moved: Movements, seed: int, clock: Clock
    ) -> None:
        self.problem = problem
        self.withheld = withheld
        self.moved = moved
        self.seed = seed
        self.clock = clock
        costs = problem.cost[problem.may & (problem.fall > 0)]
        self.typical = float(np.median(costs)) if len(costs) else 1.0

    def narrow(self) -> np.ndarray:
        """Withheld columns not yet seen to move as far as required."""
        found: np.ndarray = self.withheld & ~self.moved.met()
        return found

    def copy(self) -> "Repair":
        """The same plan, to try something on."""
        return Repair(self.problem, self.withheld.copy(), self.moved.copy(), self.seed, self.clock)

    def take(self, tried: "Repair") -> None:
        """What was tried on a copy, on top of what is here."""
        self.withheld |= tried.withheld
        self.moved.join(tried.moved)

    def together(self, prices: Sequence[float], columns: np.ndarray | None = None, most: int = 6) -> None:
        """Directions shared by many narrow cells, within these columns, until nothing is gained."""
        random = np.random.default_rng(self.seed)
        region = self._region(columns)
        if not self.narrow()[region.columns].any():
            return
        needs = self.problem.needs
        ask = np.maximum(np.maximum(needs.width, needs.up), needs.down)[region.columns]
        reach = np.where(self.problem.must[region.columns], np.maximum(ask, 1.0), np.inf)
        rise = np.minimum(self.problem.rise[region.columns], reach)
        fall = np.minimum(self.problem.fall[region.columns], reach)
        programme = self._programme(region, rise, fall)
        for price in prices:
            idle = 0
            for _ in range(most):
                todo = self.narrow()[region.columns]
                if idle > 1 or not todo.any() or self.clock.out():
                    break
                signs = np.where(fall < 1, 1.0, random.choice([-1.0, 1.0], size=len(todo)))
                if not self._move(programme, region, todo * signs * price * self.typical):
                    return
                gained = todo.sum() - (todo & self.narrow()[region.columns]).sum()
                idle = idle + 1 if gained < 0.1 * todo.sum() else 0

    def alone_among(self, cell: int, columns: np.ndarray) -> bool:
        """A direction for one cell that moves none but these columns."""
        if not len(columns) or self.moved.met()[cell]:
            return bool(self.moved.met()[cell])
        region = self._region(columns)
        inside = region.columns
        programme = self._programme(region, self.problem.rise[inside], self.problem.fall[inside])
        return self._widened(cell, region, programme)

    def alone(self, cell: int) -> bool:
        """A direction for one cell at whatever it costs; False when nothing that may be withheld helps."""
        return self._widened(cell, *self._everywhere)

    def _widened(self, cell: int, region: _Region, programme: Programme) -> bool:
        if self.moved.met()[cell]:
            return True
        needs = self.problem.needs
        up, down, width = float(needs.up[cell]), float(needs.down[cell]), float(needs.width[cell])
        lower = max(down, min(float(self.problem.fall[cell]), max(width - up, 0.0)))
        ways = [[-lower, max(up, width - lower)]]
        if not down:
            ways.append([max(up, width)])
        return any(self._moves(cell, moves, region, programme) for moves in ways)

    def _moves(self, cell: int, moves: list[float], region: _Region, programme: Programme) -> bool:
        place = int(np.searchsorted(region.columns, cell))
        if place >= len(region.columns) or region.columns[place] != cell:
            return False
        size = len(region.columns)
        rise, fall = float(self.problem.rise[cell]), float(self.problem.fall[cell])
        for move in (move for move in moves if move):
            programme.fix(place, max(move, 0.0))
            programme.fix(place + size, max(-move, 0.0))
            found = self._move(programme, region, np.zeros(size))
            programme.free(place, 0.0, rise)
            programme.free(place + size, 0.0, fall)
            if not found:
                return False
        return bool(self.moved.met()[cell])

    @cached_property
    def _everywhere(self) -> tuple[_Region, Programme]:
        """One programme for all cells: from one cell to the next only two bounds differ."""
        region = self._region(None)
        columns = region.columns
        return region, self._programme(region, self.problem.rise[columns], self.problem.fall[columns])

    def _region(self, columns: np.ndarray | None) -> _Region:
        allowed = self.withheld | self.problem.may
        if columns is not None:
            inside = np.zeros(len(allowed), dtype=bool)
            inside[columns] = True
            allowed &= inside
        taking_part = np.flatnonzero(allowed)
        matrix = self.problem.by_column[:, taking_part].tocsr()
        return _Region(taking_part, matrix[np.flatnonzero(np.diff(matrix.indptr))])

    def _programme(self, region: _Region, rise: np.ndarray, fall: np.ndarray) -> Programme:
        zeros = np.zeros(region.matrix.shape[0])
        return Programme(
            sp.hstack([region.matrix, -region.matrix]).tocsr(),
            zeros,
            zeros,
            np.zeros(2 * len(rise)),
            np.concatenate([rise, fall]),
            seed=self.seed,
            time_limit=self.clock.left(),
        )

    def _move(self, programme: Programme, region: _Region, gain: np.ndarray) -> bool:
        columns = region.columns
        price = np.where(self.withheld[columns], FREE * self.typical, self.problem.cost[columns])
        solution = programme.solve(np.concatenate([price - gain, price + gain]))
        if solution is None or not solution.proven:
            return False
        direction = solution.x[: len(columns)] - solution.x[len(columns) :]
        self.withheld[columns] |= np.abs(direction) > CLOSE
        self.moved.add(columns, direction)
        return True
