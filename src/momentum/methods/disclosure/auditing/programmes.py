"""Linear and whole-number programmes over a block, and what of their answers may be believed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import highspy
import numpy as np
import scipy.sparse as sp
from scipy.optimize import LinearConstraint, OptimizeResult, linprog, milp

from momentum.methods.disclosure.auditing.blocks import NEAR, Block

# Beyond this many cells an interior point is several times quicker than the simplex.
LARGE = 3000
# Beyond this many the way from there to a corner is not worth it, though corners show more cells to be wide.
CORNERLESS = 8000


class Quiet(highspy.Highs):
    """HiGHS in one thread, without the banner its own constructor prints before it can be told not to."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)
        self.setOptionValue("threads", 1)


def relations(block: Block) -> sp.csr_matrix:
    """Every relation of a block, one a row: the exact ones first."""
    return sp.vstack([block.equal, block.atmost]).tocsr()


def model(
    block: Block, matrix: sp.csr_matrix, cost: np.ndarray, low: np.ndarray, high: np.ndarray
) -> highspy.HighsLp:
    """What HiGHS solves: these columns, each between its `low` and `high`, within every relation of the block."""
    made = highspy.HighsLp()
    made.num_row_, made.num_col_ = matrix.shape
    made.col_cost_, made.col_lower_, made.col_upper_ = cost, low, high
    exact = np.zeros(block.equal.shape[0])
    made.row_lower_ = np.concatenate([exact, np.full(len(block.slack), -np.inf)])
    made.row_upper_ = np.concatenate([exact, block.slack])
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_, made.a_matrix_.index_ = matrix.indptr, matrix.indices
    made.a_matrix_.value_ = matrix.data
    return made


def linear(block: Block, cost: np.ndarray, reach: np.ndarray | float, deadline: float) -> OptimizeResult:
    """The deviations, each at most its `reach` either way, that make `cost` least; status 1 once the time is up."""
    left = deadline - monotonic()
    if left <= 0:
        return OptimizeResult(status=1, x=None)
    limits, sums = block.atmost.shape[0], block.equal.shape[0]
    return linprog(
        cost,
        A_ub=block.atmost if limits else None,
        b_ub=block.slack if limits else None,
        A_eq=block.equal if sums else None,
        b_eq=np.zeros(sums) if sums else None,
        bounds=np.column_stack([-np.minimum(block.down, reach), np.minimum(block.up, reach)]),
        method="highs-ipm" if len(cost) > LARGE else "highs",
        options={"time_limit": left},
    )


def whole_numbers(block: Block, cost: np.ndarray, reach: float, deadline: float) -> OptimizeResult:
    """The same over whole persons."""
    left = deadline - monotonic()
    if left <= 0:
        return OptimizeResult(status=1, x=None)
    constraints = []
    if block.equal.shape[0]:
        constraints.append(LinearConstraint(block.equal, 0, 0))
    if block.atmost.shape[0]:
        constraints.append(LinearConstraint(block.atmost, -np.inf, block.slack))
    return milp(
        cost,
        constraints=constraints,
        bounds=(-np.minimum(block.down, reach), np.minimum(block.up, reach)),
        integrality=np.ones(len(cost)),
        options={"time_limit": left},
    )


def point(block: Block, result: OptimizeResult) -> np.ndarray | None:
    """The deviations of an optimal result that fits what is known; None for anything less.

    The solver's word is never enough: the point is multiplied out against every relation of the block.
    """
    if result.status != 0 or result.x is None:
        return None
    d: np.ndarray = np.asarray(result.x)
    whole = np.round(d)
    if np.all(np.abs(d - whole) < NEAR) and block.fits(whole):
        return whole
    return d if block.fits(d) else None


def far_points(
    block: Block, costs: Sequence[np.ndarray], reach: np.ndarray | float, deadline: float
) -> Iterator[np.ndarray]:
    """For each cost a point that makes it about least, of those that fit what is known.

    In a large block the point is not moved to a corner, and the points are looked for side by side.
    """
    if len(block.cells) <= CORNERLESS:
        found = [point(block, linear(block, cost, reach, deadline)) for cost in costs]
    else:
        with ThreadPoolExecutor(len(costs)) as pool:
            found = list(pool.map(lambda cost: _inside(block, cost, reach, deadline), costs))
    yield from (d for d in found if d is not None)


def _inside(block: Block, cost: np.ndarray, reach: np.ndarray | float, deadline: float) -> np.ndarray | None:
    left = deadline - monotonic()
    if left <= 0:
        return None
    low, high = -np.minimum(block.down, reach), np.minimum(block.up, reach)
    solver = Quiet()
    for option, value in (("solver", "ipm"), ("run_crossover", "off"), ("time_limit", left)):
        solver.setOptionValue(option, value)
    solver.passModel(model(block, relations(block), cost.astype(float), low, high))
    solver.run()
    d = np.asarray(solver.getSolution().col_value)
    # Whatever the solver says of it: a point that fits is one that nobody can rule out.
    return d if len(d) == len(cost) and block.fits(d) else None


def multipliers(block: Block, result: OptimizeResult) -> dict[int, float]:
    """How strongly each relation presses on the bound, for those that do."""
    weights = [
        *(result.eqlin.marginals if block.equal.shape[0] else ()),
        *(result.ineqlin.marginals if block.atmost.shape[0] else ()),
    ]
    return {
        int(row): float(weight) for row, weight in zip(block.rows, weights, strict=True) if abs(weight) > 1e-7
    }


def whole_up(low: float) -> int:
    """The first whole number not below a deviation."""
    return int(np.ceil(low - NEAR))


def whole_down(high: float) -> int:
    """The last whole number not above a deviation."""
    return int(np.floor(high + NEAR))
