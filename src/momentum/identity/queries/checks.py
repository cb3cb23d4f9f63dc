"""Where each enterprise stands and what an analyst would check next: opened for a reason, and logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from momentum.accounts.access import open_records, require
from momentum.accounts.actor import Actor
from momentum.accounts.models import Organisation
from momentum.accounts.policy import Record
from momentum.identity.models import Response, ResponseState
from momentum.identity.queries.measured import measured, measured_by_branch
from momentum.methods.isomorphism import INDICATORS, Measured, Requirement
from momentum.methods.isomorphism.drift import Z95
from momentum.sector.models import Branch, Profile
from momentum.sector.models import Requirement as Demand
from momentum.sector.queries.requirements import in_force

GRAVITY = ("drift", "watch", "steady", "unknown")


@dataclass(frozen=True)
class Moved:
    """The indicator that moved most towards the pole, 0 to 1; `by_error`: its answers' error could explain it (None:
    not known)."""

    indicator: str
    before: float
    after: float
    by_error: bool | None


@dataclass(frozen=True)
class Begun:
    """A demand that began shortly before the largest step."""

    title: str
    year: int
    hours: float | None


@dataclass(frozen=True)
class Check:
    """One enterprise: what its chart says, and where to look. `step` is the year of its largest step."""

    organisation: Organisation
    branch: str
    status: str
    pole: str
    value: float
    low: float
    high: float
    since: int
    step: int | None
    moved: Moved | None
    begun: Sequence[Begun]


@dataclass(frozen=True)
class OfBranch:
    """A branch as a field of its own: its status towards the pole its chart points to most."""

    name: str
    enterprises: int
    status: str
    pole: str
    mean: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float


def checks(actor: Actor, year: int, *, purpose: str) -> list[Check]:
    """Every enterprise with a confirmed profile in the year, gravest first, after the log has who looks and why.

    Raises `Refused`, and `ReasonNeeded` without a reason from the analyst's list.
    """
    rows = Response.objects.filter(round__year=year, state=ResponseState.CONFIRMED)
    opened = open_records(
        actor,
        Record.IDENTITY_PROFILE,
        rows.select_related("organisation").order_by("organisation__name"),
        purpose=purpose,
        detail=f"where enterprises stand in {year}",
        pseudonym=lambda _row: None,
    )
    found = measured(year)
    place = {key: i for i, key in enumerate(found.profiles.organisations)}
    demands = _demands(found.profiles.years)
    names = {each.code: each.name for each in Branch.objects.all()}
    branches = dict(Profile.objects.values_list("organisation_id", "branch_id"))
    made = [
        _check(
            found, place[str(row.organisation_id)], row.organisation,
            names.get(branches.get(row.organisation_id) or "", ""), demands,
        )
        for row in opened
    ]  # fmt: skip
    return sorted(made, key=lambda each: GRAVITY.index(each.status))


def branches_of(actor: Actor, year: int) -> list[OfBranch]:
    """Each branch with enough enterprises as a field of its own."""
    require(actor, "read", Record.IDENTITY_ROUND)
    names = {each.code: each.name for each in Branch.objects.all()}
    return [_branch(names.get(code, code), each) for code, each in measured_by_branch(year).items()]


def _branch(name: str, found: Measured) -> OfBranch:
    signal, change = found.field, found.spread.change
    chart = signal.chart[-1]
    k = int(np.nanargmax(chart)) if np.isfinite(chart).any() else 0
    return OfBranch(
        name,
        int(found.profiles.present[:, -1].sum()),
        signal.status(len(signal.years) - 1, k),
        signal.poles[k],
        float(signal.mean[-1, k]),
        float(signal.low[-1, k]),
        float(signal.high[-1, k]),
        change.value,
        change.low,
        change.high,
    )


def _demands(years: Sequence[int]) -> dict[str, tuple[Requirement, str]]:
    """The demands of all years with their titles, by key."""
    found = {each.code: each for year in years for each in in_force(year)}
    titles = {str(each.pk): each.title for each in Demand.objects.filter(pk__in=found)}
    return {code: (each, titles[code]) for code, each in found.items()}


def _check(
    found: Measured,
    i: int,
    organisation: Organisation,
    branch: str,
    demands: Mapping[str, tuple[Requirement, str]],
) -> Check:
    moved, k = found.movement, int(found.organisations.pole[i])
    status, years = found.organisations.status[i], found.profiles.years
    first, last = int(moved.baseline[i]), len(years) - 1
    told = status != "unknown" and first >= 0
    step = _largest_step(moved.value[i, :, k]) if told else None
    return Check(
        organisation,
        branch,
        status,
        moved.poles[k] if told else "",
        float(moved.value[i, last, k]),
        float(moved.low[i, last, k]),
        float(moved.high[i, last, k]),
        years[max(first, 0)],
        years[step] if step is not None else None,
        _moved(found, i, k, first, last) if told else None,
        _begun(demands, found.profiles.organisations[i], years[step]) if step is not None else (),
    )


def _largest_step(value: np.ndarray) -> int | None:
    """The place of the year in which it went furthest since the last year known; None where it only went back."""
    known = np.flatnonzero(np.isfinite(value))
    steps = np.diff(value[known])
    return int(known[1:][steps.argmax()]) if len(steps) and steps.max() > 0 else None


def _moved(found: Measured, i: int, k: int, first: int, last: int) -> Moved | None:
    before, after = found.profiles.values[i, first], found.profiles.values[i, last]
    towards = (after - before) * np.sign(found.poles[k].values - before)
    if not np.isfinite(towards).any() or np.nanmax(towards) <= 0:
        return None
    j = int(np.nanargmax(towards))
    error = found.profiles.errors[i, first, j] + found.profiles.errors[i, last, j]
    by_error = bool(towards[j] <= Z95 * np.sqrt(error)) if np.isfinite(error) else None
    return Moved(list(INDICATORS)[j], float(before[j]), float(after[j]), by_error)


def _begun(demands: Mapping[str, tuple[Requirement, str]], organisation: str, step: int) -> list[Begun]:
    """Demands that bind it and began in the year of the step or the year before, most hours first."""
    found = [
        Begun(title, each.first, each.hours)
        for each, title in demands.values()
        if step - 1 <= each.first <= step and each.holds(organisation, step)
    ]
    return sorted(found, key=lambda each: (-(each.hours or 0), each.title))
