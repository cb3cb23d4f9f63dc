"""An attacker who holds cells of its own: an enterprise knows its own counts and subtracts them.

Every cell of others must stay in doubt for each single holder too. A movement that leaves a holder's cells
alone is possible for all that this holder knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.cuts import Cut, Relations
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.grid import Grid
from momentum.methods.disclosure.protecting.problem import Needs, Problem
from momentum.methods.disclosure.protecting.repair import Repair
from momentum.methods.disclosure.protecting.witness import seen_moving


def held_columns(problem: Problem, grids: Sequence[Grid], names: frozenset[str]) -> list[np.ndarray]:
    """The columns each holder knows, over all tables."""
    held: dict[tuple[str, str], list[np.ndarray]] = {}
    for grid in grids:
        for axis, dimension in enumerate(grid.table.dimensions):
            if dimension.name not in names:
                continue
            for place, code in enumerate(dimension.codes):
                if code in dimension.leaves:
                    columns = np.take(grid.columns, place, axis=axis).ravel()
                    held.setdefault((dimension.name, code), []).append(problem.of[columns[columns >= 0]])
    return [np.unique(np.concatenate(columns)) for columns in held.values()]


def as_seen_by(problem: Problem, columns: np.ndarray) -> Problem:
    """The problem of somebody who knows these columns: they do not move, and nothing is asked of them."""
    fall, rise = problem.fall.copy(), problem.rise.copy()
    fall[columns] = rise[columns] = 0.0
    needs = Needs(*(each.copy() for each in (problem.needs.width, problem.needs.up, problem.needs.down)))
    needs.drop(columns)
    # Of a complement nothing is asked but that the public does not know it.
    needs.drop(~problem.must)
    return replace(problem, fall=fall, rise=rise, needs=needs)


class Holders:
    """The attacks of each single holder on a plan."""

    def __init__(self, problem: Problem, held: list[np.ndarray], seed: int) -> None:
        self.problem = problem
        self.held = held
        self.seed = seed
        self.relations = [self._relations(columns) for columns in held]
        self.holders_of: list[list[int]] = [[] for _ in problem.fall]
        for holder, columns in enumerate(held):
            for column in columns:
                self.holders_of[column].append(holder)

    def _relations(self, columns: np.ndarray) -> Relations:
        seen = as_seen_by(self.problem, columns)
        rows = np.unique(seen.by_column[:, columns].indices)
        return Relations(replace(seen, relations=seen.relations[rows]))

    def violated(self, x: np.ndarray) -> list[Cut]:
        """The demands of single relations against each holder that this choice does not meet."""
        return [demand for relations in self.relations for demand in relations.violated(x)]

    def repaired(self, withheld: np.ndarray, clock: Clock) -> list[int]:
        """Widen, in place, what a holder finds narrow; returns the cells that stay so."""
        left = set(self._left(withheld, clock))
        if not left:
            return []
        failed = []
        seen: dict[int, Repair] = {}
        for cell, holder in sorted(left, key=lambda pair: (pair[1], pair[0])):
            if holder not in seen:
                problem = as_seen_by(self.problem, self.held[holder])
                seen = {holder: Repair(problem, withheld, Movements(problem), self.seed, clock)}
            if clock.out() or not seen[holder].alone(cell):
                failed.append(cell)
        return sorted(set(failed))

    def _left(self, withheld: np.ndarray, clock: Clock) -> Iterator[tuple[int, int]]:
        """(cell, holder) not seen to be safe by movements that leave many holders' cells alone at once."""
        size = max(1, int(np.ceil(np.sqrt(len(self.held)))))
        safe = np.zeros((len(self.problem.fall), len(self.held)), dtype=bool)
        for divided in (np.arange(len(self.held)) % size, np.arange(len(self.held)) // size):
            for group in range(size):
                inside = np.flatnonzero(divided == group)
                if not len(inside):
                    continue
                problem = as_seen_by(self.problem, np.concatenate([self.held[i] for i in inside]))
                moved = Movements(problem)
                seen_moving(problem, withheld, moved, self.seed, clock, batches=4)
                asked = self.problem.must & ~np.isin(
                    np.arange(len(safe)), np.concatenate([self.held[i] for i in inside])
                )
                safe[np.ix_(asked & moved.met(), inside)] = True
        asked = self.problem.must & self.problem.needs.any()
        for cell in map(int, np.flatnonzero(asked & withheld)):
            for holder in range(len(self.held)):
                if not safe[cell, holder] and holder not in self.holders_of[cell]:
                    yield cell, holder
