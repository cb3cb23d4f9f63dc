"""Follow-ups: who was asked, 13, 26 and 52 weeks after a stay, what they answered, and who is still to be asked."""

from dataclasses import dataclass

import numpy as np

from momentum.accounts.models import User
from momentum.demo.building.keys import date_of, keys
from momentum.demo.city import City
from momentum.demo.population.details import Days, Floats, generator
from momentum.demo.population.outcomes import MOVE
from momentum.demo.population.rates import RUNNING, UNPAID, day_of, read_rates
from momentum.journeys.models import FollowUp, Outcome, Purpose, PurposeGround, Spell

SINCE = day_of(2014, 7)
WEEKS = (13, 26, 52)
NOT_REACHED, NO_ANSWER, LEARNING = 0.16, 0.05, 0.07
STILL_OPEN = 0.2
RECENT = 21
"""Of questions that came due in the last so many days, some are still to be asked; of older ones none."""


@dataclass(frozen=True)
class Questions:
    """One row a follow-up: the spell's row, weeks, the day it is due and the day it was asked (RUNNING: not yet)."""

    spell: Days
    weeks: Days
    due: Days
    asked: Days


def write_follow_ups(city: City, spells: list[Spell], keeper: User) -> None:
    """Follow-ups of stays that ended since they are asked, of people who consented to being asked."""
    draw, today = generator(city.seed, "follow-ups"), read_rates().day("today")
    questions = _questions(city, _willing(city, spells), draw, today)
    outcomes = _outcomes(city, questions, draw)
    FollowUp.objects.bulk_create(
        (
            FollowUp(
                id=key,
                spell=spells[spell],
                weeks=weeks,
                due=date_of(due),
                asked_on=date_of(asked) if asked < RUNNING else None,
                outcome=outcome,
                asked_by=keeper if asked < RUNNING else None,
            )
            for key, spell, weeks, due, asked, outcome in zip(
                keys(city.seed, "follow-ups", len(outcomes)),
                questions.spell.tolist(),
                questions.weeks.tolist(),
                questions.due.tolist(),
                questions.asked.tolist(),
                outcomes,
                strict=True,
            )
        ),
        batch_size=4000,
    )


def _willing(city: City, spells: list[Spell]) -> np.ndarray:
    """Of every spell, whether its person consented to being asked afterwards."""
    asked = set(PurposeGround.objects.filter(purpose=Purpose.FOLLOW_UP).values_list("journey_id", flat=True))
    return np.array([spell.journey_id in asked for spell in spells])


def _questions(city: City, willing: np.ndarray, draw: np.random.Generator, today: int) -> Questions:
    spells = city.population.spells
    left = (spells.seat >= 0) & (spells.end >= SINCE) & (spells.end <= today) & (spells.what != MOVE)
    left &= willing & (city.persons.died[spells.person] == RUNNING)
    row = np.repeat(np.flatnonzero(left), len(WEEKS))
    weeks = np.tile(np.array(WEEKS), int(left.sum()))
    due = spells.end[row] + 7 * weeks
    asked = due + draw.integers(0, 10, len(due))
    late = (due > today - RECENT) & (draw.random(len(due)) < STILL_OPEN)
    asked = np.where((asked >= today) | late, RUNNING, asked)
    return Questions(row, weeks, due, asked)


def _outcomes(city: City, questions: Questions, draw: np.random.Generator) -> list[str]:
    """What was answered follows from where the person was on the day they were asked."""
    chance = draw.random(len(questions.asked))
    at_work, at_place = _where(city, questions)
    return [
        "" if asked == RUNNING else _answer(number, paid, unpaid)
        for asked, number, paid, unpaid in zip(
            questions.asked.tolist(), chance.tolist(), at_work, at_place, strict=True
        )
    ]


def _answer(chance: Floats | float, paid: bool, unpaid: bool) -> str:
    if chance < NOT_REACHED:
        return Outcome.NOT_REACHED
    if chance < NOT_REACHED + NO_ANSWER:
        return Outcome.NO_ANSWER
    if paid:
        return Outcome.PAID_WORK
    if unpaid:
        return Outcome.UNPAID_PLACE
    return Outcome.LEARNING if chance > 1 - LEARNING else Outcome.NOT_WORKING


def _where(city: City, questions: Questions) -> tuple[list[bool], list[bool]]:
    spells = city.population.spells
    by_person: dict[int, list[tuple[int, int, bool]]] = {}
    for person, kind, start, end in zip(
        spells.person.tolist(), spells.kind.tolist(), spells.start.tolist(), spells.end.tolist(), strict=True
    ):
        by_person.setdefault(person, []).append((start, end, kind >= len(UNPAID)))
    paid, unpaid = [], []
    for row, asked in zip(questions.spell.tolist(), questions.asked.tolist(), strict=True):
        held = [is_paid for start, end, is_paid in by_person[int(spells.person[row])] if start <= asked < end]
        paid.append(any(held))
        unpaid.append(bool(held))
    return paid, unpaid
