"""What one who knows its own cells (an enterprise its own counts) learns of the others'."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.certify import pieces, points
from momentum.methods.disclosure.auditing.exact import Bounds, interval_of
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.work import Work
from momentum.methods.disclosure.rules import Rules

# Pairs of a cell and a holder judged at once; holds the memory down.
PAIRS = 10_000_000
PIECE = 1200


@dataclass(frozen=True)
class Holder:
    """One who knows its own cells; `own` are the places of those the public does not know."""

    dimension: str
    code: str
    own: np.ndarray

    def __str__(self) -> str:
        return f"{self.dimension} {self.code}"


@dataclass(frozen=True)
class Learnt:
    """A holder's bounds on a cell of others; proof "none" where no bound was proven."""

    holder: Holder
    place: int
    bounds: Bounds


def holders(known: Knowledge, system: System, rules: Rules) -> list[Holder]:
    """Everyone who knows cells that the public does not, over all tables."""
    place = np.full(len(known.keys), -1)
    place[system.columns] = np.arange(len(system.columns))
    own: dict[tuple[str, str], list[np.ndarray]] = {}
    for table, grid in zip(known.tables, known.grids, strict=True):
        for axis, dimension in enumerate(table.dimensions):
            if dimension.name in rules.holders:
                for number, code in enumerate(dimension.codes):
                    if code in dimension.leaves:
                        found = place[grid.take(number, axis=axis)].reshape(-1)
                        own.setdefault((dimension.name, code), []).append(found[found >= 0])
    everyone = [Holder(*name, np.unique(np.concatenate(parts))) for name, parts in own.items()]
    return [holder for holder in everyone if len(holder.own)]


def learnt_by_holders(
    known: Knowledge,
    system: System,
    needs: Needs,
    primary: np.ndarray,
    rules: Rules,
    work: Work,
    deadline: float,
    seed: int,
) -> list[Learnt]:
    """For each primary place (safe against the public) the first holder found who learns too much of it."""
    everyone = holders(known, system, rules)
    batch = max(1, PAIRS // max(1, len(primary)))
    found: list[Learnt] = []
    for first in range(0, len(everyone), batch):
        some = everyone[first : first + batch]
        left = np.setdiff1d(primary, [learnt.place for learnt in found])
        if len(left):
            found += _learnt_by(known, system, needs, left, some, work, deadline, seed)
    return found


def _learnt_by(
    known: Knowledge,
    system: System,
    needs: Needs,
    primary: np.ndarray,
    everyone: Sequence[Holder],
    work: Work,
    deadline: float,
    seed: int,
) -> list[Learnt]:
    ties = _Ties(len(system.columns), primary, everyone)
    tasks = [
        (cells, ties.owner[cells], deadline, seed + number)
        for shift in (0.0, 0.5)
        for number, cells in enumerate(pieces(known, system, PIECE, 0, shift))
    ]
    for (cells, *_), shown in zip(tasks, work.each(seen_by_holders, tasks), strict=True):
        for d in shown:
            ties.widen(cells, d)
    open_pairs = ties.undecided(needs)
    tasks2 = [(place, [everyone[h].own for h in others], deadline) for place, others in open_pairs]
    answers = work.each(first_who_learns, tasks2)
    return [
        Learnt(everyone[others[answer[0]]], place, answer[1])
        for (place, others), answer in zip(open_pairs, answers, strict=True)
        if answer is not None
    ]


class _Ties:
    """How far each primary place was seen to go in tables that leave each holder's own cells as they are."""

    def __init__(self, size: int, primary: np.ndarray, everyone: Sequence[Holder]) -> None:
        self.primary = primary
        self.row = np.full(size, -1)
        self.row[primary] = np.arange(len(primary))
        # Of a place that several holders know, the first; `several` tells the others.
        self.owner = np.full(size, -1)
        self.own = np.zeros((len(primary), len(everyone)), dtype=bool)
        self.several: dict[int, list[int]] = {}
        for number, holder in enumerate(everyone):
            for place in holder.own[self.owner[holder.own] >= 0].tolist():
                self.several.setdefault(place, []).append(number)
            fresh = holder.own[self.owner[holder.own] < 0]
            self.owner[fresh] = number
            rows = self.row[holder.own]
            self.own[rows[rows >= 0], number] = True
        self.low = np.zeros(self.own.shape)
        self.high = np.zeros(self.own.shape)

    def widen(self, cells: np.ndarray, d: np.ndarray) -> None:
        """A table that fits: it counts against every holder whose own cells it leaves alone."""
        moved = cells[np.abs(d) > 1e-9]
        touched = set(self.owner[moved].tolist())
        for place in moved.tolist() if self.several else ():
            touched.update(self.several.get(place, ()))
        unaware = np.setdiff1d(np.arange(self.own.shape[1]), sorted(touched))
        rows = self.row[cells]
        inside = rows >= 0
        at = np.ix_(rows[inside], unaware)
        step = d[inside, None]
        self.low[at] = np.minimum(self.low[at], step)
        self.high[at] = np.maximum(self.high[at], step)

    def undecided(self, needs: Needs) -> list[tuple[int, list[int]]]:
        """Primary places with the holders against whom nothing is shown yet."""
        need = needs.at(self.primary)
        wide = Needs(need.width[:, None], need.below[:, None], need.above[:, None]).met(self.low, self.high)
        open_ = ~wide & ~self.own
        return [
            (int(self.primary[row]), np.flatnonzero(open_[row]).tolist())
            for row in np.flatnonzero(open_.any(axis=1))
        ]


def seen_by_holders(
    system: System, needs: Needs, cells: np.ndarray, owner: np.ndarray, deadline: float, seed: int
) -> list[np.ndarray]:
    """Tables that fit and differ in these cells: with all free, then with half of the holders' cells held.

    The halves are those of the binary digits of the holders' numbers: any two holders differ in a digit, so
    each is free once while the other is held.
    """
    found = []
    inside = np.unique(owner[owner >= 0])
    rank = np.searchsorted(inside, owner)
    sides: list[np.ndarray] = [np.zeros(len(cells), dtype=bool)]
    for digit in range(int(max(0, len(inside) - 1)).bit_length()):
        for side in (0, 1):
            sides.append((owner >= 0) & ((rank >> digit) & 1 == side))
    for held in sides:
        free = np.flatnonzero(~held)
        if not len(free):
            continue
        low, high = np.zeros(len(free)), np.zeros(len(free))
        block = system.free(cells[free])
        for d in points(block, needs.at(cells[free]), low, high, deadline, seed):
            np.minimum(low, d, out=low)
            np.maximum(high, d, out=high)
            whole = np.zeros(len(cells))
            whole[free] = d
            found.append(whole)
    return found


def first_who_learns(
    system: System, needs: Needs, place: int, others: list[np.ndarray], deadline: float
) -> tuple[int, Bounds] | None:
    """Which of these holders (by their own places) learns too much of a place, or is not proven not to."""
    doubt: tuple[int, Bounds] | None = None
    beside = system.matrix[system.touching(np.array([place]))].indices
    # Who stands in the sums of this very cell learns most of it, so is asked first.
    shares = [-int(np.isin(beside, own).sum()) for own in others]
    for number in np.argsort(shares, kind="stable").tolist():
        bounds = interval_of(system.held(others[number]), needs, place, deadline)
        if bounds.proof == "linear":
            return number, bounds
        if bounds.proof == "none" and doubt is None:
            doubt = number, bounds
    return doubt
