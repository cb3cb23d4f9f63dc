"""The cheapest plan of all: whole choices and demands in turn, until the choice is safe.

A choice that meets every demand found so far costs no more than the cheapest plan; when the attacker finds
nothing narrow under it, it is the cheapest plan. Demands come from the smallest parts that show something
narrow, first for choices in fractions, whose programme is quick and nearly whole, then for whole choices.
Source: Fischetti & Salazar-González (2001), sections 3 to 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.cuts import Cut, Sides
from momentum.methods.disclosure.protecting.effort import Clock, Effort
from momentum.methods.disclosure.protecting.master import Master
from momentum.methods.disclosure.protecting.parts import Part, components
from momentum.methods.disclosure.protecting.problem import Problem
from momentum.methods.disclosure.protecting.repeated import RepeatedAttack
from momentum.methods.disclosure.protecting.witness import seen_moving

# Everything together is attacked when its parts show fewer demands than this.
FEW = 60


@dataclass(frozen=True)
class Exact:
    """A whole choice: `proven` when no plan is cheaper; `moved` are movements seen under it."""

    withheld: np.ndarray
    proven: bool
    moved: Movements


class Proving:
    """The exact loop.

    alone  demands of single relations that a choice does not meet; add  keeps demands and tells how many are
    new; sides  what is asked at the moment, since cells that nothing can protect are given up on the way.
    """

    def __init__(
        self,
        problem: Problem,
        master: Master,
        slices: Sequence[Part],
        blocks: Sequence[Part],
        seed: int,
        *,
        alone: Callable[[np.ndarray], list[Cut]],
        add: Callable[[list[Cut]], int],
        sides: Callable[[], Sides],
    ) -> None:
        self.problem, self.master, self.seed = problem, master, seed
        self.alone, self.add, self.sides = alone, add, sides
        self.slices = [RepeatedAttack(problem, part, seed) for part in slices]
        self.blocks = [RepeatedAttack(problem, part, seed) for part in blocks]
        rows, columns = problem.relations.shape
        whole = Part(np.arange(columns), np.arange(rows), problem.relations)
        self.everything = RepeatedAttack(problem, whole, seed)
        self.clean: dict[int, bytes] = {}

    def run(self, effort: Effort, clock: Clock) -> Exact:
        """The cheapest plan, or the last choice that the effort and the clock allowed."""
        self.in_fractions(effort, clock)
        withheld, moved = self.problem.must.copy(), Movements(self.problem)
        for _ in range(effort.exact):
            if clock.out():
                break
            chosen = self.master.chosen(nodes=effort.nodes, gap=0.0, time_limit=clock.left())
            if chosen is None:
                break
            withheld, solution = chosen
            clock.struck = clock.struck or solution.timed
            moved = Movements(self.problem)
            x = withheld.astype(float)
            found = (
                self.alone(x) + self.attacked(self.slices, x, clock) + self.attacked(self.blocks, x, clock)
            )
            if len(found) < FEW:
                found += self.together(withheld, moved, effort.singles, clock)
            if not self.add(found):
                safe = bool(moved.met()[withheld].all()) and not clock.struck
                return Exact(withheld, safe and solution.proven, moved)
        return Exact(withheld, False, moved)

    def in_fractions(self, effort: Effort, clock: Clock) -> None:
        """Demands that even the cheapest choice in fractions must meet."""
        x = self.problem.must.astype(float)
        none: list[RepeatedAttack] = []
        for attacks in (none, self.slices, self.blocks):
            for _ in range(effort.exact):
                if clock.out() or not self.add(self.alone(x) + self.attacked(attacks, x, clock)):
                    break
                better = self.master.relaxed()
                if better is None:
                    return
                x = better

    def attacked(self, attacks: Sequence[RepeatedAttack], x: np.ndarray, clock: Clock) -> list[Cut]:
        """Demands from parts that have changed since they were last seen to be wide."""
        found: list[Cut] = []
        sides = self.sides()
        for each in attacks:
            mark = x[each.part.columns].round(7).tobytes()
            if self.clean.get(id(each)) == mark or clock.out():
                continue
            each.face(x, sides)
            narrow, cuts = each.run(len(x), clock)
            found += cuts
            if not narrow:
                self.clean[id(each)] = mark
        return found

    def together(self, withheld: np.ndarray, moved: Movements, most: int, clock: Clock) -> list[Cut]:
        """Attack everything at once, exactly: `moved` holds no movement but possible ones."""
        x, sides = withheld.astype(float), self.sides()
        seen_moving(self.problem, withheld, moved, self.seed, clock)
        narrow: list[int] = []
        exact: dict[int, list[Cut]] = {}
        for piece in components(self.problem, withheld):
            if moved.met()[piece.columns].all():
                continue
            attack = RepeatedAttack(self.problem, piece, self.seed, hinted=False)
            attack.face(x, sides)
            attack.see(moved)
            found, cuts = attack.run(most - len(narrow), clock)
            moved.add(piece.columns, attack.low)
            moved.add(piece.columns, attack.high)
            narrow += found
            for each in cuts:
                exact.setdefault(each.cell, []).append(each)
        # A demand that names few cells comes from an attack in which published cells move a little.
        found_with_hints: list[Cut] = []
        self.everything.face(x, sides)
        for cell in narrow:
            if clock.out():
                break
            found_with_hints += self.everything.single(cell).cuts or exact.get(cell, [])
        return found_with_hints
