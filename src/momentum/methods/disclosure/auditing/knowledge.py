"""What a reader of the published tables knows: cells with values, unknown cells, and how they hang together.

Written from the published rows, not from any plan: nothing here knows how the withheld cells were chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.auditing.reading import Cells, read_earlier, read_table
from momentum.methods.disclosure.publication import Earlier, Published, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table


@dataclass(frozen=True)
class Relation:
    """Σ parts + `constant` = whole (persons); where `atmost`, a part never exceeds the whole."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    constant: int = 0
    atmost: bool = False
    table: str = ""


@dataclass
class Knowledge:
    """Cells by column, and relations among them by row.

    cells      every cell: its key, true value, whether it is shown, the bounds a reader has.
    matrix     relations × cells: +1 at a part, −1 at the whole.
    constant   what the parts lack to the whole (0 where tables add up).
    atmost     True where a part never exceeds the whole and nothing more is known.
    table      where a relation is seen, as a place in `tables`; −1 for one between two measures.
    grids      of each table, the column of every combination of codes.
    """

    cells: Cells
    tables: tuple[Table, ...]
    grids: tuple[np.ndarray, ...]
    matrix: sp.csr_matrix
    constant: np.ndarray
    atmost: np.ndarray
    table: np.ndarray
    contradictions: list[tuple[CellKey, str]] = field(default_factory=list)

    @property
    def keys(self) -> list[CellKey]:
        """The cell of each column."""
        return self.cells.keys

    @property
    def true(self) -> np.ndarray:
        """The true value of each column."""
        return self.cells.true

    @property
    def open(self) -> np.ndarray:
        """Which columns a reader must work out."""
        return ~(self.cells.shown | self.cells.before)

    def relation(self, row: int) -> Relation:
        """One relation in the names of its cells."""
        columns = self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
        signs = self.matrix.data[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
        return Relation(
            next(self.keys[c] for c, sign in zip(columns, signs, strict=True) if sign < 0),
            tuple(self.keys[c] for c, sign in zip(columns, signs, strict=True) if sign > 0),
            int(self.constant[row]),
            bool(self.atmost[row]),
            self.tables[self.table[row]].name if self.table[row] >= 0 else "",
        )


def knowledge(
    tables: Sequence[Table],
    published: Published,
    rules: Rules,
    earlier: Sequence[Earlier],
    subsets: Sequence[Subset],
) -> Knowledge:
    """What a reader has of these tables."""
    reading = [(table, published.published(table.name)) for table in tables]
    cells, grids, contradictions = Cells(), [], []
    for number, (table, rows) in enumerate(reading):
        grid, wrong = read_table(cells, number, table, rows, rules)
        grids.append(grid)
        contradictions += wrong
    cells.settle()
    read_earlier(cells, earlier)
    contradictions += [
        (cells.keys[column], "is withheld in one table and published in another")
        for column in np.flatnonzero(cells.hidden & cells.shown)
    ]
    relations = _Rows(cells)
    for number, (table, grid) in enumerate(zip(tables, grids, strict=True)):
        for whole, parts in additions(table, grid):
            contradictions += _sums_wrong(table, cells, whole, parts)
            relations.add(whole, parts, number, adding=True)
            if not table.additive:
                relations.add(np.repeat(whole, parts.shape[1]), parts.reshape(-1, 1), number, adding=False)
    for part_measure, whole_measure in subsets:
        pairs = [
            (column, cells.column[other])
            for column, key in enumerate(cells.keys)
            if key.measure == part_measure and (other := CellKey(whole_measure, key.at)) in cells.column
        ]
        part, whole = np.array(pairs, dtype=int).reshape(-1, 2).T
        relations.add(whole, part.reshape(-1, 1), -1, adding=False)
    contradictions += [
        (cells.keys[part], f"counts more than {cells.keys[whole]}, of which it is a part")
        for part, whole in relations.exceeding
    ]
    return relations.knowledge(tuple(tables), tuple(grids), contradictions)


def additions(table: Table, grid: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(wholes, their parts a row each) by dimension and sum; `grid` holds the column of each coordinate."""
    for axis, dimension in enumerate(table.dimensions):
        place = {code: i for i, code in enumerate(dimension.codes)}
        for parent, below in dimension.sums:
            whole = grid.take(place[parent], axis=axis).reshape(-1)
            parts = np.moveaxis(grid.take([place[code] for code in below], axis=axis), axis, -1)
            yield whole, parts.reshape(-1, len(below))


def _sums_wrong(
    table: Table, cells: Cells, whole: np.ndarray, parts: np.ndarray
) -> list[tuple[CellKey, str]]:
    if not table.additive:
        return []
    together = cells.true[parts].sum(axis=1)
    return [
        (
            cells.keys[whole[row]],
            f"counts {cells.true[whole[row]]} in table {table.name}, which adds up, but its parts count {together[row]}",
        )
        for row in np.flatnonzero(together != cells.true[whole])
    ]


class _Rows:
    """Collects relations with an unknown cell in them, each once."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.open = ~(cells.shown | cells.before)
        self.seen: set[tuple[bool, int, bytes]] = set()
        self.batches: list[tuple[np.ndarray, np.ndarray, int, bool]] = []
        self.exceeding: list[tuple[int, int]] = []

    def add(self, whole: np.ndarray, parts: np.ndarray, table: int, *, adding: bool) -> None:
        if not adding:
            over = np.flatnonzero(self.cells.true[parts[:, 0]] > self.cells.true[whole])
            self.exceeding += [(int(parts[row, 0]), int(whole[row])) for row in over]
        keep = np.flatnonzero(self.open[whole] | self.open[parts].any(axis=1))
        fresh = []
        for row, sorted_parts in zip(keep, np.sort(parts[keep], axis=1), strict=True):
            name = (adding, int(whole[row]), sorted_parts.tobytes())
            if name not in self.seen:
                self.seen.add(name)
                fresh.append(row)
        if fresh:
            self.batches.append((whole[fresh], parts[fresh], table, adding))

    def knowledge(
        self,
        tables: tuple[Table, ...],
        grids: tuple[np.ndarray, ...],
        contradictions: list[tuple[CellKey, str]],
    ) -> Knowledge:
        count = sum(len(whole) for whole, *_ in self.batches)
        place, columns, signs, first = [], [], [], 0
        constant, atmost, seen_in = np.zeros(count, int), np.zeros(count, bool), np.zeros(count, int)
        for whole, parts, table, adding in self.batches:
            rows = np.arange(first, first + len(whole))
            place += [rows, np.repeat(rows, parts.shape[1])]
            columns += [whole, parts.reshape(-1)]
            signs += [np.full(len(whole), -1.0), np.ones(parts.size)]
            if adding:
                constant[rows] = self.cells.true[whole] - self.cells.true[parts].sum(axis=1)
            atmost[rows], seen_in[rows] = not adding, table
            first += len(whole)
        joined = [np.concatenate(part) if part else np.zeros(0) for part in (signs, place, columns)]
        matrix = sp.csr_matrix(
            (joined[0], (joined[1].astype(int), joined[2].astype(int))),
            shape=(count, len(self.cells.keys)),
        )
        matrix.sum_duplicates()
        return Knowledge(self.cells, tables, grids, matrix, constant, atmost, seen_in, contradictions)
