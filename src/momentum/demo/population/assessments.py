"""Assessments: the ladder about twice a year, the wage value of some, and people's own voice each quarter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from momentum.demo.population.details import Days, Floats, generator, read_traits
from momentum.demo.population.rates import KINDS, RUNNING, UNPAID, Rates
from momentum.demo.population.spells import Population

LADDER, WAGE_VALUE, OWN_VOICE = "ladder", "wage_value", "own_voice"
ANSWERS = 5


@dataclass(frozen=True)
class Assessments:
    """One a person, instrument and day. `spell` is the row of the spell during which it was done;
    `answers` (own voice) five answers of 0 to 4, else -1."""

    person: Days
    spell: Days
    instrument: NDArray[np.str_]
    day: Days
    value: Floats
    answers: NDArray[np.int64]


def assessments(population: Population, rates: Rates, seed: int) -> Assessments:
    """All assessments until today, ordered by person, instrument and day."""
    first_day, today = rates.day("first_day"), rates.day("today")
    parts = [
        _ladder(population, seed, today),
        _wage_value(population, seed, today),
        _own_voice(population, seed, today),
    ]
    spell, instrument, days, value, answers = (np.concatenate(part) for part in zip(*parts, strict=True))
    person = population.spells.person[spell]
    kept = (days >= first_day) & (days < today) & (days < population.spells.end[spell])
    order = np.lexsort((days, instrument, person))
    order = order[kept[order]]
    same = np.zeros(len(order), bool)
    for column in (person, instrument, days):
        ordered = column[order]
        equal = np.concatenate([[False], ordered[1:] == ordered[:-1]])
        same = equal if column is person else same & equal
    order = order[~same]
    return Assessments(
        person[order], spell[order], instrument[order], days[order], value[order], answers[order]
    )


Part = tuple[Days, NDArray[np.str_], Days, Floats, NDArray[np.int64]]


def _part(
    instrument: str, spell: Days, days: Days, value: Floats, answers: NDArray[np.int64] | None = None
) -> Part:
    if answers is None:
        answers = np.full((len(spell), ANSWERS), -1)
    return spell, np.full(len(spell), instrument, dtype="<U10"), days, value, answers


def _moments(
    population: Population, rows: Days, every: int, today: int, draw: np.random.Generator
) -> tuple[Days, Days, Days]:
    """(spell, which time, day): soon after the start, then about every so many days while the spell runs."""
    spells = population.spells
    length = np.minimum(spells.end[rows], today) - spells.start[rows]
    times = 1 + length // every
    spell = np.repeat(rows, times)
    turn = np.arange(len(spell)) - np.repeat(np.cumsum(times) - times, times)
    jitter = draw.integers(3, 40, len(spell))
    return spell, turn, spells.start[spell] + turn * every + jitter


def _ladder(population: Population, seed: int, today: int) -> Part:
    draw, rule, spells = generator(seed, "ladder"), read_traits()["ladder"], population.spells
    never = draw.random(population.count) < rule["never"]
    effect = draw.normal(0, rule["differ"], population.count)
    # Of somebody with two places the main one tells the rung; of jobs elsewhere only some are heard of.
    heard = (spells.seat >= 0) | (draw.random(len(spells.start)) < rule["heard_of_jobs"])
    rows = np.flatnonzero(~never[spells.person] & heard & ~spells.second)
    spell, turn, days = _moments(population, rows, rule["every_days"], today, draw)
    mean = np.array([rule.get(kind, 0) for kind in KINDS])[spells.kind[spell]]
    value = np.rint(
        mean + effect[spells.person[spell]] + rule["climb"] * turn + draw.normal(0, 0.22, len(spell))
    )
    unpaid = spells.kind[spell] < len(UNPAID)
    # Paid work with support is rung 5 and paid work without it rung 6, whoever does it.
    regular = spells.kind[spell] == KINDS.index("regular-job")
    value = np.where(unpaid, np.clip(value, 1, 4), np.where(regular, 6, 5))
    job = spells.seat[spell] < 0
    kept = (draw.random(len(spell)) >= rule["missing"]) & (~job | (turn == 0))
    return _part(LADDER, spell[kept], days[kept], value[kept])


def _wage_value(population: Population, seed: int, today: int) -> Part:
    draw, rule, spells = generator(seed, "wage value"), read_traits()["wage_value"], population.spells
    measured = np.array([rule["measured"].get(kind, 0) for kind in KINDS])[spells.kind]
    start = np.array([rule["start"].get(kind, 0) for kind in KINDS], float)
    rows = np.flatnonzero((spells.seat >= 0) & (draw.random(len(spells.start)) < measured))
    spell, turn, days = _moments(population, rows, rule["every_days"], today, draw)
    effect = draw.normal(0, rule["differ"], population.count)[spells.person[spell]]
    noise = draw.normal(0, 3, len(spell))
    value = np.rint(start[spells.kind[spell]] + effect + rule["climb"] * turn + noise)
    return _part(WAGE_VALUE, spell, days, np.clip(value, 10, 100))


def _own_voice(population: Population, seed: int, today: int) -> Part:
    draw, rule, spells = generator(seed, "own voice"), read_traits()["own_voice"], population.spells
    mood = draw.normal(0, rule["differ"], population.count)
    found: list[tuple[Days, Days]] = []
    quarter = np.datetime64(rule["since"], "M")
    while (begins := int(quarter.astype("datetime64[D]").astype(np.int64))) < today:
        quarter += 3
        ends = int(quarter.astype("datetime64[D]").astype(np.int64))
        there = np.flatnonzero(
            (spells.seat >= 0)
            & ~spells.second
            & (spells.start < min(ends, today) - 14)
            & (spells.end > begins + 14)
        )
        asked = rule["asked"] if ends <= today else rule["asked_this_quarter"]
        spell = there[draw.random(len(there)) < asked]
        low = np.maximum(spells.start[spell], begins)
        high = np.minimum(np.minimum(spells.end[spell], min(ends, today)), RUNNING)
        found.append((spell, low + (draw.random(len(spell)) * (high - low)).astype(np.int64)))
    spell, days = (np.concatenate(part) for part in zip(*found, strict=True))
    wanted = rule["mean"] + mood[spells.person[spell]]
    answers = np.clip(np.rint(wanted[:, None] + draw.normal(0, 0.7, (len(spell), ANSWERS))), 0, 4).astype(
        np.int64
    )
    return _part(OWN_VOICE, spell, days, answers.mean(axis=1) * 25, answers)
