"""The attacker of one part, kept from one choice to the next: only the bounds of its programme change.

Going from one cell to another changes two prices, so the primal simplex method goes on from where it stood
and needs some tens of steps. What was seen to move under an earlier choice is looked at again before anything
is solved. Source of the demands: Fischetti & Salazar-González (2001), sections 2 and 4.
"""

from dataclasses import dataclass

import numpy as np

from momentum.methods.disclosure.programme import Programme
from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.cuts import ENOUGH, Asked, Cut, Sides, capacity
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.parts import Part
from momentum.methods.disclosure.protecting.problem import CLOSE, Problem
from momentum.methods.disclosure.protecting.witness import fits

# By how much a published cell counts as moving, in fractions and in whole choices: it makes a demand name
# the fewest cells, among demands that are as strong.
HINT, FAINT = 1e-2, 1e-4
# A hint is never more than this many units: beyond what is asked, how far a cell could move does not matter.
NEAR = 3.0
# The solver counts the seconds of all its solves together; the clock is asked between them.
LONG = 1e6
# Movements remembered for each column.
REMEMBERED = 2


@dataclass
class Single:
    """What an attack on one cell found: whether it is narrow, and the demands that would widen it."""

    narrow: bool
    cuts: list[Cut]


class RepeatedAttack:
    """Attacks on one part under one choice after another.

    `hinted`: published cells move a little, so what is found wide may not be; demands hold all the same.
    """

    def __init__(self, problem: Problem, part: Part, seed: int, *, hinted: bool = True) -> None:
        self.problem, self.part, self.seed, self.hinted = problem, part, seed, hinted
        columns = part.columns
        self.fall, self.rise = problem.fall[columns], problem.rise[columns]
        self.may = problem.may[columns]
        none = np.zeros(len(columns))
        zeros = np.zeros(part.matrix.shape[0])
        self.programme = Programme(
            part.matrix, zeros, zeros, none, none, seed=seed, primal=True, time_limit=LONG
        )
        self.remembered = np.zeros((0, len(columns)))
        self.fresh: list[np.ndarray] = []
        self.low, self.high = none, none.copy()

    def face(self, x: np.ndarray, sides: Sides) -> None:
        """The choice that is attacked from now on, one entry a column of the problem, and what is asked."""
        columns = self.part.columns
        self.asked, self.all = Asked(sides.of(columns), x[columns]), x
        self.x, self.whole = self.asked.x, self.asked.whole
        fall, rise = self.fall * self.x, self.rise * self.x
        if self.hinted:
            hint = np.where(self.may, FAINT if self.whole else HINT, 0.0)
            fall = np.maximum(fall, np.minimum(self.fall, NEAR) * hint)
            rise = np.maximum(rise, np.minimum(self.rise, NEAR) * hint)
        self.programme.limits(-fall, rise)
        self._recall(fall, rise)

    def _recall(self, fall: np.ndarray, rise: np.ndarray) -> None:
        """Start from the movements seen before that are still possible."""
        most = REMEMBERED * len(self.x)
        points = np.vstack([*self.fresh[::-1], self.remembered])[:most] if self.fresh else self.remembered
        self.remembered, self.fresh = points, []
        still = ((points >= -fall - CLOSE / 10) & (points <= rise + CLOSE / 10)).all(axis=1)
        self.low = points[still].min(axis=0, initial=0.0)
        self.high = points[still].max(axis=0, initial=0.0)

    def see(self, moved: Movements) -> None:
        """Take these movements of the whole as seen."""
        self.low = np.minimum(self.low, moved.low[self.part.columns])
        self.high = np.maximum(self.high, moved.high[self.part.columns])

    def narrow(self) -> np.ndarray:
        """Places of the columns not yet seen to move as far as they must."""
        return np.flatnonzero(self.asked.missed(self.low, self.high))

    def is_narrow(self, place: int) -> bool:
        """The same of one column."""
        return bool(self.asked.missed(self.low, self.high, place))

    def run(self, most: int, clock: Clock) -> tuple[list[int], list[Cut]]:
        """Attack what is not seen to be wide, until so many columns of the problem are found narrow."""
        narrow: list[int] = []
        cuts: list[Cut] = []
        for place in np.random.default_rng(self.seed).permutation(self.narrow()):
            if len(narrow) >= most:
                break
            if not self.is_narrow(place):
                continue
            if clock.out():
                narrow.append(int(self.part.columns[place]))
                continue
            found = self.single(int(place))
            if found.narrow:
                narrow.append(int(self.part.columns[place]))
            cuts += found.cuts
        return narrow, cuts

    def single(self, place: int) -> Single:
        """Attack one column."""
        capacities = []
        for sign in (1.0, -1.0):
            solution = self.programme.towards(place, sign)
            if solution is None or not solution.proven or not fits(self.part.matrix, solution.x):
                return Single(True, [])
            np.minimum(self.low, solution.x, out=self.low)
            np.maximum(self.high, solution.x, out=self.high)
            self.fresh.append(solution.x)
            cell, dual = int(self.part.columns[place]), self._everywhere(solution.dual)
            capacities.append(capacity(self.problem, self.problem.relations, cell, sign, dual))
        cuts = self._cuts(place, *capacities)
        return Single(bool(cuts) or self.is_narrow(place), cuts)

    def _everywhere(self, dual: np.ndarray) -> np.ndarray:
        full = np.zeros(self.problem.relations.shape[0])
        full[self.part.rows] = dual
        return full

    def _cuts(self, place: int, up: np.ndarray, down: np.ndarray) -> list[Cut]:
        cell, asked, found = int(self.part.columns[place]), self.asked.sides, []
        for added, need in (
            (up, asked.up[place]),
            (down, asked.down[place]),
            (up + down, asked.width[place]),
        ):
            made = self._demand(cell, np.minimum(added, need), float(need))
            if made is not None:
                found.append(made)
        if not found and self.whole:
            made = self._rounded(cell, up, down, float(asked.width[place]))
            found += [made] if made is not None else []
        return found

    def _demand(self, cell: int, capacity: np.ndarray, need: float) -> Cut | None:
        """These capacities must add up to the need where the cell is withheld; None where they do by now."""
        problem = self.problem
        if need <= 0 or capacity @ self.all > need * self.all[cell] - ENOUGH:
            return None
        # The cell's own capacity and that of cells withheld in every plan are always there.
        need -= float(capacity[problem.must].sum()) + (0.0 if problem.must[cell] else float(capacity[cell]))
        return self._cut(cell, capacity, need)

    def _rounded(self, cell: int, up: np.ndarray, down: np.ndarray, width: float) -> Cut | None:
        """A count is whole: where floor(up) + floor(down) is short, one of the two must reach the next unit.

        Either takes cells that are published now, each by what it adds to the nearer of the two.
        """
        high, low = float(up @ self.all), float(down @ self.all)
        above, below = np.floor(high + CLOSE) + 1.0, width - np.floor(high + CLOSE)
        if low > below - CLOSE:
            return None
        capacity = np.maximum(up / (above - high), down / (below - low))
        capacity[self.all > 0.5] = 0.0
        return self._cut(cell, capacity, 1.0)

    def _cut(self, cell: int, capacity: np.ndarray, need: float) -> Cut | None:
        if need <= CLOSE:
            return None
        useful = self.problem.may & (capacity > CLOSE)
        useful[cell] = False
        columns = np.flatnonzero(useful).astype(np.int64)
        return Cut(cell, columns, np.minimum(capacity[columns], need), need)
