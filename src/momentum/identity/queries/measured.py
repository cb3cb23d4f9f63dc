"""The field measured: everything that pages, statements and warnings say rests on this."""

import numpy as np

from momentum.identity.models import Pole as PoleRecord
from momentum.identity.queries.kept import kept
from momentum.identity.queries.waves import waves
from momentum.methods.isomorphism import POLES, Measured, Pole, by_branch, measure
from momentum.sector.queries.requirements import in_force


def measured(year: int) -> Measured:
    """The field of all confirmed profiles until a year, with the requirements of those years."""
    return kept(("measured", year), lambda: _measured(year))


def measured_by_branch(year: int) -> dict[str, Measured]:
    """The same of each branch with enough enterprises, as a field of its own."""
    return kept(("branches", year), lambda: by_branch(waves(year), poles()))


def poles() -> tuple[Pole, ...]:
    """The poles that this city set itself, else those that come with the code, which are assumed."""
    own = tuple(
        Pole(
            each.code,
            np.array(each.values, dtype=float),
            np.array(each.spread, dtype=float),
            each.set_by or "assumed",
            each.set_on.isoformat() if each.set_on else "",
        )
        for each in PoleRecord.objects.all()
    )
    return own or POLES


def pole_names_in() -> dict[str, dict[str, str]]:
    """What the city calls its own poles, by code, in both languages."""
    return {each.code: {"nl": each.name_nl, "en": each.name_en} for each in PoleRecord.objects.all()}


def pole_names() -> dict[str, str]:
    """What the city calls its own poles, by code, in the language in force."""
    return {each.code: each.name for each in PoleRecord.objects.all()}


def _measured(year: int) -> Measured:
    field = waves(year)
    demands = {}
    for each_year in field.years:
        for demand in in_force(each_year):
            demands[demand.code] = demand
    return measure(field, poles(), list(demands.values()))
