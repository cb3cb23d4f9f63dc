"""An attacker who holds cells of its own: an enterprise knows its own counts and subtracts them.

Every cell of others must stay in doubt for each single holder too. A movement that leaves a holder's cells
alone is possible for all that this holder knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from momentum.methods.disclosure.protecting.attack import Attack, Movements
from momentum.methods.disclosure.protecting.cuts import Cut, Relations
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.grid import Grid
from momentum.methods.disclosure.protecting.near import Nearby
from momentum.methods.disclosure.protecting.parts import Part, components, part
from momentum.methods.disclosure.protecting.problem import CLOSE, Needs, Problem
from momentum.methods.disclosure.protecting.repair import Repair
from momentum.methods.disclosure.protecting.threads import side_by_side
from momentum.methods.disclosure.protecting.unaware import Unaware
from momentum.methods.disclosure.protecting.witness import seen_moving, seen_near

# Up to so many columns that may be withheld, each holder attacks whole regions while the choice is made.
SMALL = 1000
# Up to so many, movements everywhere are looked at besides those of regions.
MIDDLE = 5000
# Cells of a holder's attack on a region that are looked at one by one.
SINGLES = 10
# With more demands than this in hand, no more attacks are tried before the next choice.
ENOUGH = 40
# Pairs of a cell and a holder looked at side by side.
AT_ONCE = 4
# Withholding less than this (persons, where cells cost their count) is not worth looking far away.
WORTH = 0.5


def held_columns(problem: Problem, grids: Sequence[Grid], names: frozenset[str]) -> list[np.ndarray]:
    """The columns each holder knows, over all tables."""
    held: dict[tuple[str, str], list[np.ndarray]] = {}
    for grid in grids:
        for axis, dimension in enumerate(grid.table.dimensions):
            if dimension.name not in names:
                continue
            for place, code in enumerate(dimension.codes):
                if code in dimension.leaves:
                    columns = np.take(grid.columns, place, axis=axis).ravel()
                    held.setdefault((dimension.name, code), []).append(problem.of[columns[columns >= 0]])
    return with_wholes(problem, grids, [np.unique(np.concatenate(columns)) for columns in held.values()])


def with_wholes(problem: Problem, grids: Sequence[Grid], held: list[np.ndarray]) -> list[np.ndarray]:
    """The same with those wholes of which everybody sees all other parts to be empty: they count nobody else."""
    empty = (problem.fall == 0) & (problem.rise == 0)
    for grid in grids:
        columns = grid.columns.ravel()
        counts = [bool(grid.table.cells.get(at)) for at in product(*(d.codes for d in grid.table.dimensions))]
        empty[problem.of[columns[(columns >= 0) & np.array(counts)]]] = False
    owner = np.full(len(empty), -1)
    for number, columns in enumerate(held):
        # What two know is left to what each knows of itself.
        owner[columns] = np.where(owner[columns] == -1, number, -2)
    found, matrix = [list(columns) for columns in held], problem.relations
    more = True
    while more:
        more = False
        for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
            inside, signs = matrix.indices[start:end], matrix.data[start:end]
            wholes = inside[signs < 0]
            who = {int(owner[part]) for part in inside[signs > 0] if not empty[part]}
            if len(wholes) == 1 and owner[wholes[0]] == -1 and len(who) == 1 and min(who) >= 0:
                owner[wholes[0]] = min(who)
                found[min(who)].append(wholes[0])
                more = True
    return [np.unique(columns).astype(int) for columns in found]


def as_seen_by(problem: Problem, columns: np.ndarray) -> Problem:
    """The problem of somebody who knows these columns: they do not move, and nothing is asked of them."""
    fall, rise = problem.fall.copy(), problem.rise.copy()
    fall[columns] = rise[columns] = 0.0
    needs = Needs(*(each.copy() for each in (problem.needs.width, problem.needs.up, problem.needs.down)))
    needs.drop(columns)
    # Of a complement nothing is asked but that the public does not know it.
    needs.drop(~problem.must)
    seen = replace(problem, fall=fall, rise=rise, needs=needs)
    # The relations are the same, and cutting them by columns need not be prepared again.
    seen.__dict__["by_column"] = problem.by_column
    return seen


class Holders:
    """The attacks of each single holder on a plan; what is `nearby` a cell is looked at first."""

    def __init__(
        self, problem: Problem, held: list[np.ndarray], nearby: Nearby, seed: int, clock: Clock
    ) -> None:
        self.problem = problem
        self.nearby = nearby
        regions = nearby.regions
        self.held = held
        self.small = int(problem.may.sum()) <= SMALL
        self.everywhere = np.arange(len(problem.fall))
        self.large = int(problem.may.sum()) > MIDDLE
        self.regions = list(regions) if self.large else [*regions, self.everywhere]
        self.seed = seed
        self.relations = [self._relations(columns) for columns in held]
        self.attacks = [Attack(as_seen_by(problem, own), seed, clock) for own in held] if self.small else []
        self.near = list(self._near(regions)) if self.small else []
        self.clean: dict[int, bytes] = {}

    def _price(self, repair: Repair) -> float:
        return float(self.problem.cost[repair.withheld].sum())

    def _relations(self, columns: np.ndarray) -> Relations:
        seen = as_seen_by(self.problem, columns)
        rows = np.unique(seen.by_column[:, columns].indices)
        return Relations(replace(seen, relations=seen.relations[rows]))

    def _near(self, regions: Sequence[np.ndarray]) -> Iterator[tuple[Attack, Part]]:
        for region in regions:
            made = part(self.problem, region)
            for attack, columns in zip(self.attacks, self.held, strict=True):
                if made is not None and np.isin(columns, made.columns).any():
                    yield attack, made

    def violated(self, x: np.ndarray) -> list[Cut]:
        """The demands against each holder that this choice does not meet: of single relations, then of regions."""
        found = [demand for relations in self.relations for demand in relations.violated(x)]
        if found:
            return found
        for number, (attack, each) in enumerate(self.near):
            mark = x[each.columns].round(7).tobytes()
            if len(found) > ENOUGH or self.clean.get(number) == mark or attack.clock.out():
                continue
            verdict = attack.on(each, x, SINGLES)
            found += verdict.cuts
            if not verdict.narrow and not attack.clock.struck:
                self.clean[number] = mark
        return found or list(self._everywhere(x))

    def _everywhere(self, x: np.ndarray) -> Iterator[Cut]:
        """The demands that only all withheld cells together show, of a whole choice."""
        if np.any((x > CLOSE) & (x < 1 - CLOSE)):
            return
        for piece in components(self.problem, x > 0.5):
            for attack in self.attacks:
                if not attack.clock.out():
                    yield from attack.on(piece, x, SINGLES).cuts

    def repaired(self, withheld: np.ndarray, moved: Movements, clock: Clock) -> list[int]:
        """Widen, in place, what a holder finds narrow; returns the cells that stay so.

        To `moved` is added what shows the others to be wide, for everybody and for each holder.
        """
        asked = np.flatnonzero(self.problem.must & self.problem.needs.any() & withheld)
        unaware = Unaware(len(withheld), asked, self.held)
        for region in self.regions:
            for holders, columns in unaware.groups(region):
                if clock.out():
                    break
                inside = np.zeros(len(withheld), dtype=bool)
                inside[region] = True
                seen = as_seen_by(self.problem, columns)
                wanted = unaware.open_to(holders, region)
                wide = unaware.seen(seen, withheld & inside, wanted, moved, self.seed, clock)
                unaware.close(holders, wide)
        if self.large:
            self._widen_each(withheld, moved, unaware, clock)
        else:
            for holder in range(len(self.held)):
                if len(cells := unaware.left(holder)) and not clock.out():
                    moved.join(self._widen(holder, cells, withheld, unaware, clock))
        return unaware.learnt()

    def _widen_each(self, withheld: np.ndarray, moved: Movements, unaware: Unaware, clock: Clock) -> None:
        """Cell by cell, around one holder after another: who knows nothing that moves is not asked about again."""
        around = self.nearby.slices_of(np.array(unaware.learnt(), dtype=int))
        while not clock.out() and (asked := unaware.untried(AT_ONCE)):
            copies = [(pair, withheld.copy()) for pair in asked]
            for repair in side_by_side(lambda each: self._around(*each, around, clock), copies):
                withheld |= repair.withheld
                moved.join(repair.moved)
                unaware.show(repair.moved, self.problem.needs)

    def _around(
        self, pair: tuple[int, int], withheld: np.ndarray, around: Mapping[int, np.ndarray], clock: Clock
    ) -> Repair:
        """A direction for a cell that leaves the cells of a holder alone."""
        cell, holder = pair
        seen = as_seen_by(self.problem, self.held[holder])
        repair = Repair(seen, withheld.copy(), Movements(seen), self.seed, clock)
        if not self.nearby.tried(repair, cell, around):
            repair.alone(cell)
        if self.problem.cost[repair.withheld & ~withheld].sum() < WORTH:
            return repair
        # Far away something may do that is withheld already, or costs less.
        wide = Repair(seen, withheld, Movements(seen), self.seed, clock)
        if wide.alone(cell) and self._price(wide) < self._price(repair):
            return wide
        return repair

    def _widen(
        self, holder: int, cells: np.ndarray, withheld: np.ndarray, unaware: Unaware, clock: Clock
    ) -> Movements:
        """Give each of these cells a direction that leaves this holder's cells alone; what was seen of all of them."""
        seen = as_seen_by(self.problem, self.held[holder])
        wanted = np.zeros(len(withheld), dtype=bool)
        wanted[cells] = True
        seen.needs.drop(~wanted)
        repair = Repair(seen, withheld, Movements(seen), self.seed, clock)
        seen_moving(seen, withheld, repair.moved, self.seed, clock, batches=2)
        for cell in cells[~repair.moved.met()[cells]].tolist():
            if clock.out():
                break
            # What is withheld already is enough for most.
            seen_near(seen, withheld, repair.moved, {cell: self.everywhere}, self.seed, clock)
            if not repair.moved.met()[cell]:
                self._cheapest(seen, cell, withheld, clock)
            seen_near(seen, withheld, repair.moved, {cell: self.everywhere}, self.seed, clock)
        unaware.close(np.array([holder]), cells[repair.moved.met()[cells]])
        return repair.moved

    def _cheapest(self, seen: Problem, cell: int, withheld: np.ndarray, clock: Clock) -> None:
        """Withhold, in place, what lets a cell move far enough: as far down and up as costs least."""
        needs = seen.needs
        up, down, width = (float(each[cell]) for each in (needs.up, needs.down, needs.width))
        found: tuple[float, np.ndarray] | None = None
        for lower in range(int(down), int(max(down, width - up)) + 1):
            needs.down[cell], needs.up[cell] = lower, max(up, width - lower)
            trial = withheld.copy()
            if lower > seen.fall[cell] or clock.out():
                continue
            if Repair(seen, trial, Movements(seen), self.seed, clock).alone(cell):
                price = float(self.problem.cost[trial].sum())
                if found is None or price < found[0] - 1e-9:
                    found = price, trial
        needs.down[cell], needs.up[cell] = down, up
        if found is not None:
            withheld |= found[1]
