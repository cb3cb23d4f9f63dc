"""Demands on the choice of what to withhold: enough must give way around each cell.

Source: Fischetti & Salazar-González (2001), section 4: capacity constraints from an attacker's duals.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.protecting.problem import CLOSE, Problem

# Choices in fractions need not be told from each other exactly.
ENOUGH = 1e-3


@dataclass(frozen=True)
class Cut:
    """coefficients @ x[columns] ≥ need, where `cell` is withheld; all columns may be withheld or not."""

    cell: int
    columns: np.ndarray
    coefficients: np.ndarray
    need: float

    @property
    def mark(self) -> tuple[int, bytes, bytes]:
        """The same for cuts that demand the same."""
        return self.cell, self.columns.tobytes(), self.coefficients.tobytes()

    def can_hold(self) -> bool:
        """Whether withholding everything that may be withheld meets it."""
        return float(self.coefficients.sum()) > self.need - CLOSE

    def short(self, x: np.ndarray) -> float:
        """By how much a choice (possibly in fractions) falls short of the demand."""
        return float(self.need * x[self.cell] - self.coefficients @ x[self.columns])


def cut(problem: Problem, cell: int, columns: np.ndarray, capacity: np.ndarray, need: float) -> Cut | None:
    """The demand that `columns`, by these capacities, give way by `need`; None where they always do."""
    always = problem.must[columns]
    need = need - float(capacity[always].sum())
    useful = problem.may[columns] & (capacity > CLOSE) & (columns != cell)
    if need <= CLOSE:
        return None
    return Cut(cell, columns[useful].astype(np.int64), np.minimum(capacity[useful], need), need)


@dataclass(frozen=True)
class Sides:
    """What is asked on each side of each cell, for an attacker who knows its own bounds already."""

    up: np.ndarray
    down: np.ndarray
    width: np.ndarray

    def of(self, columns: np.ndarray) -> "Sides":
        """The same of these columns."""
        return Sides(self.up[columns], self.down[columns], self.width[columns])


class Asked:
    """What one choice `x` asks, with `sides` and `x` one entry a column: where it withholds, movements so far."""

    def __init__(self, sides: Sides, x: np.ndarray) -> None:
        self.sides, self.x = sides, x
        self.whole = bool(np.all((x < CLOSE) | (x > 1 - CLOSE)))
        self.close = CLOSE if self.whole else ENOUGH
        self.withheld = x > CLOSE

    def missed(self, low: np.ndarray, high: np.ndarray, at: slice | int = slice(None)) -> np.ndarray:
        """Which columns, of those `at`, were not seen to move, from `low` to `high`, as far as is asked."""
        sides, x, close = self.sides, self.x[at], self.close
        rise, fall = high[at] + close, close - low[at]
        if self.whole:
            rise, fall = np.floor(rise), np.floor(fall)
        found: np.ndarray = (rise < sides.up[at] * x - close) | (fall < sides.down[at] * x - close)
        found |= rise + fall < sides.width[at] * x - close
        return found & self.withheld[at]


def capacity(
    problem: Problem, relations: sp.csr_matrix, cell: int, sign: float, dual: np.ndarray
) -> np.ndarray:
    """How much each column, were it withheld, could add to this movement of `cell` (duality).

    `relations` are those of the programme that has these duals, over all columns of the problem.
    """
    reduced = -(relations.T @ dual)
    reduced[cell] -= sign
    found: np.ndarray = np.where(reduced < -CLOSE, -reduced * problem.rise, 0.0)
    found += np.where(reduced > CLOSE, reduced * problem.fall, 0.0)
    return found


def sides(problem: Problem) -> Sides:
    """A cell that can fall by 1 and must be in doubt by 3 has to be able to rise by 2."""
    needs = problem.needs
    return Sides(
        np.maximum(needs.up, needs.width - np.minimum(problem.fall, needs.width)),
        np.maximum(needs.down, needs.width - np.minimum(problem.rise, needs.width)),
        needs.width,
    )


# So many different demands are looked at one by one; beyond, capacities are compared without clipping them.
DISTINCT = 8


class Relations:
    """Cuts that single relations demand, looked for in all relations at once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        matrix = problem.relations
        self.row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        self.column = matrix.indices
        self.plus = matrix.data > 0
        self.sides = sides(problem)

    def violated(self, x: np.ndarray) -> list[Cut]:
        """The demands of single relations that this choice does not meet."""
        found: dict[tuple[int, bytes, bytes], Cut] = {}
        for need, up, down in (
            (self.sides.up, True, False),
            (self.sides.down, False, True),
            (self.sides.width, True, True),
        ):
            asked = (need > 0) & (x > CLOSE)
            levels = np.unique(need[asked])
            if len(levels) > DISTINCT:
                self._level(x, need, asked, np.inf, up, down, found)
                continue
            for level in levels:
                self._level(x, need, asked & (need == level), float(level), up, down, found)
        return list(found.values())

    def _capacity(self, same: np.ndarray, up: bool, down: bool, column: np.ndarray) -> np.ndarray:
        fall, rise = self.problem.fall[column], self.problem.rise[column]
        found = np.zeros(len(column))
        if up:
            found += np.where(same, fall, rise)
        if down:
            found += np.where(same, rise, fall)
        return found

    def _level(
        self,
        x: np.ndarray,
        need: np.ndarray,
        asked: np.ndarray,
        level: float,
        up: bool,
        down: bool,
        found: dict[tuple[int, bytes, bytes], Cut],
    ) -> None:
        column, row, plus = self.column, self.row, self.plus
        rows = self.problem.relations.shape[0]
        for side in (True, False):
            # The capacity of each entry towards a cell that stands in its row with this sign.
            capacity = np.minimum(self._capacity(plus == side, up, down, column), level) * x[column]
            together = np.bincount(row, capacity, rows)
            short = need[column] * x[column] - (together[row] - capacity)
            for entry in np.flatnonzero((plus == side) & asked[column] & (short > 1e-4)):
                self._add(int(entry), need, up, down, found)

    def _add(
        self,
        entry: int,
        need: np.ndarray,
        up: bool,
        down: bool,
        found: dict[tuple[int, bytes, bytes], Cut],
    ) -> None:
        matrix = self.problem.relations
        start, end = matrix.indptr[self.row[entry]], matrix.indptr[self.row[entry] + 1]
        others = np.arange(start, end) != entry
        columns = self.column[start:end][others]
        same = (self.plus[start:end] == self.plus[entry])[others]
        cell = int(self.column[entry])
        capacity = np.minimum(self._capacity(same, up, down, columns), need[cell])
        demand = cut(self.problem, cell, columns, capacity, float(need[cell]))
        if demand is not None:
            found[demand.mark] = demand
