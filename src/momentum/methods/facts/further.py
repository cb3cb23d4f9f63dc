"""Reading the further files that tell about persons: persons, memberships, hours, assessments."""

from collections.abc import Collection
from typing import Any

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.lists import Lists
from momentum.methods.facts.parts import Part, last_day_to_first_without, part_of
from momentum.methods.facts.people import People

Values = dict[str, list[Any]]


def read_persons(source: Columns, lists: Lists, people: People) -> Values:
    """Persons with birth year and home district, each in one row."""
    values: Values = {
        "person": list(source.texts("person")),
        "birth_year": list(source.years("birth_year")),
        "district": list(source.texts("district", needed=False, known=lists.districts)),
    }
    people.add(
        source, values["person"], once=True, birth_year=values["birth_year"], district=values["district"]
    )
    return values


def read_memberships(source: Columns, lists: Lists) -> tuple[Values, Part]:
    """Persons' target groups over time."""
    values: Values = {
        "person": list(source.texts("person")),
        "target_group": list(source.texts("target_group", known=lists.target_groups)),
        **_from_to(source),
    }
    return values, part_of("membership", source, values)


def read_hours(source: Columns, spells: Collection[str]) -> tuple[Values, Part]:
    """Hours per week of spells over time; `spells` are the spells that the main file numbers."""
    values: Values = {
        "spell": list(source.texts("spell", known=spells)),
        **_from_to(source),
        "hours_per_week": list(source.numbers("hours_per_week")),
    }
    return values, part_of("hours", source, values)


def read_assessments(source: Columns) -> tuple[Values, Part]:
    """Assessments of persons: an instrument, a day, a value."""
    values: Values = {
        "person": list(source.texts("person")),
        "instrument": list(source.texts("instrument")),
        "date": list(source.days("date")),
        "value": list(source.numbers("value")),
    }
    return values, part_of("assessment", source, values)


def _from_to(source: Columns) -> Values:
    starts, ends = source.days("from"), source.days("to", needed=False)
    if source.writing.end == "inclusive":
        ends = last_day_to_first_without(ends)
    return {"from": list(starts), "to": list(ends)}
