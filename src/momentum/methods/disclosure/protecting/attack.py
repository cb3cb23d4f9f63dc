"""The protector's own attacker: how far each withheld cell can move, and what would let it move further.

Deviations z from the true values: relations @ z = 0, published cells do not move, a withheld cell falls
no lower than the attacker's bound. Source: Fischetti & Salazar-González (2001), sections 2 and 4.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.programme import Programme, Solution
from momentum.methods.disclosure.protecting.system import System

# A cell is never asked to rise by more than this: a tighter attacker than the real one, so a safe choice.
RISE = 60.0
CLOSE = 1e-6


@dataclass
class Component:
    """Withheld cells tied to each other: their columns and the relations among them."""

    columns: np.ndarray
    rows: np.ndarray
    matrix: sp.csr_matrix
    fall: np.ndarray

    def programme(self, rise: float, seed: int) -> Programme:
        """The attacker's programme with every movement at most `rise`."""
        zeros = np.zeros(len(self.rows))
        return Programme(
            self.matrix,
            zeros,
            zeros,
            -np.minimum(self.fall, rise),
            np.full(len(self.columns), rise),
            seed=seed,
        )


@dataclass(frozen=True)
class Cut:
    """Withholding must satisfy coefficients @ x ≥ need for this cell, or the cell stays narrow."""

    cell: int
    columns: np.ndarray
    coefficients: np.ndarray
    need: float

    def holds(self, withheld: np.ndarray) -> bool:
        """Whether this choice meets the cut."""
        return bool(self.coefficients[withheld[self.columns]].sum() > self.need - CLOSE)


def components(system: System, withheld: np.ndarray, asked: np.ndarray) -> list[Component]:
    """The connected components of the withheld cells (slacks always move) that hold a cell asked about."""
    moving = np.flatnonzero(withheld)
    if not len(moving):
        return []
    part = system.relations[:, moving]
    rows = np.flatnonzero(np.diff(part.indptr))
    part = part[rows]
    _, labels = connected_components(abs(part.T) @ abs(part), directed=False)
    row_labels = labels[part.indices[part.indptr[:-1]]]
    fall = system.values - system.lower
    found = []
    for label in np.unique(labels[asked[moving]]):
        inside = np.flatnonzero(labels == label)
        across = np.flatnonzero(row_labels == label)
        columns = moving[inside]
        found.append(Component(columns, rows[across], part[across][:, inside].tocsr(), fall[columns]))
    return found


class Attack:
    """What is narrow in a plan, with the cuts that would widen it."""

    def __init__(self, system: System, required: np.ndarray, seed: int, clock: Clock) -> None:
        self.system = system
        self.required = required
        self.seed = seed
        self.clock = clock
        self.columns_left = 0
        self.fall = system.values - system.lower

    def narrow(self, withheld: np.ndarray, columns: int) -> tuple[list[int], list[Cut]]:
        """Columns whose interval is narrower than required or was not checked.

        Those proven narrow come with the cut that would widen them. `columns` limits the work: the sum of
        the sizes of programmes solved for single cells.
        """
        self.columns_left = columns
        cells: list[int] = []
        cuts: list[Cut] = []
        for component in components(self.system, withheld, self.required > 0):
            more_cells, more_cuts = self._component(component)
            cells += more_cells
            cuts += more_cuts
        return cells, cuts

    def _component(self, component: Component) -> tuple[list[int], list[Cut]]:
        need = self.required[component.columns]
        low, high = np.zeros(len(need)), np.zeros(len(need))
        if not len(component.rows):
            return [], []
        self._witness(component, need, low, high)
        cells: list[int] = []
        cuts: list[Cut] = []
        exact: Programme | None = None
        order = np.random.default_rng(self.seed).permutation(np.flatnonzero(whole_width(low, high) < need))
        for position in order:
            if whole_width(low, high)[position] >= need[position]:
                continue
            exact = exact or component.programme(RISE, self.seed)
            duals = []
            for sign in (1, -1):
                cost = np.zeros(len(need))
                cost[position] = -sign
                solution = self._solve(exact, cost)
                if solution is None or not solution.proven:
                    break
                low, high = np.minimum(low, solution.x), np.maximum(high, solution.x)
                duals.append((cost, solution.dual))
            if whole_width(low, high)[position] < need[position]:
                cells.append(int(component.columns[position]))
                if len(duals) == 2:
                    cuts.append(self._cut(component, int(position), duals, need[position]))
        return cells, cuts

    def _solve(self, exact: Programme, cost: np.ndarray) -> Solution | None:
        if self.columns_left <= 0 or self.clock.out():
            return None
        self.columns_left -= len(cost)
        return exact.solve(cost)

    def _witness(self, component: Component, need: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Find points of the polytope that move many cells at once; updates `low` and `high`."""
        random = np.random.default_rng(self.seed)
        programme = component.programme(max(2 * need.max(), 6.0), self.seed)
        fruitless = 0
        while fruitless < 2 and not self.clock.out():
            todo = whole_width(low, high) < need
            if not todo.any():
                return
            signs = random.choice([-1.0, 1.0], size=len(need))
            stuck = component.fall < 1
            before = int(todo.sum())
            for way in (1, -1):
                solution = programme.solve(np.where(todo, np.where(stuck, -1.0, way * signs), 0.0))
                if solution is not None and solution.proven:
                    np.minimum(low, solution.x, out=low)
                    np.maximum(high, solution.x, out=high)
            after = int((whole_width(low, high) < need).sum())
            fruitless = fruitless + 1 if after > 0.9 * before else 0

    def _cut(
        self,
        component: Component,
        position: int,
        duals: list[tuple[np.ndarray, np.ndarray]],
        need: float,
    ) -> Cut:
        """How much each cell, were it withheld, could add to the width (duality of the two programmes)."""
        total = np.zeros(len(self.fall))
        relations = self.system.relations[component.rows]
        for cost, dual in duals:
            reduced = -(relations.T @ dual)
            reduced[component.columns] += cost
            total += np.where(reduced < -CLOSE, -reduced * RISE, 0.0)
            total += np.where(reduced > CLOSE, reduced * self.fall, 0.0)
        cell = int(component.columns[position])
        columns = np.flatnonzero(total > CLOSE)
        return Cut(cell, columns, np.minimum(total[columns], need), need)


def whole_width(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Width of each interval in whole persons."""
    return np.floor(high + CLOSE) - np.ceil(low - CLOSE)
