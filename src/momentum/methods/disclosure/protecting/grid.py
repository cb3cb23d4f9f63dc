"""Tables as grids of columns: where each cell of a table stands among the cells of all tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from momentum.methods.disclosure.dimensions import TOTAL, TableError
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table


@dataclass(frozen=True)
class Sum:
    """One parent and its children along one dimension, at every place of the other dimensions.

    parents, children  columns, one line a place; −1 for a cell the table does not list.
    """

    dimension: str
    position: int
    parent: str
    codes: tuple[str, ...]
    parents: np.ndarray
    children: np.ndarray

    def parent_key(self, grid: "Grid", line: int) -> CellKey:
        """The key of the parent on this line."""
        others = [d.codes for i, d in enumerate(grid.table.dimensions) if i != self.position]
        place = np.unravel_index(line, [len(codes) for codes in others])
        rest = [codes[i] for codes, i in zip(others, place, strict=True)]
        return grid.table.key((*rest[: self.position], self.parent, *rest[self.position :]))


@dataclass(frozen=True)
class Grid:
    """A table with the column of each of its cells, −1 where it lists none; one axis a dimension."""

    table: Table
    columns: np.ndarray

    def sums(self) -> Iterator[Sum]:
        """Every relation of the table, gathered by parent."""
        for position, dimension in enumerate(self.table.dimensions):
            place = {code: i for i, code in enumerate(dimension.codes)}
            lines = np.moveaxis(self.columns, position, -1).reshape(-1, len(place))
            for parent, codes in dimension.sums:
                yield Sum(
                    dimension.name,
                    position,
                    parent,
                    codes,
                    lines[:, place[parent]],
                    lines[:, [place[code] for code in codes]],
                )


@dataclass(frozen=True)
class Cells:
    """The cells of all tables: one entry a column in each array."""

    keys: tuple[CellKey, ...]
    index: dict[CellKey, int]
    values: np.ndarray
    totals: np.ndarray
    structural: np.ndarray
    shown: np.ndarray
    grids: tuple[Grid, ...]


class _Reading:
    def __init__(self) -> None:
        self.index: dict[CellKey, int] = {}
        self.values: list[int] = []
        self.totals: list[int] = []
        self.structural: list[bool] = []
        self.shown: list[bool] = []
        self.where: list[str] = []

    def cell(self, table: Table, at: Coordinates, shows_zeros: bool) -> int:
        """The column of this cell; raises where another table counts it differently."""
        key, value = table.key(at), table.cells.get(at, 0)
        column = self.index.setdefault(key, len(self.values))
        if column == len(self.values):
            self.values.append(value)
            self.totals.append(sum(code == TOTAL for code in at))
            self.structural.append(False)
            self.shown.append(False)
            self.where.append(table.name)
        elif self.values[column] != value:
            raise TableError(
                f"{key} counts {self.values[column]} in table {self.where[column]} and {value} in table "
                f"{table.name}; they are the same cell and must be equal."
            )
        if at in table.structural:
            self.structural[column] = True
        if shows_zeros:
            self.shown[column] = True
        return column

    def unlisted(self, grid: Grid) -> None:
        """Zeros this table shows by leaving them out, where another table lists them."""
        codes = [d.codes for d in grid.table.dimensions]
        # `argwhere`, since a table without dimensions is one cell, an array without axes.
        for place in map(tuple, np.argwhere(grid.columns < 0)):
            at = tuple(known[i] for known, i in zip(codes, place, strict=True))
            column = self.index.get(grid.table.key(at), -1)
            if column >= 0:
                grid.columns[place] = column
                self.shown[column] = True


def read_cells(tables: Sequence[Table], rules: Rules) -> Cells:
    """Every cell of these tables once; a table that shows its zeros has no other cells than it lists."""
    reading = _Reading()
    grids = []
    for table in tables:
        shows_zeros = table.zero_policy(rules) == "shown"
        shape = tuple(len(d.codes) for d in table.dimensions)
        places = product(*(d.codes for d in table.dimensions))
        columns = [
            reading.cell(table, at, shows_zeros) if not shows_zeros or at in table.cells else -1
            for at in places
        ]
        grids.append(Grid(table, np.array(columns).reshape(shape)))
    if len(grids) > 1:
        for grid in grids:
            reading.unlisted(grid)
    return Cells(
        tuple(reading.index),
        reading.index,
        np.array(reading.values, dtype=float),
        np.array(reading.totals),
        np.array(reading.structural, dtype=bool),
        np.array(reading.shown, dtype=bool),
        tuple(grids),
    )
