"""Everybody's spells: stays in seats and jobs elsewhere, together. What the indicators count is settled here."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.chance import Chance
from momentum.demo.population.outcomes import REGULAR, Jobs, follow
from momentum.demo.population.people import seat_people
from momentum.demo.population.rates import RUNNING, Rates
from momentum.demo.population.seats import Seats, fill_seats

Days = NDArray[np.int64]
COUNTED, OBJECTION, TO_BE_CONFIRMED = range(3)


@dataclass(frozen=True)
class Spells:
    """One row a spell, ordered by start. `organisation` counts the enterprises first, then the employers.

    `seat` is -1 for a job elsewhere, `what` says what followed (see `outcomes`), `closed` whether the seat closed.
    """

    person: Days
    organisation: Days
    kind: Days
    start: Days
    end: Days
    seat: Days
    what: Days
    closed: NDArray[np.bool_]
    second: NDArray[np.bool_]


@dataclass(frozen=True)
class Population:
    """Spells, and for each person whether counting them is left out (COUNTED, OBJECTION, TO_BE_CONFIRMED)."""

    spells: Spells
    standing: Days

    @property
    def count(self) -> int:
        return len(self.standing)


def populate(seats: Seats, enterprises: int, employers: int, rates: Rates, seed: int) -> Population:
    """The population of a seed; the same for the same seed, seats and rates."""
    chance = Chance(seed, rates.day("turn"))
    stays = fill_seats(seats, rates, chance)
    outcomes = follow(stays, rates, chance)
    people = seat_people(stays, outcomes, rates, chance)
    first = np.full(people.count, RUNNING)
    np.minimum.at(first, people.person, stays.start)
    jobs = _without_second_places(outcomes.jobs, people.second)
    earlier = _earlier_jobs(first, rates, chance)
    employer = _employers(len(jobs.stay), jobs, employers)
    columns = (
        (people.person, people.person[jobs.stay], earlier[0]),
        (stays.organisation, enterprises + employer, enterprises + earlier[0] % employers),
        (stays.kind, jobs.kind, np.full(len(earlier[0]), REGULAR)),
        (stays.start, jobs.start, earlier[1]),
        (stays.end, jobs.end, earlier[2]),
        (stays.seat, *_minus_one(jobs, earlier)),
        (np.where(people.second, 0, outcomes.what), *_zero(jobs, earlier)),
        (stays.closed, *_zero(jobs, earlier)),
        (people.second, *_zero(jobs, earlier)),
    )
    joined = [np.concatenate(parts) for parts in columns]
    order = np.lexsort((joined[2], joined[1], joined[0], joined[3]))
    person, organisation, kind, start, end, seat, what, closed, second = (column[order] for column in joined)
    spells = Spells(
        person, organisation, kind, start, end, seat, what, closed.astype(bool), second.astype(bool)
    )
    return Population(spells, _standing(first, rates, chance))


def _without_second_places(jobs: Jobs, second: NDArray[np.bool_]) -> Jobs:
    kept = ~second[jobs.stay]
    return Jobs(jobs.stay[kept], jobs.kind[kept], jobs.start[kept], jobs.end[kept])


def _employers(count: int, jobs: Jobs, employers: int) -> Days:
    """Employers in turn; a second job after the same stay starts later, and so falls to another employer."""
    spread = (jobs.stay * 7 + jobs.start) % employers
    _, first = np.unique(jobs.stay, return_index=True)
    later = np.ones(count, dtype=bool)
    later[first] = False
    partner = {
        stay: place for stay, place in zip(jobs.stay[first].tolist(), spread[first].tolist(), strict=True)
    }
    for row in np.flatnonzero(later):
        spread[row] = (partner[int(jobs.stay[row])] + 1) % employers
    return spread


def _earlier_jobs(first: Days, rates: Rates, chance: Chance) -> tuple[Days, Days, Days]:
    """Paid jobs that some people had, and lost, before they first came: person, start and end."""
    order = np.argsort(first, kind="stable")
    draws = np.empty((len(first), 3))
    draws[order] = chance.ordered("earlier", first[order], 3)
    person = np.flatnonzero(draws[:, 0] < rates["job"]["before_first_place"])
    end = first[person] - 60 - (draws[person, 1] * 700).astype(np.int64)
    return person, end - 30 - (draws[person, 2] * 900).astype(np.int64), end


def _standing(first: Days, rates: Rates, chance: Chance) -> Days:
    rule = rates["left_out"]
    order = np.argsort(first, kind="stable")
    draw = np.empty(len(first))
    draw[order] = chance.even("standing", first[order], block=250)
    objection = rule["objection"]
    return np.select(
        [draw < objection, draw < objection + rule["to_be_confirmed"]], [OBJECTION, TO_BE_CONFIRMED], COUNTED
    )


def _minus_one(jobs: Jobs, earlier: tuple[Days, Days, Days]) -> tuple[Days, Days]:
    return np.full(len(jobs.stay), -1), np.full(len(earlier[0]), -1)


def _zero(jobs: Jobs, earlier: tuple[Days, Days, Days]) -> tuple[Days, Days]:
    return np.zeros(len(jobs.stay), np.int64), np.zeros(len(earlier[0]), np.int64)
