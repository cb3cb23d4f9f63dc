"""Directions near a narrow cell, which are found sooner than the cheapest ones of all."""

from collections.abc import Mapping, Sequence

import numpy as np

from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.parts import Part
from momentum.methods.disclosure.protecting.problem import Problem
from momentum.methods.disclosure.protecting.repair import Repair
from momentum.methods.disclosure.protecting.threads import side_by_side

# Cells given a direction at the same time.
AT_ONCE = 4


class Nearby:
    """What lies around a cell: the slices through it, and the regions it is in (sorted columns each)."""

    def __init__(self, problem: Problem, slices: Sequence[Part], regions: Sequence[np.ndarray]) -> None:
        self.problem, self.slices, self.regions = problem, slices, regions
        # Empty cells that may be withheld cost nothing: everything together has many ways that cost the same, and
        # finding one of them takes long.
        self.many_ways = bool((problem.may & (problem.fall < 1)).any())

    def widen(self, repair: Repair, cells: np.ndarray, clock: Clock) -> None:
        """Give these cells directions in their own regions, where there are any."""
        around = self.slices_of(cells)
        # Cells far from each other are tried at once, since what widens one hardly touches the others.
        strands = -(-len(cells) // AT_ONCE)
        for some in (cells[first::strands] for first in range(strands)):
            if clock.out():
                return
            asked = [int(cell) for cell in some if not repair.moved.met()[cell]]
            for copy in side_by_side(lambda cell: self._on(repair.copy(), cell, around), asked):
                repair.take(copy)

    def slices_of(self, cells: np.ndarray) -> dict[int, np.ndarray]:
        """The columns of all slices through each of these cells."""
        through: dict[int, list[np.ndarray]] = {int(cell): [] for cell in cells}
        asked = np.zeros(len(self.problem.fall), dtype=bool)
        asked[cells] = True
        for part in self.slices:
            for cell in part.columns[asked[part.columns]]:
                through[int(cell)].append(part.columns)
        return {cell: np.unique(np.concatenate(around)) for cell, around in through.items() if around}

    def _on(self, copy: Repair, cell: int, around: Mapping[int, np.ndarray]) -> Repair:
        self.tried(copy, cell, around)
        return copy

    def tried(self, repair: Repair, cell: int, around: Mapping[int, np.ndarray]) -> bool:
        """Whether a cell could be given a direction, in place; `around` are the slices through it."""
        return any(repair.alone_among(cell, wider) for wider in self._columns(cell, around, repair.withheld))

    def _columns(
        self, cell: int, around: Mapping[int, np.ndarray], withheld: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """Of a cell's regions what is withheld or in slices through it; all of them; and what is withheld anywhere."""
        inside = np.zeros(len(withheld), dtype=bool)
        for region in self.regions:
            if _holds(region, cell):
                inside[region] = True
        close = np.zeros(len(inside), dtype=bool)
        close[around.get(cell, np.zeros(0, dtype=int))] = True
        open_ = close | self.problem.must | withheld
        elsewhere = (open_, inside | open_) if self.many_ways else ()
        return tuple(map(np.flatnonzero, (inside & open_, inside, *elsewhere)))


def _holds(columns: np.ndarray, column: int) -> bool:
    """Whether sorted columns hold this one."""
    place = int(np.searchsorted(columns, column))
    return place < len(columns) and bool(columns[place] == column)
