"""What people are like and what was written down about them. Nothing here changes who is where, or when."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.outcomes import INSIDE, MOVE, OUT, STOPS
from momentum.demo.population.rates import DEMO_DATA, KINDS, RUNNING, years_of
from momentum.demo.population.spells import Population

Days = NDArray[np.int64]
Floats = NDArray[np.float64]
LATELY = 42


@lru_cache
def read_traits(file: Path = DEMO_DATA / "people.toml") -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def generator(seed: int, subject: str) -> np.random.Generator:
    """A stream for one subject, so that a change in one leaves the others as they were."""
    return np.random.default_rng([seed, crc32(subject.encode())])


@dataclass(frozen=True)
class Persons:
    """One row a person. `home` is a neighbourhood's name or "" where unknown; `died` a day or RUNNING."""

    birth: Days
    home: NDArray[np.str_]
    first: Days
    first_kind: Days
    died: Days


@dataclass(frozen=True)
class Memberships:
    person: Days
    group: NDArray[np.str_]
    start: Days
    end: Days


@dataclass(frozen=True)
class Hours:
    """`spell` is a row of the population's spells."""

    spell: Days
    start: Days
    end: Days
    hours: Floats


@dataclass(frozen=True)
class Papers:
    """Of every spell: why it ended ("": not written down, or running), and the day it was entered."""

    end_reason: NDArray[np.str_]
    recorded: Days


def persons(population: Population, homes: dict[str, str], seed: int, today: int) -> Persons:
    """`homes`: the city's neighbourhoods, each with its borough."""
    draw, spells = generator(seed, "persons"), population.spells
    placed = np.flatnonzero(spells.seat >= 0)
    # Rows are ordered by start, so the first row of a person is where they first came.
    person, row = np.unique(spells.person[placed], return_index=True)
    first, first_kind = spells.start[placed][row], spells.kind[placed][row]
    age = read_traits()["age"]
    years = age["youngest"] + draw.beta(age["alpha"], age["beta"], len(person)) * (
        age["oldest"] - age["youngest"]
    )
    birth = first - (years * 365.25).astype(np.int64)
    return Persons(
        birth, _homes(len(person), homes, draw), first, first_kind, _deaths(population, draw, today)
    )


def _homes(count: int, homes: dict[str, str], draw: np.random.Generator) -> NDArray[np.str_]:
    rule = read_traits()["home"]
    names = np.array(list(homes))
    weight = np.array(
        [rule["boroughs"][homes[n]] * (rule["few"] if n in rule["few_live_in"] else 1) for n in homes]
    )
    weight *= draw.uniform(0.6, 1.4, len(names))
    chosen = names[draw.choice(len(names), count, p=weight / weight.sum())]
    return np.where(draw.random(count) < rule["unknown"], "", chosen)


def _deaths(population: Population, draw: np.random.Generator, today: int) -> Days:
    """A few of those whose last spell simply stopped."""
    spells = population.spells
    last = np.zeros(population.count, np.int64)
    np.maximum.at(last, spells.person, spells.end)
    died = np.full(population.count, RUNNING)
    at_last = (
        (spells.what == STOPS) & ~spells.closed & (spells.seat >= 0) & (spells.end == last[spells.person])
    )
    row = np.flatnonzero(at_last & (spells.end < today))
    chosen = row[draw.random(len(row)) < read_traits()["end_reason"]["died"]]
    died[spells.person[chosen]] = spells.end[chosen]
    return died


def memberships(people: Persons, seed: int, today: int) -> Memberships:
    """Target groups over time: one for most, a second for some, and a few that ended."""
    draw, rule = generator(seed, "memberships"), read_traits()["membership"]
    groups, count = read_traits()["groups"], len(people.birth)
    main, other = np.empty(count, dtype="<U24"), np.empty(count, dtype="<U24")
    for number, kind in enumerate(KINDS):
        if kind in groups:
            rows = np.flatnonzero(people.first_kind == number)
            names, weight = np.array(list(groups[kind])), np.array(list(groups[kind].values()), float)
            main[rows], other[rows] = (draw.choice(names, len(rows), p=weight / weight.sum()) for _ in "12")
    start = people.first - draw.integers(0, rule["earlier_days"], count)
    end = np.where(
        draw.random(count) < rule["ended"], people.first + draw.integers(150, 1500, count), RUNNING
    )
    end = np.minimum(
        np.where(end > today, RUNNING, end), np.where(people.died < RUNNING, people.died, RUNNING)
    )
    second_start = people.first + draw.integers(-200, 600, count)
    known = draw.random(count) >= rule["none"]
    second = (draw.random(count) < rule["second"]) & (main != other) & (second_start < np.minimum(today, end))
    person = np.arange(count)
    return Memberships(
        np.concatenate([person[known], person[known & second]]),
        np.concatenate([main[known], other[known & second]]),
        np.concatenate([start[known], second_start[known & second]]),
        np.concatenate(
            [
                np.maximum(end, start + 1)[known],
                np.where(people.died < RUNNING, people.died, RUNNING)[known & second],
            ]
        ),
    )


def hours(population: Population, seed: int, today: int) -> Hours:
    """Hours a week of nearly every spell; of some they changed while it ran."""
    draw, rule, spells = generator(seed, "hours"), read_traits()["hours"], population.spells
    count = len(spells.start)
    usual = np.array([rule[kind] for kind in KINDS])[spells.kind]
    base = np.clip(usual + 4 * draw.integers(-2, 3, count), 4, 40).astype(float)
    length = np.minimum(spells.end, today) - spells.start
    changed = (draw.random(count) < rule["changed"]) & (length > 60)
    middle = spells.start + (length * draw.uniform(0.3, 0.7, count)).astype(np.int64)
    later = np.clip(base + 4 * draw.choice([-1, 1, 1, 2], count), 4, 40)
    known = np.flatnonzero(draw.random(count) >= rule["unknown"])
    then = known[changed[known]]
    return Hours(
        np.concatenate([known, then]),
        np.concatenate([spells.start[known], middle[then]]),
        np.concatenate([np.where(changed, middle, spells.end)[known], spells.end[then]]),
        np.concatenate([base[known], later[then]]),
    )


def papers(population: Population, people: Persons, seed: int, today: int) -> Papers:
    """End reasons and the days of entry, with what is missing and what came late."""
    draw, spells = generator(seed, "papers"), population.spells
    rule, count = read_traits()["end_reason"], len(spells.start)
    stopped = rule["stopped"]
    weight = np.array(list(stopped.values()), float)
    reason = draw.choice(np.array(list(stopped)), count, p=weight / weight.sum()).astype("<U20")
    reason[np.isin(spells.what, (OUT, INSIDE))] = "paid-work"
    reason[spells.what == MOVE] = "another-place"
    reason[spells.closed] = "closed"
    missing = np.where(today - spells.end < LATELY, rule["missing_lately"], rule["missing"])
    reason[draw.random(count) < missing] = ""
    reason[(people.died[spells.person] == spells.end) & (spells.seat >= 0)] = "died"
    reason[spells.end == RUNNING] = ""
    return Papers(reason, _recorded(spells.start, draw, today))


def _recorded(start: Days, draw: np.random.Generator, today: int) -> Days:
    rule, count = read_traits()["recorded"], len(start)
    which = draw.random(count)
    lag = draw.exponential(rule["soon_days"] / 3, count)
    lag = np.where(which < rule["late"], draw.uniform(rule["soon_days"], rule["late_days"], count), lag)
    lag = np.where(
        which < rule["very_late"], draw.uniform(rule["late_days"], rule["very_late_days"], count), lag
    )
    # Before the platform existed nothing was entered; its first years were entered when it opened.
    opened = np.where(years_of(start) < 2012, 15340, start)
    return np.minimum(opened + lag.astype(np.int64), today - 1)
