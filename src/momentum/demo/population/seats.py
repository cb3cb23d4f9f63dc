"""Seats: each is taken, left, stands empty for a while and is taken again. Nobody has a name yet."""

from dataclasses import dataclass
from math import gamma

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.chance import Chance
from momentum.demo.population.rates import KINDS, RUNNING, Rates

Days = NDArray[np.int64]
ROUNDS = 40
"""How often a seat is taken at most."""


@dataclass(frozen=True)
class Seats:
    """One row a seat: the organisation's and kind's number, and the days it opens and closes (half-open)."""

    organisation: Days
    kind: Days
    opens: Days
    closes: Days


@dataclass(frozen=True)
class Stays:
    """One row a stay in a seat, ordered by start; `end` is RUNNING where it has not ended by `today`."""

    seat: Days
    organisation: Days
    kind: Days
    start: Days
    end: Days
    closed: NDArray[np.bool_]
    """It ended because the seat closed."""


def fill_seats(seats: Seats, rates: Rates, chance: Chance) -> Stays:
    """All stays from the warm-up until today. A stay that ended before the first day was never recorded."""
    today = rates.day("today")
    founded_later = seats.opens > rates.day("warm_up")
    ramp = chance.even_by("ramp", seats.organisation, seats.opens)
    now = seats.opens + (founded_later * ramp * rates["vacancy"]["ramp"]).astype(np.int64)
    empty = np.arange(len(now))
    found: list[tuple[Days, Days, Days]] = []
    for turn in range(ROUNDS):
        kind = seats.kind[empty]
        start = now + _vacancy(now, chance.even_by(f"vacancy {turn}", kind, now), rates)
        end = start + _length(kind, chance.even_by(f"stay {turn}", kind, start), rates)
        taken = (start < seats.closes[empty]) & (start <= today)
        found.append((empty[taken], start[taken], end[taken]))
        again = taken & (end <= today)
        empty, now = empty[again], end[again]
    seat, start, end = (np.concatenate(column) for column in zip(*found, strict=True))
    closed = end >= seats.closes[seat]
    end = np.minimum(end, seats.closes[seat])
    end = np.where(end <= today, end, RUNNING)
    known = end > rates.day("first_day")
    order = np.lexsort((seat[known], start[known]))
    seat, start, end, closed = (column[known][order] for column in (seat, start, end, closed))
    return Stays(seat, seats.organisation[seat], seats.kind[seat], start, end, closed & (end < RUNNING))


def _vacancy(days: Days, draw: NDArray[np.float64], rates: Rates) -> Days:
    shortest = rates["vacancy"]["shortest"]
    mean = rates.by_year("vacancy", days) - shortest
    return (shortest - mean * np.log1p(-draw)).astype(np.int64)


def _length(kind: Days, draw: NDArray[np.float64], rates: Rates) -> Days:
    """Weibull stays by kind, with a share that breaks off early."""
    stay = rates["stay"]
    means = np.array([stay.get(name, stay["subsidised-job"]) for name in KINDS], dtype=float)
    early = stay["early"]
    rest = np.clip((draw - early) / (1 - early), 0, 1 - 1e-12)
    shapes = np.array([stay["shape"].get(name, stay["shape"]["other"]) for name in KINDS], dtype=float)
    scales = means / np.array([gamma(1 + 1 / shape) for shape in shapes])
    long = scales[kind] * (-np.log1p(-rest)) ** (1 / shapes[kind])
    short = 5 + draw / early * (stay["early_days"] - 5)
    return np.maximum(np.where(draw < early, short, long), 5).astype(np.int64)
