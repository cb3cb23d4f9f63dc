"""All tables as one system of relations: what the protector works on.

Cells shown in several tables are one column. A relation is a row with zero right-hand side in terms of
deviations from the true values: Σ children − parent is a known constant, so deviations cancel.
An inequality (part ≤ whole) is a relation with a slack column that nobody publishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.protecting.grid import Grid, Sum, read_cells
from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table, check_tables


@dataclass(frozen=True)
class System:
    """Cells and relations.

    keys      the cells, in a fixed order; columns beyond them are slacks.
    values    true values, one a column (persons, or units of a sum).
    lower     what the attacker knows a withheld cell to be at least, one a column.
    relations sparse rows with coefficients ±1; relations @ deviations = 0.
    totals    number of total coordinates of each cell, slacks 0.
    groups    (child, parent, slack) columns for group disclosure.
    fixed     columns that no policy can withhold (shown and structural zeros).
    grids     each table with the columns of its cells.
    """

    keys: tuple[CellKey, ...]
    values: np.ndarray
    lower: np.ndarray
    relations: sp.csr_matrix
    totals: np.ndarray
    groups: tuple[tuple[int, int, int], ...]
    fixed: np.ndarray
    grids: tuple[Grid, ...]

    @cached_property
    def index(self) -> dict[CellKey, int]:
        """The column of each cell."""
        return {key: column for column, key in enumerate(self.keys)}


def build_system(tables: Sequence[Table], rules: Rules, subsets: Sequence[Subset] = ()) -> System:
    """The system of all tables together; raises `TableError` naming the relation that does not hold."""
    check_tables(tables)
    cells = read_cells(tables, rules)
    values = cells.values
    rows = _Rows(cells.keys, list(values))
    for grid in cells.grids:
        for sums in grid.sums():
            _check(grid, sums, values)
            rows.sums.append(sums)
            _add_slacks(rows, grid, sums, rules, values)
    for part, whole in _subset_pairs(cells.index, subsets):
        rows.slack(part, whole)
    slacks = len(rows.values) - len(values)
    all_values = np.array(rows.values, dtype=float)
    none = np.zeros(slacks, dtype=bool)
    lower = np.concatenate([cells.shown, none]).astype(float)
    fixed = np.concatenate([cells.structural | (cells.shown & (values == 0)), none])
    return System(
        cells.keys,
        all_values,
        np.minimum(lower, all_values),
        rows.matrix(),
        np.concatenate([cells.totals, none]).astype(int),
        tuple((child, parent, rows.slack(child, parent)) for child, parent in rows.groups),
        fixed,
        cells.grids,
    )


class _Rows:
    """Relations being gathered, with the slacks they need."""

    def __init__(self, keys: tuple[CellKey, ...], values: list[float]) -> None:
        self.keys = keys
        self.values = values
        self.sums: list[Sum] = []
        self.slacks: dict[tuple[int, int], int] = {}
        self.groups: dict[tuple[int, int], None] = {}

    def slack(self, part: int, whole: int) -> int:
        """The column of whole − part, which is never negative."""
        if (part, whole) not in self.slacks:
            value = self.values[whole] - self.values[part]
            if value < 0:
                raise TableError(
                    f"{self.keys[part]} counts more than {self.keys[whole]}, of which it is a part."
                )
            self.slacks[part, whole] = len(self.values)
            self.values.append(value)
        return self.slacks[part, whole]

    def matrix(self) -> sp.csr_matrix:
        """Every relation once, in a fixed order."""
        row, column, sign = [], [], []
        start = 0
        for sums in self.sums:
            inside = sums.children >= 0
            line, _ = np.nonzero(inside)
            whole = np.flatnonzero(sums.parents >= 0)
            row += [line + start, whole + start]
            column += [sums.children[inside], sums.parents[whole]]
            sign += [np.ones(len(line)), -np.ones(len(whole))]
            start += len(sums.parents)
        for (less, more), slack in self.slacks.items():
            row.append(np.full(3, start))
            column.append(np.array([less, slack, more]))
            sign.append(np.array([1.0, 1.0, -1.0]))
            start += 1
        if not row:
            return sp.csr_matrix((0, len(self.values)))
        matrix = sp.csr_matrix(
            (np.concatenate(sign), (np.concatenate(row), np.concatenate(column))),
            shape=(start, len(self.values)),
        )
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix[_first_of_equals(matrix)]


def _first_of_equals(matrix: sp.csr_matrix) -> np.ndarray:
    """Rows that are not empty and not told before: two linked tables tell the relations they share twice."""
    random = np.random.default_rng(0)
    marks = matrix @ random.integers(1, 2**40, size=(matrix.shape[1], 2)).astype(float)
    _, first = np.unique(marks, axis=0, return_index=True)
    return np.sort(first[np.diff(matrix.indptr)[first] > 0])


def _add_slacks(rows: _Rows, grid: Grid, sums: Sum, rules: Rules, values: np.ndarray) -> None:
    sensitive = sums.dimension in rules.sensitive and len(sums.codes) > 1
    if grid.table.additive and not sensitive:
        return
    for children, parent in zip(sums.children, sums.parents, strict=True):
        for child, code in zip(children, sums.codes, strict=True):
            if child < 0 or parent < 0:
                continue
            if sensitive and code not in rules.harmless and values[child] == values[parent] > 0:
                rows.groups[int(child), int(parent)] = None
                rows.slack(int(child), int(parent))
            elif not grid.table.additive:
                rows.slack(int(child), int(parent))


def _check(grid: Grid, sums: Sum, values: np.ndarray) -> None:
    """Raise where a parent is missing or is not what its children add up to."""
    added = np.where(sums.children >= 0, values[sums.children], 0).sum(axis=1)
    missing = (sums.parents < 0) & (added > 0)
    if missing.any():
        line = int(np.argmax(missing))
        raise TableError(
            f"Table {grid.table.name}: the total {sums.parent_key(grid, line)} is missing while its parts "
            f"count {int(added[line])}. Add it."
        )
    wrong = (sums.parents >= 0) & (added != values[sums.parents])
    if grid.table.additive and wrong.any():
        line = int(np.argmax(wrong))
        raise TableError(
            f"Table {grid.table.name} does not add up: {sums.parent_key(grid, line)} counts "
            f"{int(values[sums.parents[line]])}, its parts ({', '.join(sums.codes)}) together "
            f"{int(added[line])}. Correct it, or declare the table non-additive."
        )


def _subset_pairs(index: dict[CellKey, int], subsets: Sequence[Subset]) -> list[tuple[int, int]]:
    return [
        (column, index[other])
        for part, whole in subsets
        for key, column in index.items()
        if key.measure == part and (other := CellKey(whole, key.at)) in index
    ]
