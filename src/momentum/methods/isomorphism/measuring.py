"""Everything measured of a field at once, and what cannot be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from momentum.methods.isomorphism.convergence import (
    FEWEST,
    NOTHING,
    Estimate,
    catching_up,
    distance,
    spread,
    spread_change,
)
from momentum.methods.isomorphism.drift import Drift, drift, movement
from momentum.methods.isomorphism.indicators import INDICATORS
from momentum.methods.isomorphism.poles import POLES, Pole
from momentum.methods.isomorphism.pressure import MECHANISMS, Association, Requirement, association, exposure
from momentum.methods.isomorphism.profiles import Profiles, Waves, profiles
from momentum.methods.isomorphism.signals import (
    FieldSignal,
    OrganisationSignals,
    field_signal,
    organisation_signals,
)

Why = Literal[
    "one organisation",
    "few organisations",
    "one year",
    "no profiles",
    "constant indicator",
    "error not known",
    "requirement without hours",
]


@dataclass(frozen=True)
class Unsaid:
    """What cannot be said and why: `about` is an indicator, a requirement, a branch, or empty for the whole field."""

    why: Why
    about: str = ""


@dataclass(frozen=True)
class Spread:
    """How far apart organisations are, by year.

    total     variance over the indicators, less measurement error; apart: mean distance of two organisations, with it.
    change    of the organisations present in the first and the last year; back: slope of change on the start.
    entered, left  what those who came and those who went did to the total variance between these years.
    """

    total: np.ndarray
    apart: np.ndarray
    count: np.ndarray
    change: Estimate
    back: Estimate
    entered: float
    left: float


@dataclass(frozen=True)
class Measured:
    """A field: its profiles and everything that follows from them."""

    profiles: Profiles
    poles: Sequence[Pole]
    drift: Drift
    movement: Drift
    field: FieldSignal
    organisations: OrganisationSignals
    spread: Spread
    hours: np.ndarray | None
    associations: dict[tuple[str, str], Association]
    unsaid: Sequence[Unsaid]


def measure(
    waves: Waves,
    poles: Sequence[Pole] = POLES,
    requirements: Sequence[Requirement] | None = None,
    *,
    seed: int = 0,
) -> Measured:
    """Measure a field from its answers, and the requirements on it where they are known."""
    found = profiles(waves)
    drifted, moved = drift(found, poles), movement(found, poles)
    hours, associations = None, {}
    if requirements is not None:
        hours = exposure(requirements, found.organisations, found.years)
        for k, pole in enumerate(poles):
            for m, mechanism in enumerate(MECHANISMS):
                associations[pole.code, mechanism] = association(moved.value[:, :, k], hours[:, :, m])
    return Measured(
        found,
        poles,
        drifted,
        moved,
        field_signal(moved, found.years, seed),
        organisation_signals(moved),
        spread_of(found),
        hours,
        associations,
        [*unsaid(found), *_without_hours(requirements or ())],
    )


def by_branch(waves: Waves, poles: Sequence[Pole] = POLES, *, seed: int = 0) -> dict[str, Measured]:
    """Each branch with enough organisations as a field of its own: organisations resemble their industry first."""
    measured = {}
    for branch in sorted(set(waves.branches) - {""}):
        inside = np.array([each == branch for each in waves.branches])
        if inside.sum() >= FEWEST:
            places = np.flatnonzero(inside).tolist()
            part = Waves(
                [waves.organisations[i] for i in places], waves.years, waves.items, waves.answers[places], ()
            )
            measured[branch] = measure(part, poles, seed=seed)
    return measured


def spread_of(found: Profiles) -> Spread:
    """How far apart organisations are over the years."""
    present, values, errors = found.present, found.values, found.errors
    years = range(values.shape[1])
    total = np.array([spread(values[present[:, t], t], _known(errors[present[:, t], t])) for t in years])
    apart = np.array([distance(values[present[:, t], t]) for t in years])
    count = present.sum(axis=0)
    total, apart = np.where(count >= FEWEST, total, np.nan), np.where(count >= FEWEST, apart, np.nan)
    told = np.flatnonzero(count >= FEWEST)
    if len(told) < 2:
        return Spread(total, apart, count, NOTHING, NOTHING, float("nan"), float("nan"))
    first, last = told[0], told[-1]
    stayed = present[:, first] & present[:, last]
    before, after = values[stayed, first], values[stayed, last]
    of_before, of_after = _known(errors[stayed, first]), _known(errors[stayed, last])
    return Spread(
        total,
        apart,
        count,
        spread_change(before, after, of_before, of_after),
        catching_up(before, after, of_before),
        float(total[last] - spread(after, of_after)) if stayed.sum() >= FEWEST else float("nan"),
        float(spread(before, of_before) - total[first]) if stayed.sum() >= FEWEST else float("nan"),
    )


def _known(errors: np.ndarray) -> np.ndarray | None:
    return errors if np.isfinite(errors).any(axis=0).all() else None


def unsaid(found: Profiles) -> list[Unsaid]:
    """What these profiles cannot tell, whatever is computed from them."""
    present = found.present
    organisations = int(present.any(axis=1).sum())
    told: list[Unsaid] = []
    if organisations == 0:
        return [Unsaid("no profiles")]
    if organisations == 1:
        told.append(Unsaid("one organisation"))
    elif organisations < FEWEST:
        told.append(Unsaid("few organisations"))
    if present.any(axis=0).sum() == 1:
        told.append(Unsaid("one year"))
    for j, indicator in enumerate(INDICATORS):
        known = found.values[:, :, j][np.isfinite(found.values[:, :, j])]
        if len(known) > 1 and np.ptp(known) == 0:
            told.append(Unsaid("constant indicator", indicator))
        if len(known) and not np.isfinite(found.errors[:, :, j]).any():
            told.append(Unsaid("error not known", indicator))
    return told


def _without_hours(requirements: Sequence[Requirement]) -> list[Unsaid]:
    return [Unsaid("requirement without hours", each.code) for each in requirements if each.hours is None]
