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
    entered, left  what those who came and those who went did to the total variance between these years: with the
                   change of those who stayed they add up to the whole change. came, gone: how many they were.
    first, last    the places of the first and the last year with enough organisations, −1 without.
    indicators     those counted, which are those known in every year with enough organisations.
    """

    total: np.ndarray
    apart: np.ndarray
    count: np.ndarray
    change: Estimate
    back: Estimate
    entered: float
    left: float
    came: int
    gone: int
    first: int
    last: int
    indicators: Sequence[str]


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
    waves: Waves | Profiles,
    poles: Sequence[Pole] = POLES,
    requirements: Sequence[Requirement] | None = None,
    *,
    seed: int = 0,
) -> Measured:
    """Measure a field from its answers (or from profiles, whose errors may be unknown), and the requirements on it.

    seed  of the random signs behind the field's limits; all else is computed without chance.
    """
    found = waves if isinstance(waves, Profiles) else profiles(waves)
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


def by_branch(
    waves: Waves | Profiles,
    poles: Sequence[Pole] = POLES,
    requirements: Sequence[Requirement] | None = None,
    *,
    seed: int = 0,
) -> dict[str, Measured]:
    """Each branch with enough organisations as a field of its own: organisations resemble their industry first.

    Answers err alike in every branch, so their error is that of the whole field. Source: Leiter (2005), Structural
    isomorphism in Australian nonprofit organizations.
    """
    found = waves if isinstance(waves, Profiles) else profiles(waves)
    measured = {}
    for branch in sorted(set(found.branches) - {""}):
        inside = np.array([each == branch for each in found.branches])
        if (inside & found.present.any(axis=1)).sum() >= FEWEST:
            measured[branch] = measure(found.of(inside), poles, requirements, seed=seed)
    return measured


def spread_of(found: Profiles) -> Spread:
    """How far apart organisations are over the years."""
    present = found.present
    count = present.sum(axis=0)
    told = np.flatnonzero(count >= FEWEST)
    known = np.isfinite(found.values[:, told]).sum(axis=0) >= FEWEST
    kept = known.all(axis=0) if len(told) else np.zeros(found.values.shape[2], dtype=bool)
    values, errors = found.values[:, :, kept], found.errors[:, :, kept]
    total, apart = np.full(len(count), np.nan), np.full(len(count), np.nan)
    for t in told if kept.any() else ():
        here = present[:, t]
        total[t] = spread(values[here, t], _known(errors[here, t]))
        apart[t] = distance(values[here, t])
    names = [name for name, used in zip(INDICATORS, kept, strict=True) if used]
    if len(told) < 2 or not kept.any():
        nothing = float("nan"), float("nan"), 0, 0, -1, -1
        return Spread(total, apart, count, NOTHING, NOTHING, *nothing, names)
    first, last = int(told[0]), int(told[-1])
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
        int((present[:, last] & ~present[:, first]).sum()),
        int((present[:, first] & ~present[:, last]).sum()),
        first,
        last,
        names,
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
