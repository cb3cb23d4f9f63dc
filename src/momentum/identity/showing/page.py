"""A year as everybody reads it: the finding, its pictures, and what cannot be said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import get_language

from momentum.identity import sayings
from momentum.identity.queries.checks import GRAVITY
from momentum.identity.queries.kept import kept
from momentum.identity.showing import indicators, ladders, language, pressure, spread, triangle
from momentum.identity.showing.field import FEWEST, Field, field_of
from momentum.identity.showing.picture import Picture, number, percent
from momentum.methods.isomorphism import INDICATORS


@dataclass(frozen=True)
class YearPage:
    year: int
    heading: str
    lead: Sequence[str]
    status: str
    status_name: str
    status_style: str
    why: str
    spread: str
    moved: Sequence[str]
    pictures: dict[str, Picture]
    ladders: Sequence[Picture]
    unsaid: Sequence[str]
    assumed: bool
    enterprises: int

    def picture(self, name: str) -> Picture | None:
        return self.pictures.get(name)


def page_of(year: int) -> YearPage:
    """The page of a year in the language in force, worked out once until the data change."""
    return kept(("page", year, get_language()), lambda: _page(field_of(year)))


def _page(field: Field) -> YearPage:
    rungs = ladders.pictures(field)
    drawn = [each for each in (
        triangle.picture(field), pressure.picture(field.year), indicators.picture(field), spread.picture(field),
        language.picture(field), *rungs,
    ) if each]  # fmt: skip
    status = field_status(field)
    return YearPage(
        field.year,
        finding(field),
        lead(field),
        status,
        str(sayings.STATUS_NAMES[status]),
        sayings.STATUS_STYLES[status],
        _moved_towards(field, k) if (k := _gravest(field)) is not None else "",
        spread.sentence(field),
        _moved(field),
        {each.name: each for each in drawn},
        rungs,
        sayings.all_that_cannot_be_said(field.measured.unsaid),
        any(pole.assumed for pole in field.measured.poles),
        int(field.present[:, field.last].sum()),
    )


def finding(field: Field) -> str:
    """The heading of a year."""
    return sayings.heading(_drifting(field), int(field.told.sum()), field.own_poles)


def _drifting(field: Field) -> dict[str, int]:
    """How many drift, by pole."""
    return {
        pole.code: int((field.drifting & (field.measured.organisations.pole == k)).sum())
        for k, pole in enumerate(field.measured.poles)
    }


def field_status(field: Field) -> str:
    """The gravest of what the chart of the field says this year, over the poles."""
    k = _gravest(field)
    return field.measured.field.status(field.last, k) if k is not None else "unknown"


def _gravest(field: Field) -> int | None:
    """The place of the pole of the gravest status, and of those the furthest gone; None where nothing is said."""
    signal = field.measured.field
    told = [
        (-GRAVITY.index(signal.status(field.last, k)), float(signal.mean[field.last, k]), k)
        for k in range(len(signal.poles))
        if field.years and np.isfinite(signal.chart[field.last, k])
    ]
    return max(told)[2] if told else None


def lead(field: Field) -> list[str]:
    """What goes with the finding: the hours, and what changed among those that drift."""
    total = int(field.told.sum())
    told = [_hours(field)]
    if total >= FEWEST:
        told += [_change_of_drifting(field), sayings.others(list(_drifting(field).values()), total)]
    return [each for each in told if each]


def _hours(field: Field) -> str:
    hours = field.measured.hours
    enough = np.flatnonzero(field.present.sum(axis=0) >= FEWEST)
    if hours is None or len(enough) < 2 or not hours.any():
        return ""
    medians = [float(np.median(hours[field.present[:, t], t].sum(axis=1))) for t in (enough[0], enough[-1])]
    before, after = (number(each, 0) for each in medians)
    return sayings.hours_grew(field.years[enough[0]], field.years[enough[-1]], before, after)


def _change_of_drifting(field: Field) -> str:
    """The indicator that fell most among those that drift, where they and the others are enough."""
    drifting = field.drifting
    if drifting.sum() < FEWEST or 0 < (field.told & ~drifting).sum() < FEWEST:
        return ""
    values, baseline = field.measured.profiles.values, field.measured.movement.baseline
    places = np.flatnonzero(drifting)
    before, after = values[places, baseline[places]], values[places, field.last]
    both = np.isfinite(before) & np.isfinite(after)
    if not (both.sum(axis=0) >= FEWEST).any():
        return ""
    with np.errstate(invalid="ignore"):
        change = np.where(both, after - before, 0).sum(axis=0) / np.maximum(both.sum(axis=0), 1)
    change = np.where(both.sum(axis=0) >= FEWEST, change, 0)
    j = int(np.argmax(np.abs(change)))
    if change[j] == 0:
        return ""
    return sayings.what_changed(
        list(INDICATORS)[j], number(before[both[:, j], j].mean()), number(after[both[:, j], j].mean())
    )


def _moved(field: Field) -> list[str]:
    mean = field.measured.field.mean
    return [
        _moved_towards(field, k)
        for k in range(len(field.measured.poles))
        if field.years and np.isfinite(mean[field.last, k])
    ]


def _moved_towards(field: Field, k: int) -> str:
    signal, pole = field.measured.field, field.measured.poles[k].code
    values = (percent(each[field.last, k]) for each in (signal.mean, signal.low, signal.high))
    return sayings.field_moved(
        signal.status(field.last, k), sayings.pole_name(pole, field.own_poles), *values
    )
