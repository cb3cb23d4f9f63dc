"""Figures in words: what the page, the report and the home page say alike, in the language in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.monitor.building.words import number, percent


@dataclass(frozen=True)
class Card:
    """One headline figure."""

    value: str
    label: str
    note: str
    withheld: bool = False


@dataclass(frozen=True)
class Definition:
    name: str
    title: str
    definition: str
    source: str
    version: str


def shown_value(value: Any, kind: str) -> str:
    """A figure as it is read; nothing where there is none."""
    if value is None:
        return "–"
    match kind:
        case "share":
            return percent(value)
        case "number":
            return number(value, 1)
        case "whole":
            return number(round(value))
        case "change":
            return signed_percent(value)
    return number(value)


def signed_percent(change: float) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{percent(abs(change))}"


def change_in_words(change: float | None) -> str:
    """How a figure changed on the year before, as a sentence; empty where that is not known."""
    if change is None:
        return ""
    told = {"change": percent(abs(change))}
    if change > 0:
        return _("%(change)s more than a year before.") % told
    if change < 0:
        return _("%(change)s fewer than a year before.") % told
    return _("As many as a year before.")


def moved_on_in_words(change: float | None, rate: float | None) -> str:
    """How many more moved on than the year before, and which share of everybody reached that is."""
    if rate is None:
        return change_in_words(change)
    told = {"rate": percent(rate), "change": percent(abs(change or 0))}
    if change is None:
        return _("%(rate)s of everybody reached.") % told
    if change > 0:
        return _("%(change)s more than a year before; %(rate)s of everybody reached.") % told
    if change < 0:
        return _("%(change)s fewer than a year before; %(rate)s of everybody reached.") % told
    return _("As many as a year before; %(rate)s of everybody reached.") % told


def cards(public: Mapping[str, Any], language: str) -> list[Card]:
    """The headline cards of an edition."""
    figures = public["figures"]
    last_day = date.fromordinal(date.fromisoformat(public["period"][1]).toordinal() - 1)
    day = long_date(last_day, language)
    found = [
        _card(
            figures["stock"]["value"],
            _("people in work on %(day)s") % {"day": day},
            _change(figures["stock"]),
        ),
        _card(
            figures["reach"]["value"],
            _("people reached in the period"),
            _("at least one day at a social enterprise"),
        ),
        _card(figures["moved_on"]["value"], _("moved on to paid work"), _moved_on_note(figures)),
    ]
    if "sustained" in figures:
        found.append(_sustained(figures["sustained"]))
    return found


def long_date(day: date, language: str) -> str:
    """A day in words; English as it is read in Europe, the day before the month."""
    return format_date(day, "long", locale="en_GB" if language == "en" else language)


def _card(value: int | None, label: str, note: str) -> Card:
    if value is None:
        return Card(_("withheld"), label, _("not shown, so that nobody can be recognised"), withheld=True)
    return Card(number(value), label, note)


def _change(figure: Mapping[str, Any]) -> str:
    if figure["change"] is None:
        return _("no figure for a year before")
    told = {"change": signed_percent(figure["change"]), "year": figure["before_label"]}
    return _("%(change)s on %(year)s") % told


def _moved_on_note(figures: Mapping[str, Any]) -> str:
    rate = figures.get("rate") or {}
    change = _change(figures["moved_on"])
    if rate.get("value") is None:
        return change
    return _("%(change)s; %(rate)s of those reached (%(low)s–%(high)s)") % {
        "change": change,
        "rate": percent(rate["value"]),
        "low": percent(rate["low"]),
        "high": percent(rate["high"]),
    }


def _sustained(figure: Mapping[str, Any]) -> Card:
    label = _("still in paid work after %(weeks)s weeks") % {"weeks": figure["weeks"]}
    if figure["share"] is None:
        note = (
            _("too few people to show safely")
            if figure["withheld"]
            else _("nobody could be observed so long yet")
        )
        return Card(_("withheld") if figure["withheld"] else "–", label, note, withheld=figure["withheld"])
    not_yet = figure["not_yet_observed"]
    note = ngettext(
        "%(count)s person not yet observed so long", "%(count)s people not yet observed so long", not_yet
    ) % {"count": number(not_yet)}
    return Card(percent(figure["share"], 0), label, note)


def reasons(left_out: Mapping[str, int]) -> list[str]:
    """Who and what was left out, each reason as a sentence."""
    sentences = {
        "objected": lambda n: ngettext("%(n)s person objected", "%(n)s people objected", n),
        "consent_withdrawn": lambda n: ngettext(
            "%(n)s person withdrew their consent", "%(n)s people withdrew their consent", n
        ),
        "ground_to_be_confirmed": lambda n: ngettext(
            "%(n)s person whose ground for counting is still to be confirmed",
            "%(n)s people whose ground for counting is still to be confirmed",
            n,
        ),
        "restricted": lambda n: ngettext(
            "%(n)s person whose record is only kept, at their own request",
            "%(n)s people whose records are only kept, at their own request",
            n,
        ),
        "no_ground": lambda n: ngettext(
            "%(n)s person without a ground for counting", "%(n)s people without a ground for counting", n
        ),
        "spells starting on or after the freeze date": lambda n: ngettext(
            "%(n)s place that starts later", "%(n)s places that start later", n
        ),
        "memberships starting on or after the freeze date": lambda n: ngettext(
            "%(n)s membership of a target group that starts later",
            "%(n)s memberships of a target group that start later",
            n,
        ),
        "hours starting on or after the freeze date": lambda n: ngettext(
            "%(n)s agreement on hours that starts later", "%(n)s agreements on hours that start later", n
        ),
        "assessments on or after the freeze date": lambda n: ngettext(
            "%(n)s assessment made later", "%(n)s assessments made later", n
        ),
    }
    return [
        (sentences[reason](count) if reason in sentences else "%(n)s " + reason) % {"n": number(count)}
        for reason, count in left_out.items()
        if count
    ]


def provisional() -> str:
    return _("Provisional: the period goes on after the freeze date, so only the days before it are counted.")


def counted_lines(public: Mapping[str, Any], language: str) -> list[str]:
    """How the edition was counted, protected and checked, in a few sentences."""
    facts, audit = public["facts"], public["audit"]
    freeze = long_date(date.fromisoformat(facts["freeze"]), language)
    left_out = reasons(facts["left_out"])
    lines = [
        _("Counted from the facts as they stood for the days before %(day)s, frozen under %(hash)s.")
        % {"day": freeze, "hash": facts["hash"]},
        _("Left out: %(reasons)s.") % {"reasons": "; ".join(left_out)}
        if left_out
        else _("Nobody was left out."),
        *_protected_lines(public),
    ]
    if public["provisional"]:
        lines.insert(0, provisional())
    if audit["ok"]:
        lines.append(
            _(
                "A separate check tried to work out each of the withheld numbers from everything published, and could not."
            )
        )
    return lines


def _protected_lines(public: Mapping[str, Any]) -> list[str]:
    """How numbers are protected, for the edition as a whole: the tables say it each for itself."""
    protection = public["protection"]
    withheld = ngettext(
        "Of %(cells)s numbers %(withheld)s is withheld.",
        "Of %(cells)s numbers %(withheld)s are withheld.",
        protection["withheld"],
    ) % {"cells": number(protection["cells"]), "withheld": number(protection["withheld"])}
    ways = {told["method"] for table in public["tables"] for told in table.get("protection", ())}
    if ways - {"suppression"}:
        return [
            _(
                "Small numbers are withheld, rounded or given noise, so that nobody can work them out. Each table says how."
            ),
            withheld,
        ]
    return [
        _(
            "Numbers from 1 to %(below)s are withheld, and as many others as needed so that nobody can work them out."
        )
        % {"below": protection["n"] - 1},
        withheld,
    ]


def expired_lines(expired_on: date | None, language: str) -> list[str]:
    """That the facts behind an edition are gone, once they are: the figures stay as they were published."""
    if expired_on is None:
        return []
    return [
        _(
            "The facts that were counted were destroyed on %(day)s: we keep them no longer than needed. The numbers "
            "stay as they were published. They can be compared with their fingerprint, not counted again."
        )
        % {"day": long_date(expired_on, language)}
    ]


def definition_of(told: Mapping[str, str]) -> Definition:
    """A definition in the reader's language, as far as it has been put into it."""
    from momentum.monitor.definitions import in_words

    title, definition = in_words(told)
    return Definition(told["name"], title, definition, told["source"], told["version"])


def answer_lines(public: Mapping[str, Any], language: str) -> list[str]:
    """How a table on request was counted, protected and checked, in a few sentences."""
    facts, protection, audit = public["facts"], public["protection"], public["audit"]
    freeze = long_date(date.fromisoformat(facts["freeze"]), language)
    left_out = reasons(facts["left_out"])
    return [
        _("Counted from the facts as they stood for the days before %(day)s, frozen under %(hash)s.")
        % {"day": freeze, "hash": facts["hash"]},
        _("Left out: %(reasons)s.") % {"reasons": "; ".join(left_out)}
        if left_out
        else _("Nobody was left out."),
        _(
            "Numbers from 1 to %(below)s are withheld, and as many others as needed so that nobody can work them out."
        )
        % {"below": protection["n"] - 1},
        ngettext(
            "Of %(cells)s numbers %(withheld)s is withheld.",
            "Of %(cells)s numbers %(withheld)s are withheld.",
            protection["withheld"],
        )
        % {"cells": number(protection["cells"]), "withheld": number(protection["withheld"])},
        _("A zero may be withheld too, to protect others.")
        if protection["zeros"] == "withheld"
        else _("Zeros are always shown."),
        ngettext(
            "It was protected together with everything released before: %(count)s edition or table.",
            "It was protected together with everything released before: %(count)s editions and tables.",
            protection["released_before"],
        )
        % {"count": number(protection["released_before"])},
        ngettext(
            "Then %(checked)s withheld number was attacked from all of that together; it could not be worked out.",
            "Then %(checked)s withheld numbers were attacked from all of that together; none could be worked out.",
            audit["checked"],
        )
        % {"checked": number(audit["checked"])},
    ]
