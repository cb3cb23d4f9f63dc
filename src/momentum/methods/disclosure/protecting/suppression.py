"""Complementary suppression: the cheapest cells that keep every primary cell's interval wide.

An integer programme over "withhold this cell" with cuts from single relations first; an attacker's
programme then finds what is still narrow and its duals give the next cuts (Fischetti & Salazar-González
2001). Where time runs out, the cheapest directions of movement widen what is left, one cell at a time.
"""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.protecting.attack import RISE, Attack, Cut
from momentum.methods.disclosure.protecting.effort import Clock, Effort
from momentum.methods.disclosure.protecting.programme import Programme, Solution
from momentum.methods.disclosure.protecting.repair import CHEAP, DEAR, Repair
from momentum.methods.disclosure.protecting.system import System

CHECK_SECONDS = 30.0


@dataclass
class Task:
    """What is asked: columns that must be withheld, that may be, the width each needs, what each costs."""

    system: System
    primary: np.ndarray
    candidate: np.ndarray
    required: np.ndarray
    cost: np.ndarray
    seed: int
    effort: Effort
    time_limit: float

    def always(self) -> np.ndarray:
        """Columns withheld in every plan: primary cells, and slacks, which nobody publishes."""
        always = self.primary.copy()
        always[len(self.system.keys) :] = True
        return always


@dataclass
class Outcome:
    """`withheld` by column; `impossible` columns that no plan can protect; `proven` when optimal;
    `repeatable` unless the clock ended the search."""

    withheld: np.ndarray
    impossible: list[int] = field(default_factory=list)
    narrow: list[int] = field(default_factory=list)
    proven: bool = False
    repeatable: bool = True
    rounds: int = 0


def suppress(task: Task) -> Outcome:
    """Choose what to withhold besides the primary cells."""
    return _Search(task).run()


class _Search:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.clock = Clock(task.time_limit)
        self.always = task.always()
        self.required = task.required.copy()
        self.cuts: list[Cut] = []
        self.impossible: list[int] = []
        self.attack = Attack(task.system, self.required, task.seed, self.clock)

    def run(self) -> Outcome:
        """The cheapest plan found, and what it leaves narrow."""
        effort = self.task.effort
        self.add(single_relation_cuts(self.task, self.always))
        withheld, rounds = self.always.copy(), 0
        while rounds < effort.rounds and not self.clock.out():
            rounds += 1
            solution = self.master()
            if solution is None:
                break
            withheld = solution.x > 0.5
            narrow, cuts = self.attack.narrow(withheld, effort.columns)
            if not narrow:
                return self.outcome(withheld, [], solution.proven, rounds)
            if not cuts:
                break
            self.ask_for_more([cut.cell for cut in cuts if cut.holds(withheld)])
            self.add(cuts)
        withheld = withheld | self.always
        return self.outcome(withheld, self.repaired(withheld), False, rounds)

    def outcome(self, withheld: np.ndarray, narrow: list[int], proven: bool, rounds: int) -> Outcome:
        """What the search ended with."""
        return Outcome(withheld, self.impossible, narrow, proven, not self.clock.struck, rounds)

    def add(self, cuts: list[Cut]) -> None:
        """Keep the cuts that can be met; a cell whose cut cannot is impossible to protect."""
        reach = self.always | self.task.candidate
        for cut in cuts:
            short = cut.coefficients[reach[cut.columns]].sum() < cut.need - 1e-6
            if short and self.always[cut.cell]:
                self.give_up(cut.cell)
            else:
                self.cuts.append(cut)

    def give_up(self, cell: int) -> None:
        self.required[cell] = 0
        if cell not in self.impossible:
            self.impossible.append(cell)
        self.cuts = [cut for cut in self.cuts if cut.cell != cell]

    def ask_for_more(self, narrow: list[int]) -> None:
        """Bounds can be fractional; a cell whose cuts hold and that is narrow in whole persons needs more."""
        self.required[narrow] = self.task.required[narrow] + 1

    def master(self) -> Solution | None:
        """The cheapest choice that meets every cut so far."""
        cuts = self.cuts
        columns = len(self.always)
        starts = np.cumsum([0, *(len(cut.columns) + (not self.always[cut.cell]) for cut in cuts)])
        places, data = [], []
        for cut in cuts:
            places.append(cut.columns)
            data.append(cut.coefficients)
            if not self.always[cut.cell]:
                places.append(np.array([cut.cell]))
                data.append(np.array([-cut.need]))
        matrix = sp.csr_matrix(
            (np.concatenate([*data, []]), np.concatenate([*places, np.array([], dtype=int)]), starts),
            shape=(len(cuts), columns),
        )
        matrix.sum_duplicates()
        need = np.array([cut.need if self.always[cut.cell] else 0.0 for cut in cuts])
        programme = Programme(
            matrix,
            need - 1e-6,
            np.full(len(cuts), np.inf),
            self.always.astype(float),
            (self.always | self.task.candidate).astype(float),
            integer=True,
            time_limit=self.clock.left(),
            nodes=self.task.effort.nodes,
            gap=1e-4,
            seed=self.task.seed,
        )
        solution = programme.solve(np.where(self.always, 0.0, self.task.cost))
        self.clock.struck = self.clock.struck or solution is None or solution.timed
        return solution

    def repaired(self, withheld: np.ndarray) -> list[int]:
        """Widen what is narrow, in place; returns what stays narrow or could not be checked."""
        repair = Repair(self.task, withheld, self.required, self.clock)
        repair.together(CHEAP)
        self.each_alone(repair, self.task.effort.alone // len(withheld))
        repair.together(DEAR)
        self.each_alone(repair, len(withheld))
        # The last check has time of its own: a plan cut short by the clock is still checked.
        self.attack.clock = Clock(max(self.task.time_limit, CHECK_SECONDS))
        while repair.narrow().any():
            narrow, cuts = self.attack.narrow(withheld, 100 * self.task.effort.columns)
            # A complement that the attacker knows exactly hides nothing, so publishing it tells nothing.
            known = [cut.cell for cut in cuts if not self.always[cut.cell]]
            if not known:
                return narrow
            withheld[known] = False
        return []

    def each_alone(self, repair: Repair, cells: int) -> None:
        """Widen at most so many narrow primary cells one by one."""
        for cell in np.flatnonzero(repair.narrow() & self.always)[:cells]:
            if not repair.alone(int(cell)):
                self.give_up(int(cell))


def single_relation_cuts(task: Task, always: np.ndarray) -> list[Cut]:
    """What one relation alone demands: something else in it must give way, and by enough."""
    system = task.system
    fall = system.values - system.lower
    cuts = []
    for row in range(system.relations.shape[0]):
        start, end = system.relations.indptr[row : row + 2]
        columns, signs = system.relations.indices[start:end], system.relations.data[start:end]
        for position in np.flatnonzero(always[columns] & (task.required[columns] > 0)):
            cell = int(columns[position])
            need = float(task.required[cell])
            others = np.arange(len(columns)) != position
            place, same = columns[others], (signs == signs[position])[others]
            up = np.where(same, fall[place], RISE)
            down = np.where(same, RISE, fall[place])
            rise = need - min(fall[cell], need)
            for wanted, capacity in ((rise, up), (need, up + down)):
                capacity = np.minimum(capacity, wanted)
                if wanted > 0 and capacity[always[place]].sum() < wanted:
                    useful = capacity > 0
                    cuts.append(Cut(cell, place[useful], capacity[useful], wanted))
    return cuts
