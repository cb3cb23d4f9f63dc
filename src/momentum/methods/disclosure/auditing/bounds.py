"""How far each unknown cell can lie, given what a reader knows.

A cell reads as wide only on the strength of tables that were multiplied out and found to fit everything
published; the solver's word alone is never enough. A bound reads as tight only when proven optimal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import numpy as np
import scipy.sparse as sp
from scipy.optimize import LinearConstraint, OptimizeResult, linprog, milp

from momentum.methods.disclosure.auditing.knowledge import Knowledge, Relation
from momentum.methods.disclosure.tables import CellKey

# Beyond this many persons above the true count a bound counts as none.
FAR = 1000.0
NEAR = 1e-6

Proof = Literal["integer", "linear", "at least", "none"]


@dataclass(frozen=True)
class Interval:
    """What a reader can derive: low ≤ count ≤ high (persons; `high` None where there is no bound).

    proof  "integer" exact over whole persons; "linear" the linear bounds, rounded inward; "at least" the
           interval is this wide or wider; "none" no verdict.
    """

    low: int
    high: int | None
    proof: Proof

    @property
    def width(self) -> float:
        """Highest minus lowest count, infinite where there is no upper bound."""
        return float("inf") if self.high is None else self.high - self.low


@dataclass(frozen=True)
class Derivation:
    """The interval of one cell with the relations that press on it from both sides."""

    interval: Interval
    relations: tuple[Relation, ...] = ()


@dataclass
class Block:
    """Unknown cells tied together: deviations d from the true counts with equal @ d = 0, d ≥ −room."""

    keys: list[CellKey]
    relations: list[Relation]
    equal: sp.csr_matrix
    atmost: sp.csr_matrix
    slack: np.ndarray
    room: np.ndarray

    def fits(self, d: np.ndarray) -> bool:
        """Whether these deviations agree with everything known."""
        return bool(
            np.all(d >= -self.room - NEAR)
            and np.all(np.abs(self.equal @ d) < 1e-5)
            and np.all(self.atmost @ d <= self.slack + 1e-5)
        )


def blocks(known: Knowledge) -> Iterator[Block]:
    """The unknown cells, split where nothing ties them."""
    column = {key: i for i, key in enumerate(known.unknown)}
    group = list(range(len(column)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    touching = []
    for relation in known.relations:
        inside = [column[key] for key in (*relation.parts, relation.whole) if key in column]
        if inside:
            touching.append((relation, inside[0]))
            for other in inside[1:]:
                group[root(other)] = root(inside[0])
    members: dict[int, list[CellKey]] = {}
    for key, i in column.items():
        members.setdefault(root(i), []).append(key)
    ties: dict[int, list[Relation]] = {}
    for relation, first in touching:
        ties.setdefault(root(first), []).append(relation)
    for name, keys in members.items():
        yield _block(known, keys, ties.get(name, []))


def _block(known: Knowledge, keys: list[CellKey], relations: list[Relation]) -> Block:
    place = {key: i for i, key in enumerate(keys)}
    additions = [r for r in relations if not r.atmost]
    limits = [r for r in relations if r.atmost]

    def matrix(rows: list[Relation]) -> sp.csr_matrix:
        entries = [
            (i, place[key], sign)
            for i, r in enumerate(rows)
            for key, sign in (*((part, 1.0) for part in r.parts), (r.whole, -1.0))
            if key in place
        ]
        i, j, data = zip(*entries, strict=True) if entries else ((), (), ())
        return sp.csr_matrix((data, (i, j)), shape=(len(rows), len(keys)))

    slack = np.array([known.true[r.whole] - known.true[r.parts[0]] for r in limits], dtype=float)
    room = np.array([known.true[key] - known.least.get(key, 0) for key in keys], dtype=float)
    return Block(keys, [*additions, *limits], matrix(additions), matrix(limits), slack, room)


def derive(
    known: Knowledge,
    block: Block,
    wanted: Mapping[CellKey, int],
    *,
    deadline: float,
    integer_cells: int,
    seed: int,
) -> dict[CellKey, Derivation]:
    """Intervals of a block's cells; "at least" where a cell is seen to be as wide as wanted."""
    size = len(block.keys)
    need = np.array([wanted[key] for key in block.keys], dtype=float)
    low, high = np.zeros(size), np.zeros(size)
    small = size <= integer_cells
    if not small:
        _probe(block, need, low, high, deadline, seed)
    found = {}
    for i, key in enumerate(block.keys):
        true = known.true[key]
        if not small and _whole_width(low[i], high[i]) >= need[i]:
            found[key] = Derivation(_interval(true, low[i], high[i], "at least"))
        else:
            found[key] = _single(block, i, true, low, high, deadline, small, need[i])
    return found


def _single(
    block: Block,
    i: int,
    true: int,
    low: np.ndarray,
    high: np.ndarray,
    deadline: float,
    small: bool,
    need: float,
) -> Derivation:
    cost = np.zeros(len(block.keys))
    pressing: list[Relation] = []
    proven, whole = True, True
    for way in (1.0, -1.0):
        cost[i] = way
        result = linear(block, cost, FAR, deadline)
        d = _point(block, result)
        if d is None:
            proven = False
            continue
        pressing += _pressing(block, result)
        integral = bool(np.all(np.abs(d - np.round(d)) < NEAR))
        if small and not integral:
            result = _whole_numbers(block, cost, deadline)
            d = _point(block, result)
            if d is None:
                proven = False
                continue
            integral = True
        whole = whole and integral
        np.minimum(low, d, out=low)
        np.maximum(high, d, out=high)
        # Bounds from whole-number programmes of this very cell override wider fractional points.
        if small:
            (low if way > 0 else high)[i] = d[i]
    proof: Proof = "integer" if whole else "linear"
    if not proven:
        proof = "at least" if _whole_width(low[i], high[i]) >= need else "none"
    return Derivation(_interval(true, low[i], high[i], proof), tuple(dict.fromkeys(pressing)))


def _probe(
    block: Block, need: np.ndarray, low: np.ndarray, high: np.ndarray, deadline: float, seed: int
) -> None:
    """Look for tables in which many cells differ at once: most cells are seen to be wide in a few steps."""
    random = np.random.default_rng(seed)
    reach = max(6.0, 2 * float(need.max(initial=0)))
    idle = 0
    while idle < 3 and monotonic() < deadline:
        narrow = _whole_width(low, high) < need
        if not narrow.any():
            return
        direction = random.choice([-1.0, 1.0], size=len(need)) * narrow
        for way in (1.0, -1.0):
            d = _point(block, linear(block, way * direction, reach, deadline))
            if d is not None:
                np.minimum(low, d, out=low)
                np.maximum(high, d, out=high)
        gained = narrow.sum() - (_whole_width(low, high) < need).sum()
        idle = idle + 1 if gained < 0.05 * narrow.sum() else 0


def linear(block: Block, cost: np.ndarray, reach: float, deadline: float) -> OptimizeResult:
    """The deviations, each at most `reach` upwards, that make `cost` least; status 1 once the time is up."""
    left = deadline - monotonic()
    if left <= 0:
        return OptimizeResult(status=1, x=None)
    return linprog(
        cost,
        A_ub=block.atmost if block.atmost.shape[0] else None,
        b_ub=block.slack if block.atmost.shape[0] else None,
        A_eq=block.equal if block.equal.shape[0] else None,
        b_eq=np.zeros(block.equal.shape[0]) if block.equal.shape[0] else None,
        bounds=np.column_stack([-np.minimum(block.room, reach), np.full(len(cost), reach)]),
        method="highs",
        options={"time_limit": left},
    )


def _whole_numbers(block: Block, cost: np.ndarray, deadline: float) -> OptimizeResult:
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
        bounds=(-np.minimum(block.room, FAR), np.full(len(cost), FAR)),
        integrality=np.ones(len(cost)),
        options={"time_limit": left},
    )


def _point(block: Block, result: OptimizeResult) -> np.ndarray | None:
    """The deviations of an optimal result that fits what is known; None for anything less."""
    if result.status != 0 or result.x is None:
        return None
    d: np.ndarray = np.asarray(result.x)
    return d if block.fits(d) else None


def _pressing(block: Block, result: OptimizeResult) -> list[Relation]:
    weights = [
        *(result.eqlin.marginals if block.equal.shape[0] else ()),
        *(result.ineqlin.marginals if block.atmost.shape[0] else ()),
    ]
    return [r for r, weight in zip(block.relations, weights, strict=True) if abs(weight) > 1e-7]


def _whole_width(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    width: np.ndarray = np.floor(high + NEAR) - np.ceil(low - NEAR)
    return width


def _interval(true: int, low: float, high: float, proof: Proof) -> Interval:
    top = None if high >= FAR - 0.5 else true + int(np.floor(high + NEAR))
    return Interval(true + int(np.ceil(low - NEAR)), top, proof)
