"""Complementary suppression: the cheapest cells that keep every primary cell's interval wide.

A covering programme over "withhold this cell" grows by cuts: from single relations, from two-dimensional
slices, from blocks of a hierarchy, from everything together (Fischetti & Salazar-González 2001). What is
narrow in the end is widened along the cheapest directions of movement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from momentum.methods.disclosure.protecting.attack import Attack, Movements
from momentum.methods.disclosure.protecting.cuts import Cut, Relations
from momentum.methods.disclosure.protecting.effort import Clock, Effort
from momentum.methods.disclosure.protecting.grid import Grid
from momentum.methods.disclosure.protecting.holders import Holders, held_columns
from momentum.methods.disclosure.protecting.master import Master
from momentum.methods.disclosure.protecting.near import Nearby
from momentum.methods.disclosure.protecting.parts import Part, blocks, components, regions, slices
from momentum.methods.disclosure.protecting.problem import CLOSE, Problem
from momentum.methods.disclosure.protecting.proving import Proving
from momentum.methods.disclosure.protecting.repair import DEAR, Repair
from momentum.methods.disclosure.protecting.threads import side_by_side
from momentum.methods.disclosure.protecting.witness import seen_moving, seen_near

CHECK_SECONDS = 30.0
CHOOSING = 0.5
# From so many narrow cells on, directions are shared.
MANY = 5000
# From so many columns that may be withheld on, a narrow cell looks near itself first.
LARGE = 5000
PRICES = (0.1, 1.0, 10.0)


@dataclass
class Outcome:
    """What a search ended with, by column of the problem.

    withheld    a mask; impossible  columns that no plan can protect; narrow  not shown to be safe.
    bound       of the cost of what is withheld beside the primary cells; optimal  no cheaper plan exists.
    repeatable  unless the clock ended the search.
    """

    withheld: np.ndarray
    impossible: list[int] = field(default_factory=list)
    narrow: list[int] = field(default_factory=list)
    bound: float = 0.0
    optimal: bool = False
    repeatable: bool = True


class Search:
    """A search for a cheap plan. `problem.needs` of cells that nothing can protect are dropped on the way."""

    def __init__(
        self,
        problem: Problem,
        grids: tuple[Grid, ...],
        seed: int,
        effort: Effort,
        time_limit: float,
        holders: frozenset[str] = frozenset(),
    ) -> None:
        self.problem = problem
        self.seed = seed
        self.effort = effort.fitting(int(problem.may.sum()))
        self.time_limit = time_limit
        # Choosing may not use up the time that making the choice safe needs.
        self.until_safe = Clock(time_limit)
        self.clock = Clock(CHOOSING * time_limit)
        self.impossible: list[int] = []
        self.give_up_the_still()
        self.master = Master(problem, seed)
        self.relations = Relations(problem)
        self.attack = Attack(problem, seed, self.clock)
        self.slices = slices(problem, grids)
        self.blocks = blocks(problem, grids)
        inside = regions(problem, grids)
        self.nearby = Nearby(problem, self.slices, inside)
        held = held_columns(problem, grids, holders)
        self.holders = Holders(problem, held, self.nearby, seed, self.clock) if held else None
        if self.holders and self.holders.small:
            self.effort = self.effort.fitting(0)
        self.clean: dict[int, bytes] = {}

    def run(self) -> Outcome:
        """The cheapest plan found, and what it leaves narrow."""
        return self.finished(*(self.proving() if self.effort.exact else self.choosing()))

    def finished(self, withheld: np.ndarray, proven: bool, moved: Movements) -> Outcome:
        """The plan a choice ends in: repaired where that is not proven to be safe, and checked."""
        self.until_safe.struck = self.clock.struck
        self.clock = self.until_safe
        if not proven:
            self.repaired(withheld, moved)
        narrow = self.safe(withheld, moved)
        cost = float(self.problem.cost[withheld].sum())
        optimal = (proven and not self.holders) or (not narrow and cost <= self.master.bound + 1e-6)
        return Outcome(
            withheld,
            self.impossible,
            narrow,
            min(self.master.bound, cost),
            optimal and not narrow and not self.clock.struck,
            not self.clock.struck,
        )

    def safe(self, withheld: np.ndarray, moved: Movements) -> list[int]:
        """What stays narrow, for everybody or for a holder, in a plan that is made safe in place."""
        while True:
            learnt = self.against_holders(withheld, moved)
            before = withheld & moved.moving()
            narrow = sorted({*self.checked(withheld, moved, all_seen=not learnt), *learnt})
            # What was published since may be what a holder needed to be kept in doubt.
            if not self.holders or withheld[before].all():
                return narrow
            moved = Movements(self.problem)

    def proving(self) -> tuple[np.ndarray, bool, Movements]:
        """The cheapest plan, if the effort allows, whether it is proven to be that, and what moved under it."""
        proof = Proving(
            self.problem,
            self.master,
            self.slices,
            self.blocks,
            self.seed,
            alone=self.alone_violated,
            add=self.add,
            sides=lambda: self.attack.sides,
        )
        found = proof.run(self.effort, self.clock)
        return found.withheld, found.proven, found.moved

    def choosing(self) -> tuple[np.ndarray, bool, Movements]:
        """A cheap choice, whether it is proven best and safe, and the movements seen under it."""
        self.in_fractions()
        return self.in_whole()

    def against_holders(self, withheld: np.ndarray, moved: Movements) -> list[int]:
        """Widen, in place, what a holder of cells would find narrow; returns the cells that stay so."""
        if not self.holders:
            return []
        return self.holders.repaired(withheld, moved, self.clock)

    def alone_violated(self, x: np.ndarray) -> list[Cut]:
        """The demands of single relations, against everybody and against each holder."""
        return self.relations.violated(x) + (self.holders.violated(x) if self.holders else [])

    def in_fractions(self) -> None:
        """Cuts that even the cheapest choice in fractions must meet."""
        x = self.problem.must.astype(float)
        for parts, rounds in (
            ((), self.effort.relations),
            (self.slices, self.effort.slices),
            (self.blocks, self.effort.blocks),
        ):
            for _ in range(rounds):
                if self.clock.out():
                    return
                found = self.alone_violated(x) + self.attacked(parts, x, self.effort.singles)
                if not self.add(found):
                    break
                better = self.master.relaxed()
                if better is None:
                    return
                x = better

    def in_whole(self) -> tuple[np.ndarray, bool, Movements]:
        """The last whole choice, whether it is proven best and safe, and the movements seen under it."""
        withheld, moved = self.problem.must.copy(), Movements(self.problem)
        attacks = 0
        for number in range(self.effort.whole + self.effort.attacks):
            # Even a search that is out of time makes one choice, since repairing that costs less.
            chosen = self.master.chosen(
                nodes=self.effort.nodes,
                gap=self.effort.gap,
                time_limit=self.clock.left() if number else self.until_safe.left() / 2,
            )
            if chosen is None:
                break
            withheld, solution = chosen
            if self.clock.out():
                break
            self.clock.struck = self.clock.struck or solution.timed
            x, moved = withheld.astype(float), Movements(self.problem)
            found = self.alone_violated(x) + self.attacked(self.slices, x, self.effort.singles)
            if self.add(found):
                continue
            attacks += 1
            self.look(withheld, moved, self.clock)
            if attacks > self.effort.attacks:
                break
            if moved.met()[withheld].all():
                return withheld, solution.proven and self.effort.gap == 0.0, moved
            narrow, cuts = self.singled_out(withheld, moved, self.effort.singles)
            if not narrow:
                return withheld, solution.proven and self.effort.gap == 0.0, moved
            if not self.add(cuts):
                break
        return withheld, False, moved

    def attacked(self, parts: Sequence[Part], x: np.ndarray, most: int) -> list[Cut]:
        """Cuts from parts that have changed since they were last seen to be wide."""
        marks = {id(part): x[part.columns].round(7).tobytes() for part in parts}
        changed = [part for part in parts if self.clean.get(id(part)) != marks[id(part)]]
        found: list[Cut] = []
        verdicts = side_by_side(lambda part: self.attack.on(part, x, most), changed)
        for part, verdict in zip(changed, verdicts, strict=True):
            found += verdict.cuts
            if not verdict.narrow and not self.clock.struck:
                self.clean[id(part)] = marks[id(part)]
        return found

    def look(self, withheld: np.ndarray, moved: Movements, clock: Clock) -> None:
        """See withheld cells move: many at once, then those left with only their own slices."""
        seen_moving(self.problem, withheld, moved, self.seed, clock)
        left = np.flatnonzero(withheld & ~moved.met())
        seen_near(self.problem, withheld, moved, self.nearby.slices_of(left), self.seed, clock)

    def singled_out(self, withheld: np.ndarray, moved: Movements, most: int) -> tuple[list[int], list[Cut]]:
        """Attack everything together, one by one where a cell was not seen to move."""
        narrow: list[int] = []
        cuts: list[Cut] = []
        x = withheld.astype(float)
        for piece in components(self.problem, withheld):
            if not moved.met()[piece.columns].all():
                verdict = self.attack.on(piece, x, most, seen=moved)
                narrow += verdict.narrow
                cuts += verdict.cuts
        return narrow, cuts

    def add(self, cuts: list[Cut]) -> int:
        """Keep the cuts that can be met; a cell whose cut cannot is impossible to protect."""
        can = []
        for each in cuts:
            if each.can_hold() or not self.problem.must[each.cell]:
                can.append(each)
            else:
                self.give_up([each.cell])
        return self.master.add(each for each in can if each.cell not in self.impossible)

    def give_up_the_still(self) -> None:
        """Cells that no relation ties move freely; those that cannot move far enough by themselves never will."""
        problem, needs = self.problem, self.problem.needs
        tied = np.diff(problem.by_column.indptr) > 0
        free = ~tied & (problem.fall + problem.rise > 0)
        needs.drop(free)
        stuck = (
            (problem.fall + problem.rise < needs.width)
            | (problem.rise < needs.up)
            | (problem.fall < needs.down)
        )
        self.give_up([int(cell) for cell in np.flatnonzero(stuck & problem.must)])
        needs.drop(stuck & ~problem.may)

    def give_up(self, cells: list[int]) -> None:
        """Ask nothing more of cells that no plan can protect."""
        for cell in cells:
            if cell not in self.impossible:
                self.impossible.append(cell)
        if cells and hasattr(self, "master"):
            for cell in cells:
                self.master.drop(cell)
            self.problem.needs.drop(cells)
            self.relations = Relations(self.problem)
            self.attack = Attack(self.problem, self.seed, self.clock)
            self.clean.clear()
        elif cells:
            self.problem.needs.drop(cells)

    def repaired(self, withheld: np.ndarray, moved: Movements) -> None:
        """Widen what is narrow, in place."""
        self.look(withheld, moved, self.clock)
        repair = Repair(self.problem, withheld, moved, self.seed, self.clock)
        if repair.narrow().sum() > MANY:
            repair.together(PRICES, most=3)
        self.each_alone(repair)
        if (repair.narrow() & self.problem.must).any():
            repair.together(DEAR)

    def each_alone(self, repair: Repair) -> None:
        """A direction for each narrow primary cell; a complement that hides nothing is published later."""
        cells = np.flatnonzero(repair.narrow() & self.problem.must)[: self.effort.alone]
        if self.problem.may.sum() > LARGE:
            self.nearby.widen(repair, cells, self.clock)
        for cell in map(int, cells):
            if self.clock.out():
                return
            if repair.alone(cell) or self.clock.out():
                continue
            if self.problem.must[cell]:
                self.give_up([cell])

    def checked(self, withheld: np.ndarray, moved: Movements, *, all_seen: bool) -> list[int]:
        """What stays narrow or could not be checked; complements that hide nothing are published, in place.

        `all_seen`: in `moved` is all that keeps cells in doubt for holders.
        """
        # The last check has time of its own: a plan cut short by the clock is still checked.
        spare = Clock(max(self.time_limit, CHECK_SECONDS))
        attack = Attack(self.problem, self.seed, spare)
        while True:
            self.look(withheld, moved, spare)
            if all_seen and (moved.met() | ~self.problem.must)[withheld].all():
                self.publish_the_still(withheld, moved)
            narrow: list[int] = []
            for piece in components(self.problem, withheld):
                if not moved.met()[piece.columns].all():
                    narrow += attack.on(piece, withheld.astype(float), seen=moved).narrow
            # A complement that the attacker knows exactly hides nothing, so publishing it tells nothing.
            known = [cell for cell in narrow if not self.problem.must[cell]]
            if not known or spare.out():
                return narrow
            withheld[known] = False
            moved, all_seen = Movements(self.problem), not self.holders

    def publish_the_still(self, withheld: np.ndarray, moved: Movements) -> None:
        """Publish, in place, complements that no movement needs: all that is seen to be wide stays so without them."""
        withheld &= self.problem.must | (moved.low < -CLOSE) | (moved.high > CLOSE)
