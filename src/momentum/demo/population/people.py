"""Who takes a seat: somebody new, somebody whose wish it meets, or somebody who has a place already."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.chance import Chance
from momentum.demo.population.outcomes import INSIDE, Outcomes
from momentum.demo.population.rates import RUNNING, UNPAID, Rates
from momentum.demo.population.seats import Stays

Days = NDArray[np.int64]
LOOK_BACK = 2500
TRIES = 6


@dataclass(frozen=True)
class People:
    """`person`: of every stay, the number of the person, counted from 0 in order of first appearance.
    `second`: it was a second place beside another. `count`: how many people there are."""

    person: Days
    second: NDArray[np.bool_]
    count: int


class _Waiting:
    """Wishes in the order they were made; the longest waiting at the same organisation comes first."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.queue: deque[tuple[int, int]] = deque()

    def take(self, day: int, organisation: int, organisations: list[int]) -> int | None:
        while self.queue and day - self.queue[0][0] > self.patience:
            self.queue.popleft()
        if not self.queue:
            return None
        for place, (_, stay) in enumerate(self.queue):
            if organisations[stay] == organisation:
                del self.queue[place]
                return stay
        return self.queue.popleft()[1]


def seat_people(stays: Stays, outcomes: Outcomes, rates: Rates, chance: Chance) -> People:
    """People for all stays, taken in order of their start."""
    return _Seating(stays, outcomes, rates, chance).run()


class _Seating:
    def __init__(self, stays: Stays, outcomes: Outcomes, rates: Rates, chance: Chance) -> None:
        self.start, self.end = stays.start.tolist(), stays.end.tolist()
        self.organisation, self.kind = stays.organisation.tolist(), stays.kind.tolist()
        self.inside = (outcomes.what == INSIDE).tolist()
        wishing = np.flatnonzero(outcomes.wish < RUNNING)
        self.wishes = wishing[np.lexsort((wishing, outcomes.wish[wishing]))].tolist()
        self.wish_day = outcomes.wish.tolist()
        rule = rates["wish"]
        self.second_share = rule["second_place"]
        self.paid, self.unpaid = _Waiting(rule["patience_paid"]), _Waiting(rule["patience_unpaid"])
        self.tries = chance.ordered("people", stays.start, 1 + TRIES)
        self.draws = self.tries[:, 0].tolist()
        self.person = [-1] * len(self.start)
        self.second = [False] * len(self.start)
        # Until which day somebody is at an organisation in a kind, so that no two stays of theirs overlap there.
        self.until: dict[tuple[int, int, int], int] = {}
        self.places: dict[int, int] = {}
        self.count = 0

    def run(self) -> People:
        made = 0
        for row, day in enumerate(self.start):
            while made < len(self.wishes) and self.wish_day[self.wishes[made]] <= day:
                self._wish(self.wishes[made])
                made += 1
            self._seat(row, day)
        return People(np.array(self.person), np.array(self.second), self.count)

    def _wish(self, stay: int) -> None:
        # Whoever had this stay beside another one keeps the other; only the main place is followed by a wish.
        if not self.second[stay]:
            queue = self.paid if self.inside[stay] else self.unpaid
            queue.queue.append((self.wish_day[stay], stay))

    def _seat(self, row: int, day: int) -> None:
        unpaid = self.kind[row] < len(UNPAID)
        person = self._second_place(row, day) if unpaid and self.draws[row] < self.second_share else None
        if person is not None:
            self.second[row] = True
        else:
            stay = (self.unpaid if unpaid else self.paid).take(day, self.organisation[row], self.organisation)
            person = self.person[stay] if stay is not None else None
            if person is not None and self._there(person, row) > day:
                person = None
        if person is None:
            person, self.count = self.count, self.count + 1
        self.person[row] = person
        key = (person, self.organisation[row], self.kind[row])
        self.until[key] = max(self.until.get(key, 0), self.end[row])

    def _there(self, person: int, row: int) -> int:
        return self.until.get((person, self.organisation[row], self.kind[row]), 0)

    def _second_place(self, row: int, day: int) -> int | None:
        """Somebody who has one place elsewhere that runs beyond the next month."""
        for draw in self.tries[row, 1:].tolist():
            other = row - 1 - int(draw * LOOK_BACK)
            if other < 0 or self.second[other] or self.end[other] <= day + 30:
                continue
            person = self.person[other]
            elsewhere = self.organisation[other] != self.organisation[row]
            if elsewhere and self._there(person, row) <= day and person not in self.places:
                self.places[person] = row
                return person
        return None
