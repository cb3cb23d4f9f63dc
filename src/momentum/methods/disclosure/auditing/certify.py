"""Most cells are wide, and a few tables that fit show it of thousands at once.

A piece of the cells is set free, all others keep their true values, and the programme looks for a table in
which many cells differ at once: random signs for the cells still to be seen wide, and the opposite signs. What
fits with the others held fits everything, so a cell seen to be wide is wide; no cell is ever called narrow here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np

from momentum.methods.disclosure.auditing.blocks import Block, System
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.programmes import far_points
from momentum.methods.disclosure.auditing.work import Work
from momentum.methods.disclosure.tables import Table

# Cells a piece, which dimension is cut (0: the one with most codes), and where the cutting begins.
ROUNDS = ((1200, 0, 0.0), (1200, 0, 0.5), (5000, 0, 0.0), (5000, 0, 0.5), (12000, 0, 0.25))
SMALL = 6000
FEW = 0.05


@dataclass
class Seen:
    """The lowest and highest deviation seen of each place in tables that fit."""

    low: np.ndarray
    high: np.ndarray

    def widen(self, cells: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """More of some places."""
        self.low[cells] = np.minimum(self.low[cells], low)
        self.high[cells] = np.maximum(self.high[cells], high)


def certify(known: Knowledge, system: System, needs: Needs, work: Work, deadline: float, seed: int) -> Seen:
    """How far every place was seen to go; a few places may stay undecided."""
    seen = Seen(np.zeros(len(needs.width)), np.zeros(len(needs.width)))
    cut = [list(pieces(known, system, *how)) for how in (ROUNDS if len(system.columns) > SMALL else ())]
    everything = [np.arange(len(system.columns))]
    for some in (*cut, everything, everything):
        tasks = []
        for number, cells in enumerate(some):
            if not needs.at(cells).met(seen.low[cells], seen.high[cells]).all():
                tasks.append(
                    (system, needs, cells, seen.low[cells], seen.high[cells], deadline, seed + number)
                )
        before = needs.met(seen.low, seen.high).sum()
        for (_, _, cells, *_), (low, high) in zip(tasks, work.each_alone(widen, tasks), strict=True):
            seen.widen(cells, low, high)
        if some is everything and needs.met(seen.low, seen.high).sum() == before:
            break
    return seen


def widen(
    system: System,
    needs: Needs,
    cells: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    deadline: float,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Set these cells free and look how far they go; `low` and `high` as seen before, and the wider ones."""
    low, high = low.copy(), high.copy()
    for d in points(system.free(cells), needs.at(cells), low, high, deadline, seed):
        np.minimum(low, d, out=low)
        np.maximum(high, d, out=high)
    return low, high


def points(
    block: Block, needs: Needs, low: np.ndarray, high: np.ndarray, deadline: float, seed: int
) -> Iterator[np.ndarray]:
    """Deviations that fit, as long as they still show much; the caller widens `low` and `high` in place."""
    random = np.random.default_rng(seed)
    enough = np.maximum(needs.width, np.maximum(needs.below, needs.above))
    reach = max(6.0, 2 * needs.most)
    while monotonic() < deadline:
        narrow = ~needs.met(low, high)
        if not narrow.any():
            return
        direction = random.choice([-1.0, 1.0], size=len(low)) * narrow
        # No use in pushing a cell where it cannot go.
        pushes = [
            np.clip(way * direction, -1.0 * (block.up > 0), 1.0 * (block.down > 0)) for way in (1.0, -1.0)
        ]
        yield from far_points(block, pushes, np.where(narrow, enough, reach), deadline)
        if narrow.sum() - (~needs.met(low, high)).sum() <= FEW * narrow.sum():
            return


def pieces(known: Knowledge, system: System, size: int, rank: int, shift: float) -> Iterator[np.ndarray]:
    """Places of each table cut along one dimension into pieces of about `size` cells."""
    place = np.full(len(known.keys), -1)
    place[system.columns] = np.arange(len(system.columns))
    for table, grid in zip(known.tables, known.grids, strict=True):
        if not grid.shape:
            # A table without dimensions is one cell.
            if (cells := place[grid.reshape(1)])[0] >= 0:
                yield cells
            continue
        order = np.argsort([-length for length in grid.shape], kind="stable")
        axis = int(order[min(rank, len(order) - 1)])
        number = max(1, round(int((place[grid] >= 0).sum()) / size))
        for codes in _cuts(table, axis, number, shift):
            found = place[grid.take(codes, axis=axis)]
            cells = np.unique(found[found >= 0])
            if len(cells):
                yield cells


def _cuts(table: Table, axis: int, number: int, shift: float) -> Iterator[list[int]]:
    """The codes of one dimension in `number` runs of siblings, each with all codes above."""
    dimension = table.dimensions[axis]
    place = {code: i for i, code in enumerate(dimension.codes)}
    leaves = sorted(dimension.leaves, key=lambda code: ([*reversed(dimension.ancestors(code)), code], code))
    by = int(shift * len(leaves) / number)
    leaves = leaves[by:] + leaves[:by]
    for run in np.array_split(np.arange(len(leaves)), min(number, len(leaves))):
        codes = {above for i in run for above in (leaves[i], *dimension.ancestors(leaves[i]))}
        yield sorted(place[code] for code in codes)
