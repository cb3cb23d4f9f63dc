"""The least number of persons that any plan must withhold, by the plainest exact method, for what is small enough.

An integer programme over "withhold this cell", to which cuts are added from the duals of one attacker's linear programme
per primary cell, until every primary cell is wide enough or the minutes are over (Fischetti & Salazar-González 2001).
Nothing is shared with the protector: this is what its claims of optimality are held against.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from time import monotonic

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from momentum.methods.disclosure import CellKey, Rules, Table

RISE = 50.0
"""No cell needs to rise by more than so many persons to hide another (bounds rest on this)."""
EMPTY = 1e-3
"""What withholding an empty cell costs, in persons: nearly nothing, so that they are not withheld without need."""


@dataclass
class Optimum:
    """`persons` in the best plan found (None: none), `bound` no plan can go below, both in persons."""

    withheld: set[CellKey] = field(default_factory=set)
    persons: int | None = None
    bound: float = 0.0
    rounds: int = 0


class _Model:
    """Cells as columns, sums as rows: deviations d from the true counts with sums @ d = 0."""

    def __init__(self, tables: Sequence[Table], rules: Rules) -> None:
        shown = rules.zeros == "shown"
        values: dict[CellKey, int] = {}
        rows: dict[frozenset[tuple[CellKey, int]], None] = {}
        for table in tables:
            for at in product(*(d.codes for d in table.dimensions)):
                value = table.cells.get(at, 0)
                if value or not (shown or at in table.structural):
                    values[table.key(at)] = value
        for table in tables:
            for at in product(*(d.codes for d in table.dimensions)):
                for position, dimension in enumerate(table.dimensions):
                    for _parent, codes in (each for each in dimension.sums if each[0] == at[position]):
                        parts = [table.key((*at[:position], code, *at[position + 1 :])) for code in codes]
                        row = {(key, 1) for key in parts if key in values}
                        if table.key(at) in values:
                            rows[frozenset(row | {(table.key(at), -1)})] = None
        self.keys = list(values)
        column = {key: i for i, key in enumerate(self.keys)}
        entries = [(r, column[key], sign) for r, row in enumerate(rows) for key, sign in row]
        i, j, data = zip(*entries, strict=True)
        self.sums = sp.csr_matrix((data, (i, j)), shape=(len(rows), len(self.keys)))
        self.values = np.array([values[key] for key in self.keys], dtype=float)
        self.fall = self.values - (1.0 if shown else 0.0)
        self.primary = np.flatnonzero((self.values > 0) & (self.values < rules.n))
        self.width = float(rules.width)


def exact_optimum(tables: Sequence[Table], rules: Rules, seconds: float) -> Optimum:
    """The cheapest plan within the time given, and the best bound proven."""
    model, deadline, found = _Model(tables, rules), monotonic() + seconds, Optimum()
    size = len(model.keys)
    must = np.zeros(size)
    must[model.primary] = 1.0
    cost = np.where(model.values > 0, model.values, EMPTY)
    cuts = [row for cell in model.primary for row in _of_single_sums(model, int(cell))]
    while monotonic() < deadline:
        found.rounds += 1
        result = milp(
            cost,
            constraints=LinearConstraint(sp.csr_matrix(np.array(cuts)), model.width, np.inf),
            bounds=Bounds(must, np.ones(size)),
            integrality=np.ones(size),
            options={"time_limit": max(1.0, deadline - monotonic()), "mip_rel_gap": 1e-6},
        )
        if result.mip_dual_bound is not None:
            found.bound = max(
                found.bound, float(result.mip_dual_bound) - EMPTY * float((model.values == 0).sum())
            )
        if result.status != 0 or result.x is None:
            break
        chosen = result.x > 0.5
        new = _violated(model, chosen, deadline)
        if new is None:
            break
        if not new:
            found.withheld = {key for key, yes in zip(model.keys, chosen, strict=True) if yes}
            found.persons = int(model.values[chosen].sum())
            break
        cuts += new
    return found


def _of_single_sums(model: _Model, cell: int) -> list[np.ndarray]:
    """What each sum alone demands: that the other cells in it can make room for this one."""
    rows = []
    for row in model.sums[:, [cell]].nonzero()[0]:
        start, end = model.sums.indptr[row : row + 2]
        columns, signs = model.sums.indices[start:end], model.sums.data[start:end]
        own = signs[columns == cell][0]
        up = np.where(signs == own, model.fall[columns], RISE)
        down = np.where(signs == own, RISE, model.fall[columns])
        cut = np.zeros(len(model.keys))
        cut[columns] = np.minimum(up + down, model.width)
        cut[cell] = 0.0
        rows.append(cut)
    return rows


def _violated(model: _Model, chosen: np.ndarray, deadline: float) -> list[np.ndarray] | None:
    """A cut for each primary cell that is too narrow under this choice; None when time ran out."""
    up, down = np.where(chosen, RISE, 0.0), np.where(chosen, model.fall, 0.0)
    twice = sp.block_diag([model.sums, model.sums], format="csr")
    cuts = []
    for cell in model.primary:
        cost = np.zeros(2 * len(model.keys))
        cost[cell], cost[len(model.keys) + cell] = -1.0, 1.0
        if monotonic() > deadline:
            return None
        result = linprog(
            cost,
            A_eq=twice,
            b_eq=np.zeros(twice.shape[0]),
            bounds=np.column_stack([np.tile(-down, 2), np.tile(up, 2)]),
            method="highs",
        )
        if result.status != 0:
            return None
        if -result.fun < model.width - 1e-6:
            cuts.append(_cut(model, int(cell), result))
    return cuts


def _cut(model: _Model, cell: int, result: object) -> np.ndarray:
    """Σ (what each cell would add if it could move) ≥ width, no cell counted for more than the whole width."""
    size = len(model.keys)
    weights = -np.asarray(result.eqlin.marginals)  # type: ignore[attr-defined]
    cut = np.zeros(size)
    for half, sign in ((0, 1.0), (1, -1.0)):
        # Reduced profit of moving each column, at these prices of the sums.
        profit = -(model.sums.T @ weights[half * model.sums.shape[0] : (half + 1) * model.sums.shape[0]])
        profit[cell] += sign
        cut += np.where(profit > 1e-9, profit * RISE, 0) + np.where(profit < -1e-9, -profit * model.fall, 0)
    own = cut[cell]
    cut = np.minimum(cut, model.width)
    cut[cell] = min(own, model.width)
    return cut
