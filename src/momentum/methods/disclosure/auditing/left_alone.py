"""Tables that fit, differ in many cells and leave the cells of some holders alone.

What such a table shows to be wide is wide for each of those holders, and for everybody who knows no cell of the
piece that was set free.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.certify import pieces, points
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.work import Work

# Cells a piece, where the cutting begins, and how many holders are at most left alone one by one.
ROUNDS = ((700, 0.0, 4), (700, 0.5, 1000), (2500, 0.25, 4))


class Open:
    """Which holders could still learn which primary places: all of others', until tables show otherwise.

    matrix  primary places × holders.
    """

    def __init__(self, size: int, primary: np.ndarray, owns: Sequence[np.ndarray]) -> None:
        self.primary = primary
        self.matrix = np.ones((len(primary), len(owns)), dtype=bool)
        row = np.full(size, -1)
        row[primary] = np.arange(len(primary))
        self.row = row
        for number, own in enumerate(owns):
            rows = row[own]
            self.matrix[rows[rows >= 0], number] = False
        cells = np.concatenate(owns)
        order = np.argsort(cells, kind="stable")
        self.cells = cells[order]
        self.who = np.repeat(np.arange(len(owns)), [len(own) for own in owns])[order]

    def knowing(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(number of the cell, holder) for these sorted places."""
        inside = np.isin(self.cells, cells)
        return np.searchsorted(cells, self.cells[inside]), self.who[inside]

    def close(self, places: np.ndarray, holders: np.ndarray) -> None:
        """These holders do not learn these places."""
        self.matrix[np.ix_(self.row[places], holders)] = False

    def left(self) -> list[tuple[int, list[int]]]:
        """Places with the holders that could still learn them."""
        rows = np.flatnonzero(self.matrix.any(axis=1))
        return [(int(self.primary[row]), np.flatnonzero(self.matrix[row]).tolist()) for row in rows]


def look(known: Knowledge, system: System, open_: Open, work: Work, deadline: float, seed: int) -> None:
    """Close what is seen to be wide for holders whose cells are left alone."""
    for size, shift, singly in ROUNDS:
        tasks, meant = [], []
        for number, cells in enumerate(pieces(known, system, size, 0, shift)):
            found = list(_without(open_, cells, singly))
            if found:
                tasks.append((cells, [(held, asked) for held, asked, _ in found], deadline, seed + number))
                meant.append([holders for *_, holders in found])
        for holders, answers in zip(meant, work.each(wide_without, tasks), strict=True):
            for some, places in zip(holders, answers, strict=True):
                open_.close(places, some)


def _without(
    open_: Open, cells: np.ndarray, singly: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(numbers of the cells to hold, whether each cell is asked about, holders for whom the answer counts)."""
    rows = open_.row[cells]
    primary = rows >= 0
    still = np.zeros((len(cells), open_.matrix.shape[1]), dtype=bool)
    still[primary] = open_.matrix[rows[primary]]
    at, who = open_.knowing(cells)
    inside = np.isin(np.arange(still.shape[1]), who)
    outside = np.flatnonzero(~inside)
    far = np.asarray(still[:, outside].any(axis=1))
    near = np.flatnonzero(inside & still.any(axis=0))
    for some in _groups(near, singly):
        asked = still[:, some].any(axis=1) | far
        held = np.unique(at[np.isin(who, some)])
        asked[held] = False
        if asked.any():
            yield held, asked, np.concatenate([some, outside])
            far = far & ~asked
    if far.any():
        yield np.zeros(0, dtype=int), far, outside


def _groups(holders: np.ndarray, singly: int) -> Iterator[np.ndarray]:
    """Each holder alone, or, of many, groups in which any two are once apart."""
    if len(holders) <= singly:
        yield from (holders[i : i + 1] for i in range(len(holders)))
        return
    side = int(np.ceil(np.sqrt(len(holders))))
    number = np.arange(len(holders))
    for divided in (number % side, number // side):
        yield from (holders[divided == group] for group in range(side) if (divided == group).any())


def wide_without(
    system: System,
    needs: Needs,
    cells: np.ndarray,
    groups: Sequence[tuple[np.ndarray, np.ndarray]],
    deadline: float,
    seed: int,
) -> list[np.ndarray]:
    """For each (numbers of the cells held, cells asked about) the places seen to be wide."""
    found = []
    for held, asked in groups:
        free = np.setdiff1d(np.arange(len(cells)), held)
        wanted = needs.at(cells[free])
        for need in (wanted.width, wanted.below, wanted.above):
            need[~asked[free]] = 0
        low, high = np.zeros(len(free)), np.zeros(len(free))
        for d in points(system.free(cells[free]), wanted, low, high, deadline, seed):
            np.minimum(low, d, out=low)
            np.maximum(high, d, out=high)
        found.append(cells[free[asked[free] & wanted.met(low, high)]])
    return found
