"""Choosing a multiple of the base for every cell, so that all relations hold and little is changed.

A cell with value t becomes base · (t // base + x): x is 0 or 1, and 0 where t is a multiple (zero-restricted
controlled rounding; Cox & Ernst 1982). Tables of two dimensions, one with a hierarchy, are networks and always
have one; of three dimensions some have none (Causey, Cox & Ernst 1985), and then a cell may go one multiple
further.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.protecting.programme import Programme, Solution
from momentum.methods.disclosure.publication import Near
from momentum.methods.disclosure.rounding.relations import Cells, tied
from momentum.methods.disclosure.tables import CellKey

# Up to so many open cells the least distance is sought to the end; beyond, to within a part of it.
EXACT_CELLS, EXACT_NODES = 2_500, 2_000
GAP, NODES = 0.02, 200
# A grand total is what readers quote: its distance counts so many times.
GRAND = 10.0
# What it costs, in multiples of the base, to tell something else than an earlier edition did, or to go further.
CHANGED, FURTHER = 10.0, 20.0


@dataclass
class Chosen:
    """The rounded value of each column; `wide` columns within two bases; `open` columns without a rounding.

    `optimal` when no rounding within the base is nearer; `timed` when the clock ended a search.
    """

    rounded: np.ndarray
    wide: np.ndarray
    open: np.ndarray
    optimal: bool = True
    timed: bool = False


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
        size = len(self.rest)
        found = Chosen(
            self.base * self.floor, np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), True, False
        )
        open_ = np.flatnonzero(self.rest)
        relations = sp.vstack([self.cells.additions, self.cells.inclusions]).tocsc()
        parts = [open_[part] for part in tied(relations[:, open_].tocsr(), len(open_))]
        failed = [part for part in parts if not self._narrow(part, found)]
        if failed:
            lost = np.zeros(size, dtype=bool)
            lost[np.concatenate(failed)] = True
            for component in self.cells.components:
                if lost[component].any() and not self._wide(component, found):
                    found.open[component] = True
        return found

    def _narrow(self, part: np.ndarray, found: Chosen) -> bool:
        solution = self._solve(part, sp.identity(len(part), format="csr"), self.up[part], np.ones(len(part)))
        if solution is None:
            found.timed = found.timed or monotonic() >= self.end
            return False
        found.rounded[part] += self.base * np.rint(solution.x[: len(part)]).astype(np.int64)
        found.optimal = found.optimal and solution.proven and len(part) <= EXACT_CELLS
        found.timed = found.timed or solution.timed
        return True

    def _wide(self, component: np.ndarray, found: Chosen) -> bool:
        """Each cell may go one multiple further up or down; what is a multiple may move by one."""
        size = len(component)
        one = sp.identity(size, format="csr")
        rest, weight = self.rest[component], self.weight[component]
        far = FURTHER * self.base * weight
        cost = np.concatenate([self.up[component], far, far])
        most = np.concatenate([rest > 0, np.ones(size), self.floor[component] > 0]).astype(float)
        solution = self._solve(component, sp.hstack([one, one, -one]).tocsr(), cost, most)
        if solution is None:
            found.timed = found.timed or monotonic() >= self.end
            return False
        steps = np.rint(solution.x[: 3 * size]).astype(np.int64).reshape(3, size)
        found.rounded[component] = self.base * (self.floor[component] + steps[0] + steps[1] - steps[2])
        found.wide[component] = True
        found.optimal = False
        found.timed = found.timed or solution.timed
        return True

    def _solve(
        self, part: np.ndarray, steps: sp.csr_matrix, cost: np.ndarray, most: np.ndarray
    ) -> Solution | None:
        """Whole steps of each column of `part` that keep every relation, the others staying at their floor."""
        left = self.end - monotonic()
        if left <= 0:
            return None
        exact = len(part) <= EXACT_CELLS
        matrix, low, high = self._relations(part, steps)
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
        if solution is None:
            return None
        moved = matrix @ np.rint(solution.x[:-1])
        return solution if np.all((moved >= low - 0.5) & (moved <= high + 0.5)) else None

    def _relations(
        self, part: np.ndarray, steps: sp.csr_matrix
    ) -> tuple[sp.csr_matrix, np.ndarray, np.ndarray]:
        rows, lows, highs = [], [], []
        for relations, is_sum in ((self.cells.additions, True), (self.cells.inclusions, False)):
            inside = relations[:, part]
            touched = np.flatnonzero(np.diff(inside.indptr))
            missing = -(relations[touched].astype(np.int64) @ self.floor).astype(float)
            rows.append(inside[touched] @ steps)
            highs.append(missing)
            lows.append(missing if is_sum else np.full(len(touched), -np.inf))
        return sp.vstack(rows).tocsr(), np.concatenate(lows), np.concatenate(highs)


def near(value: int, around: int) -> Near:
    """What a rounded value tells of the true one."""
    return Near(max(0, value - around), value + around)
