"""Choosing a multiple of the base for every cell, so that all relations hold and little is changed.

A cell with value t becomes base · (t // base + x): x is 0 or 1, and 0 where t is a multiple (zero-restricted
controlled rounding; Cox & Ernst 1982). Tables of two dimensions, one with a hierarchy, are networks and always
have one; of three dimensions some have none (Causey, Cox & Ernst 1985), and then a cell may go one multiple
further. Many tied cells are rounded from above: first the cells that hold no finest code of the longest
classification, then, within each of the parts that these leave, the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.programme import Programme, Solution
from momentum.methods.disclosure.publication import Near
from momentum.methods.disclosure.rounding.relations import Cells, tied
from momentum.methods.disclosure.tables import CellKey

# Up to so many open cells the least distance is sought to the end; beyond, to within a part of it.
EXACT_CELLS, EXACT_NODES = 2_500, 2_000
GAP, NODES = 0.02, 200
# More tied cells than this are rounded from above, part by part.
AT_ONCE = 10_000
# A grand total is what readers quote: its distance counts so many times.
GRAND = 10.0
# What it costs, in multiples of the base, to tell something else than an earlier edition did, or to go further.
CHANGED, FURTHER = 10.0, 20.0


@dataclass
class Chosen:
    """The rounded value of each column; `wide` columns within two bases; `open` columns without a rounding.

    `bound` is proven to be below the cost, at the weights of `Choice`, of every rounding within the base; None
    where nothing is proven. `timed` when the clock ended a search.
    """

    rounded: np.ndarray
    wide: np.ndarray
    open: np.ndarray
    optimal: bool
    bound: float | None
    timed: bool


class Choice:
    """One search for a rounding of all cells."""

    def __init__(
        self, cells: Cells, base: int, told: Mapping[CellKey, Near], seed: int, time_limit: float
    ) -> None:
        self.cells, self.base, self.seed = cells, base, seed
        self.end = monotonic() + time_limit
        self.floor = cells.values // base
        self.rest = cells.values - base * self.floor
        grand = np.array([not key.at for key in cells.keys], dtype=bool)
        self.weight = np.where(grand, GRAND, 1.0)
        self.up = self.weight * (base - 2 * self.rest) + self._changed(told)
        # The multiple of each column as far as it is chosen.
        self.at = self.floor.copy()
        self.wide = np.zeros(len(self.rest), dtype=bool)
        self.open = np.zeros(len(self.rest), dtype=bool)
        self.optimal, self.timed = True, False
        self.bound: float | None = 0.0

    def _changed(self, told: Mapping[CellKey, Near]) -> np.ndarray:
        """What going up costs more, or less, because an earlier edition told this cell so."""
        more = np.zeros(len(self.rest))
        for column, key in enumerate(self.cells.keys):
            before = told.get(key)
            if before is not None and self.rest[column]:
                low = self.base * int(self.floor[column])
                more[column] += CHANGED * self.base * (before == near(low, self.base - 1))
                more[column] -= CHANGED * self.base * (before == near(low + self.base, self.base - 1))
        return more

    def run(self) -> Chosen:
        """Round each set of tied cells; sets without a rounding within the base get a wider one."""
        open_ = np.flatnonzero(self.rest)
        failed = [part for part in self._tied(open_) if not (self._from_above(part) or self._narrow(part))]
        if failed:
            lost = np.zeros(len(self.rest), dtype=bool)
            lost[np.concatenate(failed)] = True
            for component in self.cells.components:
                if lost[component].any() and not self._wide(component):
                    self.open[component] = True
        return Chosen(self.base * self.at, self.wide, self.open, self.optimal, self.bound, self.timed)

    def _tied(self, columns: np.ndarray) -> list[np.ndarray]:
        relations = sp.vstack([self.cells.additions, self.cells.inclusions]).tocsc()
        return [columns[part] for part in tied(relations[:, columns].tocsr(), len(columns))]

    def _from_above(self, part: np.ndarray) -> bool:
        """Round many tied cells in two steps; False, with nothing changed, where that is not done or fails."""
        finest = self.cells.finest[part]
        if len(part) <= AT_ONCE or finest.all() or not finest.any():
            return False
        before = self.at[part], self.optimal, self.bound
        above, below = part[~finest], part[finest]
        if self._narrow(above, without=below) and all(self._narrow(block) for block in self._tied(below)):
            # Each step is near its own least distance, which proves nothing of both together.
            self.optimal, self.bound = False, None
            return True
        self.at[part], self.optimal, self.bound = before
        return False

    def _narrow(self, part: np.ndarray, without: np.ndarray | None = None) -> bool:
        """Round each cell of `part` up or down, whatever that asks of the cells `without`."""
        one = sp.identity(len(part), format="csr")
        solution = self._solve(part, one, self.up[part], np.ones(len(part)), without)
        if solution is None:
            return False
        self.at[part] += np.rint(solution.x[: len(part)]).astype(np.int64)
        self.optimal = self.optimal and solution.proven and len(part) <= EXACT_CELLS
        self.bound = None if self.bound is None else self.bound + solution.bound
        return True

    def _wide(self, component: np.ndarray) -> bool:
        """Each cell may go one multiple further up or down; what is a multiple may move by one."""
        size = len(component)
        one = sp.identity(size, format="csr")
        far = FURTHER * self.base * self.weight[component]
        cost = np.concatenate([self.up[component], far, far])
        most = np.concatenate([self.rest[component] > 0, np.ones(size), self.floor[component] > 0]).astype(
            float
        )
        self.at[component] = self.floor[component]
        solution = self._solve(component, sp.hstack([one, one, -one]).tocsr(), cost, most)
        if solution is None:
            return False
        up, further, down = np.rint(solution.x[: 3 * size]).astype(np.int64).reshape(3, size)
        self.at[component] += up + further - down
        self.wide[component] = True
        self.optimal, self.bound = False, None
        return True

    def _solve(
        self,
        part: np.ndarray,
        steps: sp.csr_matrix,
        cost: np.ndarray,
        most: np.ndarray,
        without: np.ndarray | None = None,
    ) -> Solution | None:
        """Whole steps of each column of `part` that keep every relation (but those with cells `without`), the other
        columns staying where they are."""
        left = self.end - monotonic()
        if left <= 0:
            self.timed = True
            return None
        exact = len(part) <= EXACT_CELLS
        matrix, low, high = self._relations(part, steps, without)
        # A column that is always 1 carries the distance at the floor, so that the gap is one of distances.
        constant = float((self.weight[part] * self.rest[part]).sum())
        programme = Programme(
            sp.hstack([matrix, sp.csr_matrix((matrix.shape[0], 1))]).tocsr(),
            low,
            high,
            np.append(np.zeros(len(cost)), 1.0),
            np.append(most, 1.0),
            integer=True,
            time_limit=left,
            nodes=EXACT_NODES if exact else NODES,
            gap=0.0 if exact else GAP,
            seed=self.seed,
        )
        solution = programme.solve(np.append(cost, constant))
        self.timed = self.timed or monotonic() >= self.end or (solution is not None and solution.timed)
        if solution is None:
            return None
        moved = matrix @ np.rint(solution.x[:-1])
        return solution if np.all((moved >= low - 0.5) & (moved <= high + 0.5)) else None

    def _relations(
        self, part: np.ndarray, steps: sp.csr_matrix, without: np.ndarray | None
    ) -> tuple[sp.csr_matrix, np.ndarray, np.ndarray]:
        rows, lows, highs = [], [], []
        for relations, is_sum in ((self.cells.additions, True), (self.cells.inclusions, False)):
            inside = relations[:, part]
            touched = np.diff(inside.indptr) > 0
            if without is not None:
                touched &= np.diff(relations[:, without].indptr) == 0
            missing = -(relations[touched].astype(np.int64) @ self.at).astype(float)
            rows.append(inside[touched] @ steps)
            highs.append(missing)
            lows.append(missing if is_sum else np.full(len(missing), -np.inf))
        return sp.vstack(rows).tocsr(), np.concatenate(lows), np.concatenate(highs)


def near(value: int, around: int) -> Near:
    """What a rounded value tells of the true one."""
    return Near(max(0, value - around), value + around)
