"""What follows a stay: a paid job elsewhere, a wish for another place, or nothing more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.chance import Chance
from momentum.demo.population.rates import KINDS, RUNNING, Rates
from momentum.demo.population.seats import Stays

Days = NDArray[np.int64]
STOPS, OUT, INSIDE, MOVE = range(4)
SUBSIDISED, REGULAR = KINDS.index("subsidised-job"), KINDS.index("regular-job")


@dataclass(frozen=True)
class Jobs:
    """Paid jobs at other employers, at most two after one stay. `stay` is the row of the stay they follow."""

    stay: Days
    kind: Days
    start: Days
    end: Days


@dataclass(frozen=True)
class Outcomes:
    """One row a stay: what follows it, and from which day the person wishes another place (RUNNING: none)."""

    what: Days
    wish: Days
    jobs: Jobs


def follow(stays: Stays, rates: Rates, chance: Chance) -> Outcomes:
    """Outcomes of all stays that ended, and the jobs among them."""
    ended = np.flatnonzero(stays.end < RUNNING)
    ended = ended[np.lexsort((stays.seat[ended], _settled(stays, ended, rates)))]
    days, settled = stays.end[ended], _settled(stays, ended, rates)
    what = np.full(len(stays.start), STOPS)
    what[ended] = _what(stays.kind[ended], days, settled, rates, chance)
    wish = np.full(len(stays.start), RUNNING)
    draws = chance.ordered("wish", settled, 2)
    rule = rates["wish"]
    spread = np.where(draws[:, 0] < rule["soon"], rule["soon_days"], rule["later_days"])
    wants = np.isin(what[ended], (INSIDE, MOVE))
    # A wish for a paid seat is made around the end of the stay; another unpaid place may come later.
    delay = np.where(what[ended] == INSIDE, draws[:, 1] * rule["soon_days"], draws[:, 1] * spread)
    wish[ended[wants]] = (days + delay.astype(np.int64))[wants]
    jobs, back = _jobs(stays, ended[what[ended] == OUT], rates, chance)
    wish[back[0]] = back[1]
    return Outcomes(what, wish, jobs)


def _settled(stays: Stays, rows: Days, rates: Rates) -> Days:
    """The day on which it is settled what follows a stay: a job may begin while the stay still runs."""
    return np.maximum(stays.end[rows] - rates["job"]["overlap_days"] - 1, stays.start[rows])


def _what(kind: Days, days: Days, settled: Days, rates: Rates, chance: Chance) -> Days:
    """Kinds are judged one after the other, so that each year's shares lie close to their chances."""
    found = np.full(len(days), STOPS)
    factor = rates.by_year("towards_paid", days)
    for number, name in enumerate(KINDS):
        if name not in rates["outcome"]:
            continue
        rows = np.flatnonzero(kind == number)
        chances = rates["outcome"][name]
        draw = chance.even(f"outcome {name}", settled[rows])
        out = chances["out"] * factor[rows]
        inside = out + chances["inside"] * factor[rows]
        found[rows] = np.select(
            [draw < out, draw < inside, draw < inside + chances["move"]], [OUT, INSIDE, MOVE]
        )
    return found


def _jobs(stays: Stays, rows: Days, rates: Rates, chance: Chance) -> tuple[Jobs, tuple[Days, Days]]:
    """Jobs after these stays, and whose job ended who then wish a place again (rows, from which day)."""
    rule, today, days = rates["job"], rates.day("today"), stays.end[rows]
    settled = _settled(stays, rows, rates)
    draws = chance.ordered("job", settled, 9)
    draws[:, 0] = chance.even("job begins", settled)
    # Somebody who starts before the stay ends must have been there some days first.
    first_possible = np.minimum(stays.start[rows] + 5, days)
    start = np.maximum(days + _lag(draws[:, 0], draws[:, 1], rule), first_possible)
    kind = np.where(draws[:, 2] < rule["with_subsidy"], SUBSIDISED, REGULAR)
    end = start + _duration(draws[:, 3], draws[:, 4], rule)
    again = (draws[:, 5] < rule["next_job"]) & (end <= today)
    start2 = end + (draws[:, 6] * rule["next_job_days"]).astype(np.int64)
    end2 = start2 + _duration(draws[:, 7], draws[:, 4], rule)
    back = ~again & (end <= today) & (draws[:, 8] < rule["back"])
    jobs = Jobs(
        np.concatenate([rows, rows[again]]),
        np.concatenate([kind, np.full(int(again.sum()), REGULAR)]),
        np.concatenate([start, start2[again]]),
        np.concatenate([end, end2[again]]),
    )
    begun = jobs.start <= today
    ends = np.where(jobs.end <= today, jobs.end, RUNNING)
    kept = Jobs(jobs.stay[begun], jobs.kind[begun], jobs.start[begun], ends[begun])
    return kept, (rows[back], end[back] + 14)


def _lag(which: NDArray[np.float64], draw: NDArray[np.float64], rule: dict[str, float]) -> Days:
    """Days from the end of the stay to the start of the job; negative where it starts while the stay runs."""
    overlap = rule["overlap"]
    at_once = overlap + rule["at_once"]
    in_time = at_once + rule["in_time"]
    lag = np.select(
        [which < overlap, which < at_once, which < in_time],
        [
            -1 - draw * rule["overlap_days"],
            draw * rule["at_once_days"],
            rule["at_once_days"] + draw * (rule["in_time_days"] - rule["at_once_days"]),
        ],
        rule["in_time_days"] + 1 + draw * (rule["late_days"] - rule["in_time_days"]),
    )
    return np.floor(lag).astype(np.int64)


def _duration(which: NDArray[np.float64], draw: NDArray[np.float64], rule: dict[str, float]) -> Days:
    short = which < rule["short"]
    long = -np.log1p(-draw) * rule["mean_days"]
    return (14 + np.where(short, draw * rule["short_days"], long)).astype(np.int64)
