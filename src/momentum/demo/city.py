"""A whole demo city from a seed, in plain columns: population, details and assessments."""

from dataclasses import dataclass

from momentum.demo.calibration import population
from momentum.demo.organisations import Organisations, boroughs, read_organisations
from momentum.demo.population.assessments import Assessments, assessments
from momentum.demo.population.details import (
    Hours,
    Memberships,
    Papers,
    Persons,
    hours,
    memberships,
    papers,
    persons,
)
from momentum.demo.population.rates import read_rates
from momentum.demo.population.spells import Population


@dataclass(frozen=True)
class City:
    seed: int
    organisations: Organisations
    population: Population
    persons: Persons
    memberships: Memberships
    hours: Hours
    papers: Papers
    assessments: Assessments


def generate(seed: int) -> City:
    """The city of a seed. Equal seeds give equal cities; nothing is read but the files in `data/demo`."""
    rates = read_rates()
    today = rates.day("today")
    people = population(seed)
    who = persons(people, boroughs(), seed, today)
    return City(
        seed,
        read_organisations(),
        people,
        who,
        memberships(who, seed, today),
        hours(people, seed, today),
        papers(people, who, seed, today),
        assessments(people, rates, seed),
    )
