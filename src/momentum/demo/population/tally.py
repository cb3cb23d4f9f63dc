"""A quick count of stock and moved on, straight from the spells' columns.

The search for a seed uses it thousands of times. What is published is counted by `methods.indicators`; a test
compares the two.
"""

import numpy as np

from momentum.demo.population.rates import PAID, RUNNING, UNPAID, day_of
from momentum.demo.population.spells import COUNTED, Population

WITHIN = 91


def stock(population: Population, day: int) -> int:
    """Persons at a social enterprise on the day, without those left out."""
    spells = population.spells
    there = (spells.seat >= 0) & (spells.start <= day) & (spells.end > day)
    counted = population.standing[spells.person] == COUNTED
    return len(np.unique(spells.person[there & counted]))


def moved_on(population: Population, start: int, end: int) -> int:
    """Persons who moved on from an unpaid spell to paid work that starts in [start, end) (methods.md, 8-11)."""
    spells = population.spells
    counted = population.standing[spells.person] == COUNTED
    is_paid = np.isin(spells.kind, np.arange(len(PAID) + 1) + len(UNPAID))
    paid, unpaid = np.flatnonzero(counted & is_paid), np.flatnonzero(counted & ~is_paid & (spells.seat >= 0))
    starts = paid[(spells.start[paid] >= start) & (spells.start[paid] < end)]
    covered = _pairs(spells.person, starts, paid)
    before = (spells.start[covered[1]] < spells.start[covered[0]]) & (
        spells.end[covered[1]] >= spells.start[covered[0]]
    )
    starts = np.setdiff1d(starts, covered[0][before])
    later, earlier = _pairs(spells.person, starts, unpaid)
    ends = np.minimum(spells.end[earlier], RUNNING // 2)
    near = (spells.start[earlier] < spells.start[later]) & (spells.start[later] - ends <= WITHIN)
    return len(np.unique(spells.person[later[near]]))


def _pairs(person: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of a row of `left` and a row of `right` with the same person."""
    order = right[np.argsort(person[right], kind="stable")]
    first = np.searchsorted(person[order], person[left], side="left")
    count = np.searchsorted(person[order], person[left], side="right") - first
    rows = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return left[rows], order[first[rows] + within]


def year_tally(population: Population, year: int) -> tuple[int, int]:
    """(stock at the year's end, moved on in the year)."""
    return (
        stock(population, day_of(year + 1) - 1),
        moved_on(population, day_of(year), day_of(year + 1)),
    )
