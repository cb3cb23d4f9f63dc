"""Tables that fit and differ from the true one in few cells: one cell goes far enough, and few others give way.

Whoever knows none of the cells that give way cannot tell such a table from the true one; so a handful of them,
each around another holder, settles a cell against everybody.
"""

from collections.abc import Iterator
from time import monotonic

import highspy
import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.programmes import Quiet, model, relations

# A cell that gives way moves by no more than this many times the largest need.
REACH = 20.0


class Detours:
    """Some cells of a system set free, the others at their true values."""

    def __init__(self, system: System, needs: Needs, cells: np.ndarray, deadline: float) -> None:
        self.block = system.free(cells)
        self.needs = needs.at(cells)
        self.deadline = deadline
        reach = REACH * max(1.0, needs.most)
        # Each deviation is a rise less a fall, so that moving at all has its price.
        self.most = np.concatenate([np.minimum(self.block.up, reach), np.minimum(self.block.down, reach)])
        rows = relations(self.block)
        both = sp.hstack([rows, -rows]).tocsr()
        self.solver = Quiet()
        self.solver.passModel(
            model(self.block, both, np.ones(len(self.most)), np.zeros(len(self.most)), self.most)
        )

    def around(self, at: int, held: np.ndarray) -> list[np.ndarray] | None:
        """Deviations that show cell number `at` to be wide and leave these cells alone; None where none were found."""
        self._bounds(held, np.zeros(2 * len(held)))
        found = next((shown for ways in self._ways(at) if (shown := self._all(at, ways)) is not None), None)
        self._bounds(held, self.most[np.concatenate([held, held + len(self.block.cells)])])
        return found

    def _ways(self, at: int) -> Iterator[list[float]]:
        """Moves of a cell that are enough together: the fewest first."""
        width, below, above = (
            float(each[at]) for each in (self.needs.width, self.needs.below, self.needs.above)
        )
        if not below:
            yield [max(above, width)]
        lower = max(below, min(float(self.block.down[at]), width - above))
        yield [move for move in (-lower, max(above, width - lower)) if move]

    def _all(self, at: int, moves: list[float]) -> list[np.ndarray] | None:
        shown = []
        for move in moves:
            d = self._move(at, move)
            if d is None:
                return None
            shown.append(d)
        return shown

    def _move(self, at: int, by: float) -> np.ndarray | None:
        size = len(self.block.cells)
        if monotonic() > self.deadline or by > self.most[at] or -by > self.most[at + size]:
            return None
        both = np.array([at, at + size], dtype=np.int32)
        moved = np.array([max(by, 0.0), max(-by, 0.0)])
        before = self.most[both]
        self.solver.changeColsBounds(2, both, moved, moved)
        self.solver.run()
        self.solver.changeColsBounds(2, both, np.zeros(2), before)
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        x = np.array(self.solver.getSolution().col_value)
        d: np.ndarray = x[:size] - x[size:]
        d[np.abs(d) < 1e-9] = 0.0
        whole = np.round(d)
        if np.all(np.abs(d - whole) < 1e-6):
            d = whole
        # The solver's word is not enough.
        return d if self.block.fits(d) and d[at] == by else None

    def _bounds(self, held: np.ndarray, most: np.ndarray) -> None:
        if len(held):
            both = np.concatenate([held, held + len(self.block.cells)]).astype(np.int32)
            self.solver.changeColsBounds(len(both), both, np.zeros(len(both)), most)


class Unaware:
    """Which holders could still learn a cell: everybody, until detours around each of them are seen."""

    def __init__(self, detours: Detours, at: np.ndarray, who: np.ndarray) -> None:
        """`at` and `who`: number of a cell of the detours, and a holder that knows it."""
        self.detours = detours
        order = np.lexsort((who, at))
        self.at, self.who = at[order], who[order]
        self.left: dict[int, set[int]] = {}

    def of(self, cell: int) -> set[int]:
        """The holders that know a cell."""
        first, last = np.searchsorted(self.at, [cell, cell + 1])
        return set(self.who[first:last].tolist())

    def look(self, cell: int) -> set[int] | None:
        """The holders around whom no detour was found; None where none was found at all."""
        if cell not in self.left and not self._found(cell, np.zeros(0, dtype=int)):
            return None
        tried: set[int] = set()
        while more := sorted(self.left[cell] - tried):
            tried.add(more[0])
            self._found(cell, self.at[self.who == more[0]])
        return self.left[cell]

    def _found(self, cell: int, held: np.ndarray) -> bool:
        shown = self.detours.around(cell, held)
        if shown is None:
            return False
        low, high = np.minimum.reduce([*shown, 0 * shown[0]]), np.maximum.reduce([*shown, 0 * shown[0]])
        moved = np.flatnonzero(low < high)
        aware = set(self.who[np.isin(self.at, moved)].tolist())
        # What shows one cell to be wide often shows others.
        for each in moved[self.detours.needs.met(low, high)[moved]].tolist():
            self.left[each] = (self.left.get(each, aware) & aware) - self.of(each)
        return True
