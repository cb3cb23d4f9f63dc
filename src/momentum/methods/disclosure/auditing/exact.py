"""The interval of one cell, from both sides: what bounds it and what reaches as far.

The relations near a cell bound it, whatever the others say; tables that differ only near it and fit every
relation show how far it goes. Where the two meet the bound is exact; where they do not, more is taken along.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import numpy as np

from momentum.methods.disclosure.auditing.blocks import NEAR, Block, System
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.programmes import linear, multipliers, point, whole_numbers

Proof = Literal["integer", "linear", "at least", "none"]
Weights = dict[int, float]


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
class Bounds:
    """How far one place deviates, and by relation of the system what presses on it from below and above.

    shrunk  whole persons leave less than fractions do.
    """

    low: float
    high: float
    proof: Proof
    below: Weights = field(default_factory=dict)
    above: Weights = field(default_factory=dict)
    shrunk: bool = False


def far(system: System, needs: Needs) -> float:
    """A deviation so large that a bound there counts as none."""
    largest = float(system.down.max(initial=0))
    return max(1000.0, 4 * largest, 4 * needs.most)


def rings(system: System, start: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, bool]]:
    """(relations, cells, whether this is all that hangs together) around some places, ever wider."""
    cells, rows = start, system.touching(start)
    last = len(rows) == 0
    while True:
        if len(rows):
            cells = np.union1d(cells, system.matrix[rows].indices)
        more = system.touching(cells)
        last = len(more) == len(rows)
        yield rows, cells, last
        if last:
            return
        rows = more


def interval_of(
    system: System,
    needs: Needs,
    place: int,
    deadline: float,
    low: float = 0.0,
    high: float = 0.0,
    *,
    exact: bool = True,
) -> Bounds:
    """Exact linear bounds of one place, or "at least" once it is seen to be as wide as needed.

    `low` and `high` are deviations it is already seen to reach. Where the bounds need not be `exact`, the first
    that prove the place to be too narrow are enough.
    """
    end = far(system, needs)
    need = needs.at(np.array([place]))
    for rows, cells, _ in rings(system, np.array([place])):
        outer = _extent(system.around(rows) if len(rows) else system.free(cells), place, end, deadline)
        if not exact and outer and not need.met(np.array([outer.low]), np.array([outer.high])).all():
            return outer
        inner = _extent(system.free(cells), place, end, deadline)
        if inner is not None:
            low, high = min(low, inner.low), max(high, inner.high)
        if need.met(np.array([low]), np.array([high])).all():
            return Bounds(low, high, "at least")
        if outer is None or inner is None:
            break
        if outer.high - high < NEAR and low - outer.low < NEAR:
            return Bounds(low, high, "linear", outer.below, outer.above)
    return Bounds(low, high, "none")


def _extent(block: Block, place: int, end: float, deadline: float) -> Bounds | None:
    """How far a place goes within a block, both ways; None where either is not certain."""
    found = []
    at = np.flatnonzero(block.cells == place)
    if not len(at):
        return None
    cost = np.zeros(len(block.cells))
    for way in (1.0, -1.0):
        cost[at] = way
        result = linear(block, cost, end, deadline)
        d = point(block, result)
        if d is None:
            return None
        found.append((float(d[at][0]), multipliers(block, result)))
    return Bounds(found[0][0], found[1][0], "linear", found[0][1], found[1][1])


def explanation(
    system: System,
    needs: Needs,
    place: int,
    low: float,
    high: float,
    behind: np.ndarray,
    deadline: float,
    widest: int,
) -> tuple[Weights, Weights]:
    """The relations that give these bounds: first those `behind` the cell, then from as near as they do.

    At most `widest` rings are taken along.
    """
    end = far(system, needs)
    below: Weights | None = None
    above: Weights | None = None
    near = (rows for rows, _, _ in rings(system, np.array([place])))
    for number, rows in enumerate(chain([behind], near)):
        if number > widest or (below is not None and above is not None):
            break
        outer = _extent(system.around(rows), place, end, deadline) if len(rows) else None
        if outer is None:
            continue
        if below is None and outer.low >= low - 1 + NEAR:
            below = outer.below
        if above is None and outer.high <= high + 1 - NEAR:
            above = outer.above
    return below or {}, above or {}


def whole_interval(system: System, needs: Needs, cells: np.ndarray, deadline: float) -> list[Bounds]:
    """The bounds over whole persons of each cell of a small group that hangs together."""
    block, end = system.free(cells), far(system, needs)
    return [_whole(block, i, end, deadline) for i in range(len(cells))]


def _whole(block: Block, at: int, end: float, deadline: float) -> Bounds:
    cost = np.zeros(len(block.cells))
    reached, weights, linear_reach = [0.0, 0.0], [Weights(), Weights()], [0.0, 0.0]
    proven = True
    for side, way in enumerate((1.0, -1.0)):
        cost[at] = way
        result = linear(block, cost, end, deadline)
        d = point(block, result)
        if d is not None:
            weights[side] = multipliers(block, result)
            linear_reach[side] = float(d[at])
        if d is not None and np.any(np.abs(d - np.round(d)) >= NEAR):
            d = point(block, whole_numbers(block, cost, end, deadline))
        if d is None:
            proven = False
        else:
            reached[side] = float(d[at])
    inward = np.ceil(linear_reach[0] - NEAR), np.floor(linear_reach[1] + NEAR)
    shrunk = proven and bool(inward[0] < reached[0] - NEAR or inward[1] > reached[1] + NEAR)
    return Bounds(reached[0], reached[1], "integer" if proven else "none", weights[0], weights[1], shrunk)


def furthest(system: System, weights: Weights, enough: float, deadline: float) -> tuple[float, bool] | None:
    """(how far Σ weight · deviation goes up, whether that is exact), at least `enough` where not; None: unsettled."""
    start = np.array(sorted(weights))
    for rows, cells, _ in rings(system, start):
        values = []
        for block in (system.free(cells), system.around(rows) if len(rows) else system.free(cells)):
            cost = np.array([-weights.get(int(cell), 0.0) for cell in block.cells])
            result = linear(block, cost, 4.0 * enough, deadline)
            d = point(block, result)
            if d is None:
                return None
            values.append(float(-cost @ d))
        if values[0] >= enough - NEAR:
            return values[0], False
        if values[1] - values[0] < NEAR:
            return values[0], True
    return None
