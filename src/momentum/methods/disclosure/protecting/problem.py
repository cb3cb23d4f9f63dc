"""What the search works on: columns that move together are one, and everything asked of them is numbers.

A relation of two columns (the only enterprise of a branch, the only group of an enterprise) makes them move
together: to withhold one is to withhold both. A relation of one column makes it known.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Needs:
    """How far an attacker must be left in doubt, one entry a column.

    width  of the interval, wherever it lies; up, down  beyond the true value on either side.
    """

    width: np.ndarray
    up: np.ndarray
    down: np.ndarray

    def met(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Which columns these movements leave in enough doubt, in whole units."""
        top, bottom = np.floor(high + CLOSE), np.ceil(low - CLOSE)
        found: np.ndarray = (top - bottom >= self.width) & (top >= self.up) & (-bottom >= self.down)
        return found

    def any(self) -> np.ndarray:
        """Which columns anything is asked of."""
        return (self.width > 0) | (self.up > 0) | (self.down > 0)

    def drop(self, columns: np.ndarray | list[int]) -> None:
        """Ask nothing of these any more."""
        for each in (self.width, self.up, self.down):
            each[columns] = 0


CLOSE = 1e-6


@dataclass(frozen=True)
class Problem:
    """relations @ movements = 0; a withheld column moves between −fall and rise; a published one does not.

    must   columns withheld in every plan; may  columns that may be withheld besides; cost  of doing so.
    of     the column of this problem for each column of the system.
    """

    relations: sp.csr_matrix
    fall: np.ndarray
    rise: np.ndarray
    needs: Needs
    must: np.ndarray
    may: np.ndarray
    cost: np.ndarray
    of: np.ndarray

    @cached_property
    def by_column(self) -> sp.csc_matrix:
        """The relations, quick to take columns of."""
        return self.relations.tocsc()


@dataclass(frozen=True)
class Ask:
    """The same before columns are joined; `slack` columns are never published and never chosen."""

    relations: sp.csr_matrix
    fall: np.ndarray
    rise: np.ndarray
    needs: Needs
    must: np.ndarray
    may: np.ndarray
    cost: np.ndarray
    slack: np.ndarray


def joined(ask: Ask) -> Problem:
    """The problem with columns that move together as one."""
    of = np.arange(len(ask.fall))
    still = np.zeros(len(of), dtype=bool)
    matrix = ask.relations
    while True:
        sizes = np.diff(matrix.indptr)
        ends = matrix.indptr[:-1]
        alone, pairs = np.flatnonzero(sizes == 1), np.flatnonzero(sizes == 2)
        pairs = pairs[matrix.data[ends[pairs]] * matrix.data[ends[pairs] + 1] < 0]
        still[matrix.indices[ends[alone]]] = True
        if not len(pairs) and not len(alone):
            break
        left, right = matrix.indices[ends[pairs]], matrix.indices[ends[pairs] + 1]
        size = matrix.shape[1]
        ties = sp.csr_matrix((np.ones(len(pairs)), (left, right)), shape=(size, size))
        count, labels = connected_components(ties, directed=False)
        labels = _by_first(labels, count)
        join = sp.csr_matrix((np.ones(size), (np.arange(size), labels)), shape=(size, count))
        of = labels[of]
        still = np.bincount(labels, still, count) > 0
        matrix = (matrix @ join).tocsr()
        matrix.eliminate_zeros()
        # A column that is known takes no part in any relation.
        matrix = (matrix @ sp.diags(np.where(still, 0.0, 1.0))).tocsr()
        matrix.eliminate_zeros()
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    return _gathered(ask, matrix.tocsr(), of, still)


def _by_first(labels: np.ndarray, count: int) -> np.ndarray:
    """Labels numbered by the first column that has them, so that the order of columns stays."""
    _, first = np.unique(labels, return_index=True)
    rank = np.empty(count, dtype=int)
    rank[np.argsort(first)] = np.arange(count)
    found: np.ndarray = rank[labels]
    return found


def _gathered(ask: Ask, matrix: sp.csr_matrix, of: np.ndarray, still: np.ndarray) -> Problem:
    count = matrix.shape[1]

    def least(values: np.ndarray) -> np.ndarray:
        found = np.full(count, np.inf)
        np.minimum.at(found, of, values)
        return found

    def most(values: np.ndarray) -> np.ndarray:
        found = np.zeros(count)
        np.maximum.at(found, of, values)
        return found

    asked = ask.needs.any() & ask.slack
    must = most(ask.must | asked) > 0
    only_slack = least(ask.slack) > 0
    moves = least(ask.must | ask.may | ask.slack) > 0
    moves &= ~still
    may = moves & ~must & ~only_slack
    return Problem(
        matrix,
        np.where(moves, least(ask.fall), 0.0),
        np.where(moves, least(ask.rise), 0.0),
        Needs(most(ask.needs.width), most(ask.needs.up), most(ask.needs.down)),
        must | only_slack,
        may,
        np.where(may, np.bincount(of, np.where(ask.slack, 0.0, ask.cost), count), 0.0),
        of,
    )
