"""A linear or integer programme for the protectors, solved by HiGHS; a status other than optimal is said."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True)
class Solution:
    """`x` column values; `dual` one a row; `proven` when optimal; `timed` when the clock ended it.

    bound  below which no solution can lie (of an integer programme; else the objective).
    work   iterations of the simplex method.
    """

    x: np.ndarray
    dual: np.ndarray
    objective: float
    proven: bool
    timed: bool = False
    bound: float = -np.inf
    work: int = 0


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which its own constructor prints before it can be told not to."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Programme:
    """minimise cost @ x, low ≤ matrix @ x ≤ high, lower ≤ x ≤ upper; costs and bounds may change between solves."""

    def __init__(
        self,
        matrix: sp.csr_matrix,
        low: np.ndarray,
        high: np.ndarray,
        lower: np.ndarray,
        upper: np.ndarray,
        *,
        integer: bool = False,
        time_limit: float = 600.0,
        nodes: int = 1_000_000,
        gap: float = 0.0,
        seed: int = 0,
        interior: bool = False,
        primal: bool = False,
    ) -> None:
        rows, columns = matrix.shape
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, rows
        model.col_cost_ = np.zeros(columns)
        model.col_lower_, model.col_upper_ = lower.astype(float), upper.astype(float)
        model.row_lower_, model.row_upper_ = low.astype(float), high.astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        if integer:
            model.integrality_ = [highspy.HighsVarType.kInteger] * columns
        self._integer = integer
        self._columns = np.arange(columns, dtype=np.int32)
        self._solver = _Quiet()
        for option, value in (
            ("threads", 1),
            ("random_seed", seed),
            ("time_limit", max(time_limit, 0.1)),
            ("mip_rel_gap", gap),
            ("mip_max_nodes", nodes),
        ):
            self._solver.setOptionValue(option, value)
        if interior:
            # A point on the best face, not a corner of it: much sooner where a programme is large.
            self._solver.setOptionValue("solver", "ipm")
            self._solver.setOptionValue("run_crossover", "off")
        if primal:
            # Where only prices change from one solve to the next, the last corner stays possible.
            self._solver.setOptionValue("simplex_strategy", 4)
            self._solver.setOptionValue("presolve", "off")
        self._priced: int | None = None
        self._solver.passModel(model)

    def limits(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Other bounds of the columns from now on."""
        self._solver.changeColsBounds(len(self._columns), self._columns, lower, upper)

    def fix(self, column: int, value: float) -> None:
        """Give one column this value from now on."""
        self._solver.changeColBounds(column, value, value)

    def free(self, column: int, lower: float, upper: float) -> None:
        """Give one column these bounds from now on."""
        self._solver.changeColBounds(column, lower, upper)

    def time_limit(self, seconds: float) -> None:
        """Seconds each solve may take from now on, counted by the solver over all its solves."""
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(seconds, 0.1))

    def towards(self, column: int, sign: float) -> Solution | None:
        """The farthest this column alone can go: up (sign 1) or down (−1); not to be mixed with `solve`."""
        if self._priced is not None and self._priced != column:
            self._solver.changeColCost(self._priced, 0.0)
        self._solver.changeColCost(column, -sign)
        self._priced = column
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # A basis that has become hard to work with: once more from the start.
            self._solver.clearSolver()
            self._solver.run()
        return self._found()

    def solve(self, cost: np.ndarray, start: np.ndarray | None = None) -> Solution | None:
        """The best solution found, or None when there is none with a certain status."""
        solver = self._solver
        solver.changeColsCost(len(self._columns), self._columns, cost.astype(float))
        if start is not None:
            hint = highspy.HighsSolution()
            hint.col_value = list(start)
            solver.setSolution(hint)
        solver.run()
        return self._found()

    def _found(self) -> Solution | None:
        solver = self._solver
        status = solver.getModelStatus()
        proven = status == highspy.HighsModelStatus.kOptimal
        info = solver.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        timed = status == highspy.HighsModelStatus.kTimeLimit
        # A limit of nodes is reported as a limit of solutions.
        stopped = timed or status == highspy.HighsModelStatus.kSolutionLimit
        if not proven and not (feasible and stopped):
            return None
        found = solver.getSolution()
        objective = float(info.objective_function_value)
        return Solution(
            np.array(found.col_value),
            np.array(found.row_dual),
            objective,
            proven,
            timed,
            float(info.mip_dual_bound) if self._integer else objective,
            int(info.simplex_iteration_count),
        )
