"""The protector's own attacker: how far each withheld cell can move, and what would let it move further.

Movements z away from the true values: relations @ z = 0, a cell withheld moves between −fall and rise, a
published one stays. A choice in fractions moves by fractions of that. Source: Fischetti & Salazar-González
(2001), sections 2 and 4.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.programme import Programme, Solution
from momentum.methods.disclosure.protecting.cuts import ENOUGH, Asked, Cut, Sides, capacity, cut, sides
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.parts import Part
from momentum.methods.disclosure.protecting.problem import CLOSE, Problem

# A published cell counts as moving by this fraction where cuts are made: it makes them ask for less.
HINT = 0.01


class Movements:
    """The farthest movements seen of each column of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.needs = problem.needs
        self.low, self.high = np.zeros(len(problem.fall)), np.zeros(len(problem.fall))

    def copy(self) -> "Movements":
        """The same, to go on from."""
        found = copy(self)
        found.low, found.high = self.low.copy(), self.high.copy()
        return found

    def add(self, columns: np.ndarray, point: np.ndarray) -> None:
        """Remember a movement that keeps every relation; all other columns stay."""
        self.low[columns] = np.minimum(self.low[columns], point)
        self.high[columns] = np.maximum(self.high[columns], point)

    def join(self, other: "Movements") -> None:
        """Remember what was seen elsewhere too."""
        np.minimum(self.low, other.low, out=self.low)
        np.maximum(self.high, other.high, out=self.high)

    def moving(self) -> np.ndarray:
        """Which columns were seen to move at all."""
        found: np.ndarray = (self.low < -CLOSE) | (self.high > CLOSE)
        return found

    def met(self) -> np.ndarray:
        """Which columns were seen to move as far as they must."""
        return self.needs.met(self.low, self.high)


@dataclass
class Verdict:
    """What is narrow in a part (columns of the problem), and the demands that would widen it."""

    narrow: list[int]
    cuts: list[Cut]
    work: int = 0


class Attack:
    """Attacks on parts of a problem."""

    def __init__(self, problem: Problem, seed: int, clock: Clock) -> None:
        self.problem = problem
        self.seed = seed
        self.clock = clock
        self.sides: Sides = sides(problem)
        self.reach = max(6.0, 2.0 * float(problem.needs.width.max(initial=0)))

    def on(
        self, part: Part, x: np.ndarray, most: int = 1_000_000, *, seen: Movements | None = None
    ) -> Verdict:
        """Attack one part under this choice; at most so many cells are found narrow one by one.

        `seen` are movements known to be possible: cells they show to be wide are not asked about.
        """
        attempt = _Attempt(self, part, x)
        if seen is None:
            attempt.batches(8)
        else:
            attempt.low, attempt.high = seen.low[part.columns], seen.high[part.columns]
        return attempt.run(most)


class _Attempt:
    def __init__(self, attack: Attack, part: Part, x: np.ndarray) -> None:
        problem = attack.problem
        self.attack, self.part = attack, part
        columns = part.columns
        self.rows = problem.relations[part.rows]
        self.all = x
        self.asked = Asked(attack.sides.of(columns), x[columns])
        self.x = self.asked.x
        self.fall, self.rise = problem.fall[columns], problem.rise[columns]
        self.low, self.high = np.zeros(len(columns)), np.zeros(len(columns))
        self.work = 0

    def narrow(self) -> np.ndarray:
        """Columns of the part not seen to move as far as they must."""
        return self.asked.missed(self.low, self.high)

    def run(self, most: int) -> Verdict:
        """Ask about each cell that is not wide by now."""
        narrow: list[int] = []
        cuts: list[Cut] = []
        todo = np.flatnonzero(self.narrow())
        if not len(todo):
            return Verdict([], [], self.work)
        order = np.random.default_rng(self.attack.seed).permutation(todo)
        effective = np.where(self.attack.problem.may[self.part.columns], np.maximum(self.x, HINT), self.x)
        programme = self._programme(self.part.matrix, self.fall * effective, self.rise * effective)
        for position in order:
            if len(narrow) >= most:
                break
            if self.asked.missed(self.low, self.high, int(position)):
                if self.attack.clock.out():
                    narrow.append(int(self.part.columns[position]))
                    continue
                cell, found = self.single(programme, int(position))
                if cell:
                    narrow.append(int(self.part.columns[position]))
                cuts += found
        return Verdict(narrow, cuts, self.work)

    def batches(self, most: int) -> None:
        """Points at which many cells have moved at once, in random directions."""
        random = np.random.default_rng(self.attack.seed)
        # What is published does not move: the programme is smaller without it.
        free = np.flatnonzero(self.x > CLOSE)
        matrix = self.part.matrix[:, free].tocsr()
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
        fall, rise = (
            np.minimum(bound[free], self.attack.reach) * self.x[free] for bound in (self.fall, self.rise)
        )
        programme: Programme | None = None
        idle = 0
        for _ in range(most):
            todo = self.narrow()[free]
            if idle > 1 or not todo.any() or self.attack.clock.out():
                return
            programme = programme or self._programme(matrix, fall, rise)
            signs = np.where(self.fall[free] < 1, 1.0, random.choice([-1.0, 1.0], size=len(todo)))
            for way in (-1.0, 1.0):
                self.move(programme.solve(np.where(todo, way * signs, 0.0)), free)
            gained = todo.sum() - self.narrow().sum()
            idle = idle + 1 if gained < 0.1 * todo.sum() else 0

    def move(self, solution: Solution | None, columns: np.ndarray | slice) -> None:
        """Remember how far these columns moved, where that is certain."""
        if solution is not None and solution.proven:
            self.work += solution.work
            self.low[columns] = np.minimum(self.low[columns], solution.x)
            self.high[columns] = np.maximum(self.high[columns], solution.x)

    def single(self, programme: Programme, position: int) -> tuple[bool, list[Cut]]:
        """Whether this cell is narrow, with the cuts that would widen it."""
        cell = int(self.part.columns[position])
        capacities = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.x))
            cost[position] = -sign
            solution = programme.solve(cost)
            if solution is None or not solution.proven:
                return True, []
            self.move(solution, slice(None))
            capacities.append(capacity(self.attack.problem, self.rows, cell, sign, solution.dual))
        found = []
        sides = self.attack.sides
        for added, need in (
            (capacities[0], sides.up[cell]),
            (capacities[1], sides.down[cell]),
            (capacities[0] + capacities[1], sides.width[cell]),
        ):
            columns = np.flatnonzero(added > CLOSE)
            added = np.minimum(added[columns], need)
            if need > 0 and added @ self.all[columns] < need * self.x[position] - ENOUGH:
                demand = cut(self.attack.problem, cell, columns, added, float(need))
                if demand is not None:
                    found.append(demand)
        return bool(found) or bool(self.asked.missed(self.low, self.high, position)), found

    def _programme(self, matrix: sp.csr_matrix, fall: np.ndarray, rise: np.ndarray) -> Programme:
        zeros = np.zeros(matrix.shape[0])
        return Programme(
            matrix,
            zeros,
            zeros,
            -fall,
            rise,
            seed=self.attack.seed,
            time_limit=self.attack.clock.left(),
        )
