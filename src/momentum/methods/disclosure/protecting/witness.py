"""Seeing that cells are wide: tables that fit everything published, in which many cells differ at once.

Holding all but some columns at their true values leaves less freedom, so what moves there moves in the whole.
"""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.programme import Programme
from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.parts import Part, components
from momentum.methods.disclosure.protecting.problem import Problem
from momentum.methods.disclosure.protecting.threads import side_by_side

# From so many columns on, points inside the polytope are found sooner than its corners.
LARGE = 1500
# Cells asked about between two looks at what was seen on the way.
AT_ONCE = 8
WAYS = (-1.0, 1.0)


def seen_moving(
    problem: Problem,
    withheld: np.ndarray,
    moved: Movements,
    seed: int,
    clock: Clock,
    batches: int = 8,
) -> None:
    """Move the withheld cells that were not seen to move enough: many at once."""
    for piece in components(problem, withheld):
        _batches(problem, piece, moved, seed, clock, batches)


def seen_near(
    problem: Problem,
    withheld: np.ndarray,
    moved: Movements,
    around: Mapping[int, np.ndarray],
    seed: int,
    clock: Clock,
) -> None:
    """Move each of these cells by itself, with only the withheld cells around it to give way."""
    cells = list(around)
    for first in range(0, len(cells), AT_ONCE):
        asked = [cell for cell in cells[first : first + AT_ONCE] if not moved.met()[cell]]
        if clock.out():
            return
        for columns, points in side_by_side(
            lambda cell: _near(problem, withheld, cell, around[cell], seed), asked
        ):
            for point in points:
                moved.add(columns, point)


def _near(
    problem: Problem, withheld: np.ndarray, cell: int, columns: np.ndarray, seed: int
) -> tuple[np.ndarray, list[np.ndarray]]:
    inside = columns[withheld[columns]]
    matrix = problem.by_column[:, inside].tocsr()
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    zeros = np.zeros(matrix.shape[0])
    programme = Programme(matrix, zeros, zeros, -problem.fall[inside], problem.rise[inside], seed=seed)
    solutions = [programme.solve(way * (inside == cell)) for way in WAYS]
    return inside, [found.x for found in solutions if found and found.proven and fits(matrix, found.x)]


def fits(matrix: sp.csr_matrix, point: np.ndarray) -> bool:
    """Whether a movement keeps these relations: the solver's word alone is not enough."""
    return bool(
        np.abs(matrix @ point).max(initial=0.0) < 1e-6 * max(1.0, float(np.abs(point).max(initial=0.0)))
    )


def _batches(problem: Problem, piece: Part, moved: Movements, seed: int, clock: Clock, batches: int) -> None:
    columns = piece.columns
    needs = problem.needs
    reach = max(6.0, 2 * float(max(each[columns].max(initial=0) for each in (needs.width, needs.up))))
    fall, rise = np.minimum(problem.fall[columns], reach), np.minimum(problem.rise[columns], reach)
    random = np.random.default_rng(seed)
    zeros = np.zeros(len(piece.rows))
    programmes: list[Programme] = []
    idle = 0
    for _ in range(batches):
        todo = ~moved.met()[columns]
        if idle > 1 or not todo.any() or clock.out():
            return
        programmes = programmes or [
            Programme(
                piece.matrix,
                zeros,
                zeros,
                -fall,
                rise,
                seed=seed,
                time_limit=clock.left(),
                interior=len(columns) > LARGE,
            )
            for _ in WAYS
        ]
        signs = np.where(fall < 1, 1.0, random.choice([-1.0, 1.0], size=len(todo)))
        costs = [np.where(todo, way * signs, 0.0) for way in WAYS]
        for solution in side_by_side(
            lambda pair: pair[0].solve(pair[1]), zip(programmes, costs, strict=True)
        ):
            if solution is not None and solution.proven and fits(piece.matrix, solution.x):
                moved.add(columns, solution.x)
        left = (~moved.met()[columns]).sum()
        idle = idle + 1 if left > 0.8 * todo.sum() else 0
