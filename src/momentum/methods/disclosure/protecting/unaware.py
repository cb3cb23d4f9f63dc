"""Which holders could still learn which cells, until movements that leave their own cells alone are seen."""

from collections.abc import Iterator

import numpy as np

from momentum.methods.disclosure.protecting.attack import Movements
from momentum.methods.disclosure.protecting.effort import Clock
from momentum.methods.disclosure.protecting.problem import Needs, Problem
from momentum.methods.disclosure.protecting.witness import seen_moving

# So many holders are left alone one by one rather than in groups.
FEW = 4


class Unaware:
    """Pairs of a cell and a holder that knows others' cells; `size` columns, of which `asked` are to be hidden."""

    def __init__(self, size: int, asked: np.ndarray, held: list[np.ndarray]) -> None:
        self.asked = asked
        self.held = held
        self.row = np.full(size, -1)
        self.row[asked] = np.arange(len(asked))
        self.open = np.ones((len(asked), len(held)), dtype=bool)
        for number, columns in enumerate(held):
            rows = self.row[columns]
            self.open[rows[rows >= 0], number] = False
        self.tried = np.zeros_like(self.open)

    def close(self, holders: np.ndarray, columns: np.ndarray) -> None:
        """None of these holders learns these columns."""
        rows = self.row[columns]
        self.open[np.ix_(rows[rows >= 0], holders)] = False

    def left(self, holder: int) -> np.ndarray:
        """The columns this holder could learn."""
        found: np.ndarray = self.asked[self.open[:, holder]]
        return found

    def learnt(self) -> list[int]:
        """The columns that some holder could learn."""
        return [int(column) for column in self.asked[self.open.any(axis=1)]]

    def open_to(self, holders: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Those of the columns that some of these holders could learn."""
        rows = self.row[columns]
        rows = rows[rows >= 0]
        found: np.ndarray = self.asked[rows[self.open[np.ix_(rows, holders)].any(axis=1)]]
        return found

    def untried(self, most: int) -> list[tuple[int, int]]:
        """So many columns that somebody could learn, each with a holder not named for it before."""
        left = self.open & ~self.tried
        rows = np.flatnonzero(left.any(axis=1))[:most]
        holders = left[rows].argmax(axis=1)
        self.tried[rows, holders] = True
        return list(zip(self.asked[rows].tolist(), holders.tolist(), strict=True))

    def show(self, moved: Movements, needs: Needs) -> None:
        """What these movements leave in enough doubt, nobody learns who knows nothing that moves."""
        moving = moved.moving()
        still = [number for number, columns in enumerate(self.held) if not moving[columns].any()]
        wide = self.asked[needs.met(moved.low, moved.high)[self.asked]]
        self.close(np.array(still, dtype=int), wide)

    def groups(self, region: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(holders to whom movements in a region tell nothing, the columns to hold still), until all were in one.

        Of many holders, groups in which any two are once apart; who knows nothing there is in every group.
        """
        knows = np.array([bool(np.isin(columns, region).any()) for columns in self.held])
        near, far = np.flatnonzero(knows), np.flatnonzero(~knows)
        if not len(near):
            yield far, np.zeros(0, dtype=int)
            return
        number = np.arange(len(near))
        side = int(np.ceil(np.sqrt(len(near)))) if len(near) > FEW else len(near)
        for divided in (number % side, number // side) if len(near) > FEW else (number,):
            for group in range(side):
                if (divided == group).any():
                    some = near[divided == group]
                    yield np.concatenate([some, far]), np.concatenate([self.held[each] for each in some])

    def seen(
        self,
        problem: Problem,
        moving: np.ndarray,
        wanted: np.ndarray,
        all_seen: Movements,
        seed: int,
        clock: Clock,
    ) -> np.ndarray:
        """Those of the wanted columns seen to be wide while only `moving` columns (a mask) move.

        What was seen is added to `all_seen`.
        """
        others = np.ones(len(moving), dtype=bool)
        others[wanted] = False
        problem.needs.drop(others)
        wanted = wanted[problem.needs.any()[wanted]]
        moved = Movements(problem)
        if len(wanted):
            seen_moving(problem, moving, moved, seed, clock, batches=4)
            all_seen.join(moved)
        found: np.ndarray = wanted[moved.met()[wanted]]
        return found
