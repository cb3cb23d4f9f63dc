"""Parts of the tables an attacker may be let loose on alone: what is narrow there is narrow in the whole.

A part is a set of relations with the columns in them. Its programmes are small, and its duals give demands
that hold for the whole, since leaving relations out only leaves the attacker with less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from momentum.methods.disclosure.protecting.grid import Grid
from momentum.methods.disclosure.protecting.problem import Problem


@dataclass(frozen=True)
class Part:
    """Columns and the relations (`rows` of the problem) among them; `matrix` is those rows at those columns."""

    columns: np.ndarray
    rows: np.ndarray
    matrix: sp.csr_matrix


def part(problem: Problem, columns: np.ndarray) -> Part | None:
    """The relations that hold none but these columns; None where there are fewer than two."""
    relations = problem.relations
    entries = problem.by_column[:, columns]
    count = np.bincount(entries.indices, minlength=relations.shape[0])
    rows = np.flatnonzero((count > 0) & (count == np.diff(relations.indptr)))
    if len(rows) < 2:
        return None
    matrix = relations[rows]
    used = np.unique(matrix.indices)
    return Part(used, rows, matrix[:, used].tocsr())


def components(problem: Problem, withheld: np.ndarray) -> list[Part]:
    """The withheld columns and the relations that tie them, split where nothing does."""
    moving = np.flatnonzero(withheld)
    ties = problem.relations[:, moving].tocsr()
    rows = np.flatnonzero(np.diff(ties.indptr))
    if not len(rows):
        return []
    ties = ties[rows]
    size = len(rows)
    both = sp.bmat([[None, abs(ties)], [abs(ties).T, None]]).tocsr()
    _, labels = connected_components(both, directed=False)
    found = []
    for label in np.unique(labels[:size]):
        across = np.flatnonzero(labels[:size] == label)
        inside = np.flatnonzero(labels[size:] == label)
        found.append(Part(moving[inside], rows[across], ties[across][:, inside].tocsr()))
    return found


def slices(problem: Problem, grids: tuple[Grid, ...]) -> list[Part]:
    """Every two-dimensional slice of every table, at each place of its other dimensions."""
    found: dict[bytes, Part] = {}
    for grid in grids:
        axes = range(grid.columns.ndim)
        for pair in combinations(axes, 2):
            others = [axis for axis in axes if axis not in pair]
            ordered = np.transpose(grid.columns, (*others, *pair))
            for columns in ordered.reshape(-1, int(np.prod(ordered.shape[len(others) :]))):
                _keep(problem, columns, found)
    return list(found.values())


def blocks(problem: Problem, grids: tuple[Grid, ...]) -> list[Part]:
    """Each parent with its children along one dimension, crossed with everything else."""
    found: dict[bytes, Part] = {}
    for grid in grids:
        if grid.columns.ndim > 2:
            for columns in _families(grid):
                _keep(problem, columns, found)
    return list(found.values())


# Children of a parent without blocks below are taken so many at a time.
TOGETHER = 16


def regions(problem: Problem, grids: tuple[Grid, ...]) -> list[np.ndarray]:
    """Sorted columns of each parent with some of its children along the longest dimension of a table."""
    found: list[np.ndarray] = []
    for grid in grids:
        if grid.columns.ndim < 2:
            continue
        axis = int(np.argmax(grid.columns.shape))
        dimension = grid.table.dimensions[axis]
        place = {code: i for i, code in enumerate(dimension.codes)}
        for parent, codes in dimension.sums:
            size = TOGETHER if len(dimension.sums) == 1 else len(codes)
            for start in range(0, len(codes), size):
                taken = [place[code] for code in (parent, *codes[start : start + size])]
                columns = np.take(grid.columns, taken, axis=axis).ravel()
                found.append(np.unique(problem.of[columns[columns >= 0]]))
    return found


def _families(grid: Grid) -> Iterator[np.ndarray]:
    for axis, dimension in enumerate(grid.table.dimensions):
        place = {code: i for i, code in enumerate(dimension.codes)}
        if len(dimension.sums) < 2:
            continue
        for parent, codes in dimension.sums:
            yield np.take(grid.columns, [place[code] for code in (parent, *codes)], axis=axis).ravel()


def _keep(problem: Problem, columns: np.ndarray, found: dict[bytes, Part]) -> None:
    made = part(problem, np.unique(problem.of[columns[columns >= 0]]))
    if made is not None:
        found.setdefault(made.rows.tobytes(), made)
