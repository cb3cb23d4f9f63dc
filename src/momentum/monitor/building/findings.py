"""What the figures say, as whole sentences in the language in force.

A sentence that compares is only made where everything it compares is published: "the largest" would
otherwise tell that a withheld number is smaller.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.monitor.building.words import number, percent

STEADY = 0.005

HEADLINES = {
    ("up", "up"): lambda: _("More people in work, and more moving on"),
    ("up", "down"): lambda: _("More people in work, but fewer moving on"),
    ("up", "same"): lambda: _("More people in work, and as many moving on"),
    ("down", "up"): lambda: _("Fewer people in work, but more moving on"),
    ("down", "down"): lambda: _("Fewer people in work, and fewer moving on"),
    ("down", "same"): lambda: _("Fewer people in work, and as many moving on"),
    ("same", "up"): lambda: _("As many people in work, and more moving on"),
    ("same", "down"): lambda: _("As many people in work, but fewer moving on"),
    ("same", "same"): lambda: _("As many people in work and moving on as a year before"),
}


def direction(now: int | None, before: int | None) -> str | None:
    if now is None or not before:
        return None
    change = now / before - 1
    return "same" if abs(change) < STEADY else "up" if change > 0 else "down"


def headline(figures: Mapping[str, Any]) -> str:
    """The edition's finding, from its headline figures."""
    key = (
        direction(figures["stock"]["value"], figures["stock"]["before"]),
        direction(figures["moved_on"]["value"], figures["moved_on"]["before"]),
    )
    if key in HEADLINES:
        return HEADLINES[key]()
    if figures["stock"]["value"] is not None:
        return _("%(count)s people in work at social enterprises") % {
            "count": number(figures["stock"]["value"])
        }
    return _("People in work at social enterprises")


def over_the_years(values: list[int | None], years: list[str]) -> str:
    known = [(year, value) for year, value in zip(years, values, strict=True) if value]
    if len(known) < 2:
        return _("People in work, reached and moving on, by year")
    (first, before), (last, now) = known[0], known[-1]
    told = {"first": first, "last": last, "change": percent(abs(now / before - 1), 0)}
    match direction(now, before):
        case "up":
            return _("%(change)s more people in work in %(last)s than in %(first)s") % told
        case "down":
            return _("%(change)s fewer people in work in %(last)s than in %(first)s") % told
    return _("As many people in work in %(last)s as in %(first)s") % told


def moving_on_over_the_years(values: list[int | None], years: list[str]) -> str:
    known = [(year, value) for year, value in zip(years, values, strict=True) if value]
    if len(known) < 2:
        return _("People who moved on to paid work, by year")
    (first, before), (last, now) = known[0], known[-1]
    told = {"first": first, "last": last, "now": number(now), "before": number(before)}
    match direction(now, before):
        case "up":
            return _("Moving on to paid work rose from %(before)s in %(first)s to %(now)s in %(last)s") % told
        case "down":
            return _("Moving on to paid work fell from %(before)s in %(first)s to %(now)s in %(last)s") % told
    return _("As many people moved on to paid work in %(last)s as in %(first)s") % told


def coming_and_going(came: int | None, went: int | None, year: str) -> str:
    if came is None or went is None:
        return _("Places started and ended, by quarter")
    told = {"year": year, "came": number(came), "went": number(went)}
    if came > went:
        return _("More places started (%(came)s) than ended (%(went)s) in %(year)s") % told
    if came < went:
        return _("Fewer places started (%(came)s) than ended (%(went)s) in %(year)s") % told
    return _("As many places started as ended (%(came)s) in %(year)s") % told


def largest(cells: list[tuple[str, int | None]]) -> str | None:
    """The name of the largest of them, or None where one is withheld or the first place is shared."""
    values = [value for _name, value in cells if value is not None]
    if not values or len(values) < len(cells):
        return None
    top = max(values)
    if top == 0 or values.count(top) > 1:
        return None
    return next(name for name, value in cells if value == top)


def most_reached(name: str | None) -> str:
    if name is None:
        return _("People reached, by kind of place")
    return _("Most people had a place of this kind: %(name)s") % {"name": name}


def most_moved_from(name: str | None) -> str:
    if name is None:
        return _("Where people who moved on came from")
    return _("Most people who moved on came from: %(name)s") % {"name": name}


def most_work_in(name: str | None) -> str:
    if name is None:
        return _("People in work, by part of the city")
    return _("Most people in work are in %(name)s") % {"name": name}


def most_of_age(name: str | None) -> str:
    if name is None:
        return _("People in work, by age")
    return _("The largest age group in work is %(name)s") % {"name": name}


def most_in_group(name: str | None) -> str:
    if name is None:
        return _("People in work, by target group")
    return _("The largest target group in work: %(name)s") % {"name": name}


def still_in_work(share: float | None, weeks: int) -> str:
    if share is None:
        return _("How many who moved on are still in paid work later")
    return _("%(share)s were still in paid work after %(weeks)s weeks") % {
        "share": percent(share, 0),
        "weeks": weeks,
    }


def found_work(share: float | None, days: int) -> str:
    if share is None:
        return _("How long it takes to find paid work")
    if days == 364:
        return _("Within a year of starting, %(share)s had found paid work") % {"share": percent(share, 0)}
    return _("Within %(days)s days of starting, %(share)s had found paid work") % {
        "days": days,
        "share": percent(share, 0),
    }


def on_the_ladder(rose: int | None, fell: int | None) -> str:
    if rose is None or fell is None:
        return _("Steps on the participation ladder")
    return ngettext(
        "%(rose)s person rose on the participation ladder, %(fell)s fell",
        "%(rose)s people rose on the participation ladder, %(fell)s fell",
        rose,
    ) % {"rose": number(rose), "fell": number(fell)}
