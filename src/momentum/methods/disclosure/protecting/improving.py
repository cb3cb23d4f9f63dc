"""The best plan that effort and time allow: never dearer than the fast one, from which it starts.

The exact loop follows; where that ends without a proof, neighbourhoods of the cheapest plan are chosen anew
while all else stays as it is. Source of the last: Shaw (1998), large neighbourhood search.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.effort import Clock, Effort
from momentum.methods.disclosure.protecting.grid import Grid
from momentum.methods.disclosure.protecting.problem import Needs, Problem
from momentum.methods.disclosure.protecting.search import Outcome, Search

# Shares of the time: of the fast plan and of the exact loop (whose choosing and checking have half each).
FAST, EXACT = 0.25, 0.5
# Persons, or whatever costs are counted in, by which a plan must be cheaper to count as cheaper.
LESS = 1e-6
# Complements whose slices are open at once, rounds of demands within one neighbourhood, seconds of one choice.
DRAWN, ROUNDS, CHOOSING = 1, 20, 10.0


def best(
    problem: Problem,
    grids: tuple[Grid, ...],
    seed: int,
    fast: Effort,
    effort: Effort,
    time_limit: float,
    holders: frozenset[str] = frozenset(),
) -> Outcome:
    """The cheapest plan found after a `fast` one; as in `Search`, needs of cells that nothing can protect are dropped."""
    clock = Clock(time_limit)
    first = Search(_apart(problem), grids, seed, fast, FAST * time_limit, holders).run()
    if first.optimal:
        return first
    search = Search(problem, grids, seed, effort, EXACT * time_limit, holders)
    if first.narrow or holders or not effort.exact:
        found = better(problem, first, search.run())
    else:
        choice = search.proving()
        if choice[1]:
            return better(problem, first, search.finished(*choice))
        # A clean plan is there already: a choice cut short is not worth the time that repairing it takes.
        same = set(first.impossible) == set(search.impossible)
        known = search.master.bound if same else first.bound
        repeatable = first.repeatable and not search.clock.struck
        found = better(problem, first, replace(first, bound=known, repeatable=repeatable))
    if found.optimal or found.narrow or holders or set(found.impossible) != set(search.impossible):
        return found
    return Neighbourhoods(search, found).improved(effort.neighbourhoods, clock)


def better(problem: Problem, one: Outcome, other: Outcome) -> Outcome:
    """The plan that leaves least narrow, or the cheaper of two, with what both know of the bound."""
    order = [(len(each.impossible), len(each.narrow), _cost(problem, each)) for each in (one, other)]
    kept = other if order[1] <= order[0] else one
    repeatable = one.repeatable and other.repeatable
    if set(one.impossible) != set(other.impossible):
        # Bounds of two problems that ask different things are not bounds of each other.
        return replace(kept, repeatable=repeatable)
    cost = _cost(problem, kept)
    bound = min(max(one.bound, other.bound), cost)
    optimal = kept.optimal or (repeatable and not kept.narrow and cost <= bound + LESS)
    return replace(kept, bound=bound, optimal=optimal, repeatable=repeatable)


class Neighbourhoods:
    """Cheaper plans near a clean one: slices around one complement are open, all else stays."""

    def __init__(self, search: Search, found: Outcome) -> None:
        self.search, self.problem, self.found = search, search.problem, found
        self.cost = _cost(search.problem, found)

    def improved(self, tries: int, clock: Clock) -> Outcome:
        """The cheapest plan after so many neighbourhoods."""
        self.search.clock = self.search.attack.clock = clock
        withheld = self.found.withheld
        for opened in self._opened(tries):
            if clock.out():
                break
            cheaper = self._cheaper(withheld, opened, clock)
            if cheaper is not None:
                withheld, self.cost = cheaper, float(self.problem.cost[cheaper].sum())
        repeatable = self.found.repeatable and not clock.struck
        bound = min(max(self.found.bound, self.search.master.bound), self.cost)
        return replace(
            self.found,
            withheld=withheld,
            bound=bound,
            optimal=self.cost <= bound + LESS and repeatable,
            repeatable=repeatable,
        )

    def _opened(self, tries: int) -> Iterator[np.ndarray]:
        """Masks of columns: the slices through complements drawn by what they cost."""
        random = np.random.default_rng(self.search.seed)
        complements = np.flatnonzero(self.found.withheld & ~self.problem.must & (self.problem.cost > 0))
        if not len(complements):
            return
        weights = self.problem.cost[complements] / self.problem.cost[complements].sum()
        for _ in range(tries):
            drawn = random.choice(complements, size=min(DRAWN, len(complements)), replace=False, p=weights)
            opened = np.zeros(len(self.problem.may), dtype=bool)
            for columns in self.search.nearby.slices_of(np.sort(drawn)).values():
                opened[columns] = True
            yield opened & self.problem.may

    def _cheaper(self, start: np.ndarray, opened: np.ndarray, clock: Clock) -> np.ndarray | None:
        """A plan that costs less, seen to be wide, and differs only in what is open; None where none is found."""
        search = self.search
        for _ in range(ROUNDS):
            chosen = search.master.chosen(
                nodes=search.effort.nodes,
                gap=0.0,
                time_limit=min(clock.left(), CHOOSING),
                start=start,
                open_columns=opened,
            )
            if chosen is None or clock.out():
                return None
            withheld = chosen[0]
            if float(self.problem.cost[withheld].sum()) > self.cost - LESS:
                return None
            moved = Movements(self.problem)
            x = withheld.astype(float)
            found = search.alone_violated(x) + search.attacked(search.slices, x, search.effort.singles)
            if search.add(found):
                continue
            search.look(withheld, moved, clock)
            if not moved.met()[withheld].all():
                narrow, cuts = search.singled_out(withheld, moved, search.effort.singles)
                if search.add(cuts):
                    continue
                if narrow:
                    return None
            return None if clock.out() else withheld
        return None


def _apart(problem: Problem) -> Problem:
    """The same problem, whose needs may be dropped without dropping them here."""
    needs = problem.needs
    return replace(problem, needs=Needs(needs.width.copy(), needs.up.copy(), needs.down.copy()))


def _cost(problem: Problem, outcome: Outcome) -> float:
    return float(problem.cost[outcome.withheld].sum())
