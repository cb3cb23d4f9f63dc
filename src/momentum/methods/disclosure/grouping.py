"""Records into the cells of crossed hierarchies, without a loop over the records.

A record at the finest codes belongs to one cell for every choice of a level in each dimension. All records
are put into their cells one choice of levels at a time, as whole columns of numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError

Numbers = npt.NDArray[np.int64]
MOST_PLACES = 2**62


@dataclass(frozen=True)
class Ladder:
    """A dimension as numbers: the code `dimension.codes[i]` is number i."""

    dimension: Dimension

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each code."""
        return {code: place for place, code in enumerate(self.dimension.codes)}

    @cached_property
    def above(self) -> Numbers:
        """What each code is part of, itself included (codes × columns); −1 where nothing is.

        A code always stands in its own column, so that two columns never hold the same; column 0 is the total.
        """
        column = self._columns()
        found = np.full((len(self.number), max(column.values()) + 1), -1, dtype=np.int64)
        for code, place in self.number.items():
            for each in (code, *self.dimension.ancestors(code)):
                found[place, column[each]] = self.number[each]
        return found

    def _columns(self) -> dict[str, int]:
        column = {TOTAL: 0}
        for hierarchy in self.dimension.hierarchies:
            free = max(column.values()) + 1
            column |= {code: free + _depth(hierarchy, code) for code in hierarchy if code not in column}
        return column


def _depth(hierarchy: Mapping[str, str], code: str) -> int:
    depth, above = 0, hierarchy[code]
    while above != TOTAL:
        depth, above = depth + 1, hierarchy[above]
    return depth


@dataclass(frozen=True)
class Grid:
    """Crossed dimensions. A cell is one number: the numbers of its codes, written in one."""

    ladders: tuple[Ladder, ...]

    @staticmethod
    def over(dimensions: Sequence[Dimension]) -> "Grid":
        """The grid of these dimensions; raises `TableError` when it has more places than can be numbered."""
        if prod(len(d.codes) for d in dimensions) > MOST_PLACES:
            names = ", ".join(d.name for d in dimensions)
            raise TableError(f"{names} crossed have more combinations than can be counted. Cross fewer.")
        return Grid(tuple(Ladder(dimension) for dimension in dimensions))

    @property
    def total(self) -> tuple[str, ...]:
        """The coordinates of the grand total."""
        return tuple(TOTAL for _ in self.ladders)

    def levels(self, places: Sequence[Numbers], records: int) -> Iterator[tuple[Numbers, Numbers]]:
        """Choice by choice of a level in each dimension: the records that have it, and the cell of each.

        `places` holds for each dimension the code number of every record. No cell comes up in two choices.
        """
        for columns in product(*(range(ladder.above.shape[1]) for ladder in self.ladders)):
            cells = np.zeros(records, dtype=np.int64)
            there = np.ones(records, dtype=bool)
            for ladder, column, place in zip(self.ladders, columns, places, strict=True):
                code = ladder.above[place, column]
                there &= code >= 0
                cells = cells * len(ladder.number) + code
            rows = np.flatnonzero(there)
            if len(rows):
                yield rows, cells[rows]

    def coordinates(self, cells: Numbers) -> list[tuple[str, ...]]:
        """The codes of each cell."""
        columns: list[list[str]] = []
        rest = cells
        for ladder in reversed(self.ladders):
            codes = np.array(ladder.dimension.codes, dtype=object)
            columns.append(codes[rest % len(codes)].tolist())
            rest = rest // len(codes)
        return list(zip(*reversed(columns), strict=True)) if columns else [() for _ in cells]


def starts_of(ordered: Numbers) -> Numbers:
    """Where each run of equal numbers begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(np.diff(ordered)) + 1)).astype(np.int64)


def added_up(grid: Grid, cells: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """Every cell, totals included, as the sum of these cells; they must be at the finest codes."""
    if not cells:
        return {}
    places = [
        np.array([ladder.number[at[i]] for at in cells], dtype=np.int64)
        for i, ladder in enumerate(grid.ladders)
    ]
    values = np.array(list(cells.values()), dtype=np.int64)
    found: dict[tuple[str, ...], int] = {}
    for rows, numbers in grid.levels(places, len(values)):
        order = np.argsort(numbers, kind="stable")
        starts = starts_of(numbers[order])
        sums = np.add.reduceat(values[rows[order]], starts)
        found.update(zip(grid.coordinates(numbers[order][starts]), sums.tolist(), strict=True))
    return found
