"""The cells of all tables as columns, and what must hold among their rounded values.

Empty cells stay empty, so only cells that count somebody are columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.tables import CellKey, Table, all_coordinates, check_tables

Row = tuple[CellKey, tuple[CellKey, ...]]


@dataclass(frozen=True)
class Cells:
    """All tables together.

    every       every cell, empty ones too, with its true value, in a fixed order.
    structural  cells that cannot hold anybody.
    keys        the columns: cells that count somebody.
    values      their true values.
    additions   sparse rows, +1 for each part and −1 for the whole: the product with the values is 0.
    inclusions  sparse rows, +1 for the part and −1 for the whole: the product is at most 0.
    finest      columns that hold a finest code of the longest classification that has levels in between.
    """

    every: dict[CellKey, int]
    structural: frozenset[CellKey]
    keys: tuple[CellKey, ...]
    values: np.ndarray
    additions: sp.csr_matrix
    inclusions: sp.csr_matrix
    finest: np.ndarray

    @cached_property
    def components(self) -> list[np.ndarray]:
        """The columns of each set of cells tied together by relations."""
        return tied(sp.vstack([self.additions, self.inclusions]).tocsr(), len(self.keys))


def tied(matrix: sp.csr_matrix, columns: int) -> list[np.ndarray]:
    """The columns of each connected component of a matrix's columns, in order of their first column."""
    if not columns:
        return []
    count, labels = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, count)))


def cells_of(tables: Sequence[Table], subsets: Sequence[Subset] = ()) -> Cells:
    """All tables as one set of cells; raises `TableError` naming the relation that does not hold."""
    check_tables(tables)
    every, structural = _every_cell(tables)
    keys = tuple(key for key, value in every.items() if value)
    index = {key: column for column, key in enumerate(keys)}
    additions: dict[Row, None] = {}
    inclusions: dict[tuple[CellKey, CellKey], None] = {}
    for table in tables:
        for whole, parts in _sums(table, every):
            if table.additive:
                _check_sum(table, every, whole, parts)
                additions[whole, parts] = None
            else:
                inclusions.update(dict.fromkeys((part, whole) for part in parts))
    for part_measure, whole_measure in subsets:
        for key in keys:
            whole = CellKey(whole_measure, key.at)
            if key.measure == part_measure and whole in every:
                inclusions[key, whole] = None
    for part, whole in inclusions:
        if every[part] > every[whole]:
            raise TableError(
                f"{part} counts {every[part]}, more than {whole}, of which it is a part and which counts "
                f"{every[whole]}. Correct one of them."
            )
    return Cells(
        every,
        structural,
        keys,
        np.array([every[key] for key in keys], dtype=np.int64),
        _matrix(additions, index),
        _matrix(((whole, (part,)) for part, whole in inclusions), index),
        _finest(tables, index),
    )


def _every_cell(tables: Sequence[Table]) -> tuple[dict[CellKey, int], frozenset[CellKey]]:
    every: dict[CellKey, int] = {}
    where: dict[CellKey, str] = {}
    structural = set()
    for table in tables:
        for at in all_coordinates(table):
            key, value = table.key(at), table.cells.get(at, 0)
            if every.setdefault(key, value) != value:
                raise TableError(
                    f"{key} counts {every[key]} in table {where[key]} and {value} in table {table.name}; "
                    "they are the same cell and must be equal."
                )
            where.setdefault(key, table.name)
            if at in table.structural:
                structural.add(key)
    return every, frozenset(structural)


def _sums(table: Table, every: dict[CellKey, int]) -> Iterator[Row]:
    """Each whole with the parts that add up to it and count somebody."""
    for position, dimension in enumerate(table.dimensions):
        others = [d.codes if d is not dimension else ("",) for d in table.dimensions]
        for rest in product(*others):
            before, after = rest[:position], rest[position + 1 :]
            for parent, codes in dimension.sums:
                whole = table.key((*before, parent, *after))
                parts = tuple(table.key((*before, code, *after)) for code in codes)
                parts = tuple(part for part in parts if every[part])
                if parts or every[whole]:
                    yield whole, parts


def _finest(tables: Sequence[Table], index: dict[CellKey, int]) -> np.ndarray:
    found = np.zeros(len(index), dtype=bool)
    levelled = [d for table in tables for d in table.dimensions if len(d.sums) > len(d.hierarchies)]
    if not levelled:
        return found
    longest = max(levelled, key=lambda dimension: len(dimension.codes))
    for table in tables:
        for position, dimension in enumerate(table.dimensions):
            if dimension.name == longest.name:
                found[
                    [
                        index[table.key(at)]
                        for at, n in table.cells.items()
                        if n and at[position] in longest.leaves
                    ]
                ] = True
    return found


def _check_sum(table: Table, every: dict[CellKey, int], whole: CellKey, parts: tuple[CellKey, ...]) -> None:
    added = sum(every[part] for part in parts)
    if added == every[whole]:
        return
    raise TableError(
        f"Table {table.name} does not add up: {whole} counts {every[whole]}, its parts together {added}. "
        "Correct it, or declare the table non-additive."
    )


def _matrix(rows: Iterable[Row], index: dict[CellKey, int]) -> sp.csr_matrix:
    places: list[int] = []
    signs: list[float] = []
    starts = [0]
    for whole, parts in rows:
        places += [*(index[part] for part in parts), index[whole]]
        signs += [*([1.0] * len(parts)), -1.0]
        starts.append(len(places))
    return sp.csr_matrix((signs, places, starts), shape=(len(starts) - 1, len(index)))
