"""Unknown cells and the relations that tie them, and pieces of them.

Everything is told as deviations d from the true values: the truth is d = 0, and a reader cannot tell d from it
when every relation holds for d too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from momentum.methods.disclosure.auditing.knowledge import Knowledge

NEAR = 1e-6


@dataclass
class Block:
    """Some unknown cells: deviations d with equal @ d = 0, atmost @ d ≤ slack and −down ≤ d ≤ up.

    cells      places in the system; rows: the relations, those of `equal` first.
    """

    cells: np.ndarray
    rows: np.ndarray
    equal: sp.csr_matrix
    atmost: sp.csr_matrix
    slack: np.ndarray
    down: np.ndarray
    up: np.ndarray

    def fits(self, d: np.ndarray) -> bool:
        """Whether these deviations agree with everything known."""
        near = NEAR * max(1.0, 1e-3 * float(np.abs(d).max(initial=0)))
        return bool(
            np.all(d >= -self.down - near)
            and np.all(d <= self.up + near)
            and np.all(np.abs(self.equal @ d) < 10 * near)
            and np.all(self.atmost @ d <= self.slack + 10 * near)
        )


@dataclass
class System:
    """All unknown cells of a publication (places 0, 1, …) and every relation among them.

    columns    the column of each unknown cell in `Knowledge`; numbers: the row there of each relation.
    matrix     relations × unknown cells.
    slack      what a whole holds beyond its part, where `atmost`.
    down, up   how far a cell may lie below and above its true value before any sum is made.
    """

    columns: np.ndarray
    numbers: np.ndarray
    matrix: sp.csr_matrix
    atmost: np.ndarray
    slack: np.ndarray
    down: np.ndarray
    up: np.ndarray

    @cached_property
    def by_cell(self) -> sp.csc_matrix:
        """The same matrix, quick to cut by cells."""
        return self.matrix.tocsc()

    def free(self, cells: np.ndarray) -> Block:
        """These cells with all others held at their true values: what fits here fits everything."""
        cut = self.by_cell[:, cells].tocsr()
        return self._block(cells, np.flatnonzero(np.diff(cut.indptr)), cut)

    def around(self, rows: np.ndarray) -> Block:
        """The cells of these relations, as if there were no others: what is bounded here is bounded."""
        cells = np.unique(self.matrix[rows].indices)
        return self._block(cells, rows, self.by_cell[:, cells].tocsr())

    def _block(self, cells: np.ndarray, rows: np.ndarray, cut: sp.csr_matrix) -> Block:
        limits = self.atmost[rows]
        rows = np.concatenate([rows[~limits], rows[limits]])
        first = int((~limits).sum())
        return Block(
            cells,
            rows,
            cut[rows[:first]],
            cut[rows[first:]],
            self.slack[rows[first:]],
            self.down[cells],
            self.up[cells],
        )

    def touching(self, cells: np.ndarray) -> np.ndarray:
        """The relations these cells stand in."""
        return np.unique(self.by_cell[:, cells].indices)

    def held(self, cells: np.ndarray) -> "System":
        """The same with these places known: they deviate by nothing."""
        down, up = self.down.copy(), self.up.copy()
        down[cells] = up[cells] = 0
        held = replace(self, down=down, up=up)
        # The relations stay; what was computed of them need not be done again.
        held.__dict__["by_cell"] = self.by_cell
        return held

    def components(self) -> Iterator[np.ndarray]:
        """Places of cells tied together, the first of each in order."""
        rows = self.matrix.shape[0]
        graph = sp.bmat([[None, self.matrix], [self.matrix.T, None]], format="csr") if rows else None
        if graph is None:
            yield from (np.array([i]) for i in range(len(self.columns)))
            return
        _, label = connected_components(graph, directed=False)
        label = label[rows:]
        order = np.argsort(label, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
        yield from sorted((part for part in parts if len(part)), key=lambda part: int(part[0]))


def system(known: Knowledge) -> System:
    """The unknown cells of what a reader knows."""
    columns = np.flatnonzero(known.open)
    true = known.true.astype(float)
    matrix = known.matrix[:, columns].tocsr()
    matrix.eliminate_zeros()
    gap = -(known.matrix @ true)
    return System(
        columns,
        np.arange(matrix.shape[0]),
        matrix,
        known.atmost,
        np.where(known.atmost, np.maximum(gap, 0), 0.0),
        true[columns] - known.cells.low[columns],
        known.cells.high[columns] - true[columns],
    )
