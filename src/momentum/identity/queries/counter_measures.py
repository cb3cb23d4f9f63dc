"""Reads of counter-measures, and what is seen of their effect: hours, and how far enterprises moved before and after."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import QuerySet
from scipy import stats

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.identity.flow import COUNTER_MEASURE, possible
from momentum.identity.models import CounterMeasure
from momentum.identity.queries.drawn import FEWEST
from momentum.identity.queries.measured import measured
from momentum.identity.queries.years import public_years
from momentum.methods.isomorphism.convergence import NOTHING, Estimate
from momentum.sector.models import Requirement, RequirementState
from momentum.sector.queries.burden import LEAST, known

ORDER = ("proposed", "agreed", "done", "dropped")


def counter_measures() -> list[CounterMeasure]:
    """All of them: what waits first, then the last proposed first."""
    found = CounterMeasure.objects.select_related("requirement", "into")
    return sorted(found, key=lambda each: (ORDER.index(each.state), -each.proposed_on.toordinal()))


def steps_for(actor: Actor, measure: CounterMeasure) -> set[str]:
    """The verbs that the actor can take on a counter-measure now."""
    return {
        each.verb
        for each in possible(COUNTER_MEASURE, measure.state)
        if may(actor, "write", each.record, measure if each.verb == "finish" else None)
    }


def requirements_in_force() -> QuerySet[Requirement]:
    """What something can be done about: confirmed, and still holding."""
    return Requirement.objects.filter(state=RequirementState.CONFIRMED, until__isnull=True)


def hours_now(requirement: Requirement) -> Decimal | None:
    """Hours a year that it costs an enterprise; None where the platform settled none and fewer than five said any."""
    found = known(Requirement.objects.filter(pk=requirement.pk))[0]
    if requirement.hours is None and len(found.said) < LEAST:
        return None
    return found.middle


@dataclass(frozen=True)
class Moved:
    """How far the enterprises that a requirement binds moved towards a pole a year, before it was lifted and after."""

    pole: str
    before: Estimate
    after: Estimate


@dataclass(frozen=True)
class Effect:
    """What is seen after a counter-measure was done. `why` it cannot be said: "few", "rest", "no years", or empty.

    hours  by year, of an enterprise that it binds: None where not known; moved: by pole.
    """

    hours: list[tuple[int, Decimal | None]]
    moved: list[Moved]
    enterprises: int
    why: str = ""


def effect(measure: CounterMeasure) -> Effect | None:
    """The effect of what was done, from data that are public; None where it is not done."""
    if measure.done_on is None:
        return None
    years = public_years()
    field = measured(years[0]) if years else None
    all_years = [int(each) for each in field.profiles.years] if field else []
    hours = [(year, hours_in(measure, year)) for year in all_years]
    if field is None or not all_years:
        return Effect(hours, [], 0, "no years")
    bound = _bound(measure, field.profiles.organisations)
    at = np.array(all_years)
    before, after = np.flatnonzero(at <= measure.done_on.year), np.flatnonzero(at >= measure.done_on.year)
    if len(before) < 2 or len(after) < 2:
        return Effect(hours, [], int(bound.sum()), "no years")
    moved, count, why = [], 0, ""
    for k, pole in enumerate(field.poles):
        steps = [yearly_steps(field.movement.value[:, :, k], at, part) for part in (before, after)]
        both = np.isfinite(steps[0]) & np.isfinite(steps[1])
        count, rest = int((both & bound).sum()), int((both & ~bound).sum())
        if count < FEWEST or 0 < rest < FEWEST:
            why = "few" if count < FEWEST else "rest"
            continue
        moved.append(Moved(pole.code, *(mean(each[both & bound]) for each in steps)))
    return Effect(hours, moved, count, "" if moved else why)


def yearly_steps(movement: np.ndarray, years: np.ndarray, part: np.ndarray) -> np.ndarray:
    """How far each organisation (rows) moved a year over a part of the years; NaN where an end is missing."""
    first, last = part[0], part[-1]
    steps: np.ndarray = (movement[:, last] - movement[:, first]) / (years[last] - years[first])
    return steps


def mean(values: np.ndarray) -> Estimate:
    """The mean with its 95% interval (Student)."""
    n = len(values)
    if n < 2:
        return NOTHING
    middle = float(values.mean())
    reach = float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return Estimate(middle, middle - reach, middle + reach, n)


def hours_in(measure: CounterMeasure, year: int) -> Decimal | None:
    """Hours that the requirement, or the lighter one in its place, cost an enterprise in a year; counted by whole years."""
    done = measure.done_on
    begun = measure.requirement.since.year
    if year < begun:
        return Decimal(0)
    ended = measure.requirement.until
    if ended is None or (year, 1, 1) < (ended.year, ended.month, ended.day) or done is None:
        return measure.hours_before
    return measure.hours_after


def _bound(measure: CounterMeasure, organisations: Any) -> np.ndarray:
    requirement = measure.requirement
    if requirement.binds_all:
        return np.ones(len(organisations), dtype=bool)
    keys = {str(key) for key in requirement.bound.values_list("pk", flat=True)}
    return np.array([each in keys for each in organisations], dtype=bool)
