"""The cheapest choice of what to withhold that meets every demand found so far."""

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.programme import Programme, Solution
from momentum.methods.disclosure.protecting.cuts import Cut
from momentum.methods.disclosure.protecting.problem import Problem


class Master:
    """A covering programme over the columns that may be withheld; it grows by cuts."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.seed = seed
        self.columns = np.flatnonzero(problem.may)
        self.place = np.full(len(problem.may), -1)
        self.place[self.columns] = np.arange(len(self.columns))
        self.cuts: dict[tuple[int, bytes, bytes], Cut] = {}
        self.bound = 0.0

    def add(self, cuts: Iterable[Cut]) -> int:
        """Keep these demands; how many are new."""
        before = len(self.cuts)
        for each in cuts:
            self.cuts.setdefault(each.mark, each)
        return len(self.cuts) - before

    def drop(self, cell: int) -> None:
        """Forget the demands of a cell that nothing can protect."""
        self.cuts = {mark: each for mark, each in self.cuts.items() if each.cell != cell}

    def relaxed(self) -> np.ndarray | None:
        """The cheapest choice in fractions, one entry a column of the problem; raises the bound."""
        if not len(self.columns):
            return self.problem.must.astype(float)
        solution = self._programme().solve(self.problem.cost[self.columns])
        if solution is None or not solution.proven:
            return None
        self.bound = max(self.bound, solution.objective)
        return self._whole(solution.x)

    def chosen(
        self,
        *,
        nodes: int,
        gap: float,
        time_limit: float,
        start: np.ndarray | None = None,
        open_columns: np.ndarray | None = None,
    ) -> tuple[np.ndarray, Solution] | None:
        """The cheapest whole choice found, as a mask, with what the solver says of it.

        `open_columns` (a mask) restricts the search: the other columns stay as in `start`.
        """
        if not len(self.columns):
            nothing = np.zeros(0)
            return self.problem.must.copy(), Solution(nothing, nothing, 0.0, True, bound=0.0)
        programme = self._programme(integer=True, nodes=nodes, gap=gap, time_limit=time_limit)
        hint = None
        if start is not None:
            hint = start[self.columns].astype(float)
            if open_columns is not None:
                free = open_columns[self.columns]
                programme.limits(np.where(free, 0.0, hint), np.where(free, 1.0, hint))
        solution = programme.solve(self.problem.cost[self.columns], hint)
        if solution is None:
            return None
        if open_columns is None:
            self.bound = max(self.bound, solution.bound)
        return self._whole(solution.x) > 0.5, solution

    def _whole(self, x: np.ndarray) -> np.ndarray:
        found = self.problem.must.astype(float)
        found[self.columns] = np.where(x < 1e-7, 0.0, np.where(x > 1 - 1e-7, 1.0, x))
        return found

    def _programme(
        self, integer: bool = False, nodes: int = 1, gap: float = 0.0, time_limit: float = 600.0
    ) -> Programme:
        cuts = list(self.cuts.values())
        places: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
        data: list[np.ndarray] = [np.zeros(0)]
        sizes, need = [0], []
        for each in cuts:
            places.append(self.place[each.columns])
            data.append(each.coefficients)
            always = bool(self.problem.must[each.cell])
            if not always:
                places.append(self.place[[each.cell]])
                data.append(np.array([-each.need]))
            sizes.append(len(each.columns) + (not always))
            need.append(each.need - 1e-7 if always else -1e-7)
        matrix = sp.csr_matrix(
            (np.concatenate(data), np.concatenate(places), np.cumsum(sizes)),
            shape=(len(cuts), len(self.columns)),
        )
        return Programme(
            matrix,
            np.array(need),
            np.full(len(cuts), np.inf),
            np.zeros(len(self.columns)),
            np.ones(len(self.columns)),
            integer=integer,
            nodes=nodes,
            gap=gap,
            time_limit=time_limit,
            seed=self.seed,
        )
