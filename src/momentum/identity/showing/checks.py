"""What an analyst reads of one enterprise or branch: its status, and what would be checked next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from momentum.identity import sayings
from momentum.identity.queries.checks import Begun, Check, OfBranch
from momentum.identity.showing.picture import number, percent

LEAST_HOURS, MOST_DEMANDS = 1, 4


@dataclass(frozen=True)
class ShownCheck:
    name: str
    branch: str
    status: str
    status_style: str
    finding: str
    next: Sequence[str]


@dataclass(frozen=True)
class ShownBranch:
    name: str
    enterprises: int
    status: str
    status_style: str
    pole: str
    moved: str
    spread: str


def shown_check(each: Check, own_poles: dict[str, str]) -> ShownCheck:
    return ShownCheck(
        each.organisation.name,
        each.branch,
        str(sayings.STATUS_NAMES[each.status]),
        sayings.STATUS_STYLES[each.status],
        _finding(each, own_poles),
        _next(each),
    )


def shown_branch(each: OfBranch, own_poles: dict[str, str]) -> ShownBranch:
    told = np.isfinite(each.mean)
    return ShownBranch(
        each.name,
        each.enterprises,
        str(sayings.STATUS_NAMES[each.status]),
        sayings.STATUS_STYLES[each.status],
        sayings.pole_name(each.pole, own_poles) if told else "–",
        _interval(each.mean, each.low, each.high) if told else "–",
        _interval(each.change, each.change_low, each.change_high) if np.isfinite(each.change) else "–",
    )


def _interval(value: float, low: float, high: float) -> str:
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": percent(value),
        "low": percent(low),
        "high": percent(high),
    }


def _finding(each: Check, own_poles: dict[str, str]) -> str:
    if each.status == "unknown":
        return _("Nothing can be said yet: it takes profiles of two years, and an error that is known.")
    told = {
        "pole": sayings.pole_name(each.pole, own_poles),
        "since": each.since,
        "interval": _interval(each.value, each.low, each.high),
    }
    return _("Since %(since)s it went %(interval)s of the way towards %(pole)s.") % told


def _next(each: Check) -> list[str]:
    """What would be checked next, in the order in which one would."""
    if each.status not in ("drift", "watch"):
        return []
    told = []
    if each.moved is not None:
        values = {
            "indicator": sayings.indicator_name(each.moved.indicator),
            "before": number(each.moved.before),
            "after": number(each.moved.after),
        }
        told.append(_("What moved most: %(indicator)s, from %(before)s to %(after)s.") % values)
        told.append(_ERROR[each.moved.by_error]())
    if each.step is not None:
        told.append(_("Its largest step was in %(year)s.") % {"year": each.step})
        told += _what_began(each.begun)
    return told


def _what_began(begun: Sequence[Begun]) -> list[str]:
    """The heaviest demands that began just before, and those of which the hours are not known."""
    worth = [each for each in begun if each.hours is None or each.hours >= LEAST_HOURS][:MOST_DEMANDS]
    if worth:
        return [_began(each.title, each.year, each.hours) for each in worth]
    return [
        _(
            "No demand of an hour a year or more is known to have begun for it in that year or the year before."
        )
    ]


def _began(title: str, year: int, hours: float | None) -> str:
    if hours is None:
        return _("“%(title)s” began in %(year)s; its hours are not known.") % {"title": title, "year": year}
    return _("“%(title)s” began in %(year)s: %(hours)s hours a year.") % {
        "title": title,
        "year": year,
        "hours": number(hours, 0),
    }


_ERROR = {
    True: lambda: _(
        "The error of its answers could explain that one alone: ask who answered, and whether it was the same person."
    ),
    False: lambda: _("That is more than the error of its answers explains."),
    None: lambda: _("Whether the error of its answers explains that is not known."),
}
