"""The journey itself: where somebody worked, what was measured, what they said, and what was asked."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from momentum.journeys.models import (
    Assessment,
    FollowUp,
    Referral,
    Spell,
    SpellHours,
)
from momentum.journeys.own_copy.section import Section, cell, section
from momentum.journeys.own_voice import SENTENCES

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def _in_order(spells: Any) -> list[Spell]:
    return list(spells.select_related("organisation", "place", "kind", "end_reason").order_by("starts", "pk"))


def stays(subject: "Subject") -> Section:
    rows = Spell.objects.filter(journey__in=subject.people)
    columns = {
        "stay": _("number"),
        "organisation": _("organisation"),
        "place": _("place"),
        "kind": _("kind of place"),
        "starts": _("from"),
        "ends": _("until"),
        "end_reason": _("reason of the end"),
        "recorded_at": _("written down on"),
    }
    return section(
        "stays",
        _("Where you worked and work"),
        columns,
        [
            [
                cell(number),
                cell(each.organisation.name),
                cell(each.place.title if each.place else None),
                cell(each.kind_id, each.kind.name),
                cell(each.starts),
                cell(each.ends),
                cell(each.end_reason_id, each.end_reason.name if each.end_reason else "–"),
                cell(each.recorded_at),
            ]
            for number, each in enumerate(_in_order(rows), start=1)
        ],
    )


def _numbers(subject: "Subject") -> dict[Any, int]:
    """By which number the other sections name a stay."""
    return {
        each.pk: number
        for number, each in enumerate(_in_order(Spell.objects.filter(journey__in=subject.people)), start=1)
    }


def hours(subject: "Subject") -> Section:
    numbers = _numbers(subject)
    rows = SpellHours.objects.filter(spell__in=list(numbers)).order_by("spell__starts", "starts", "pk")
    columns = {
        "stay": _("stay"),
        "starts": _("from"),
        "ends": _("until"),
        "hours_per_week": _("hours a week"),
    }
    return section(
        "hours",
        _("Hours a week"),
        columns,
        [
            [cell(numbers[each.spell_id]), cell(each.starts), cell(each.ends), cell(each.hours_per_week)]
            for each in rows
        ],
    )


def _measured(subject: "Subject", own_voice: bool) -> list[Assessment]:
    rows = Assessment.objects.filter(journey__in=subject.people).select_related("organisation")
    rows = rows.filter(instrument="own_voice") if own_voice else rows.exclude(instrument="own_voice")
    return list(rows.order_by("date", "instrument", "pk"))


def measurements(subject: "Subject") -> Section:
    columns = {
        "instrument": _("what"),
        "date": _("on"),
        "value": _("value"),
        "organisation": _("organisation"),
        "by": _("by"),
    }
    return section(
        "measurements",
        _("What was measured"),
        columns,
        [
            [
                cell(each.instrument, each.get_instrument_display()),
                cell(each.date),
                cell(each.value),
                cell(each.organisation.name if each.organisation else None),
                subject.staff(each.recorded_by_id, each.date),
            ]
            for each in _measured(subject, own_voice=False)
        ],
    )


def own_voice(subject: "Subject") -> Section:
    columns = {
        "date": _("on"),
        "value": _("value, 0 to 100"),
        "answers": _("answers, 0 (never) to 4 (always)"),
    }

    def in_words(said: dict[str, int]) -> str:
        return "; ".join(f"{text} {said[key]}" for key, text in SENTENCES.items() if key in said)

    return section(
        "own_voice",
        _("What you said yourself"),
        columns,
        [
            [
                cell(each.date),
                cell(each.value),
                cell(said := each.answers.get("sentences", {}), in_words(said)),
            ]
            for each in _measured(subject, own_voice=True)
        ],
    )


def referrals(subject: "Subject") -> Section:
    rows = Referral.objects.filter(journey__in=subject.people).select_related(
        "to_organisation", "from_organisation", "place"
    )
    columns = {
        "sent_at": _("asked on"),
        "by": _("by"),
        "organisation": _("organisation"),
        "place": _("place"),
        "wish": _("wish"),
        "state": _("state"),
        "answered_at": _("answered on"),
        "answered_by": _("answered by"),
        "answer": _("answer"),
    }
    return section(
        "referrals",
        _("Places that were asked for"),
        columns,
        [
            [
                cell(each.sent_at),
                subject.staff(each.referred_by_id, each.sent_at),
                cell(each.to_organisation.name),
                cell(each.place.title if each.place else None),
                cell(each.wish),
                cell(each.state, each.get_state_display()),
                cell(each.decided_at),
                subject.staff(each.decided_by_id, each.decided_at),
                cell(each.answer),
            ]
            for each in rows.order_by("sent_at", "pk")
        ],
        free=("wish", "answer"),
    )


def follow_ups(subject: "Subject") -> Section:
    numbers = _numbers(subject)
    rows = FollowUp.objects.filter(spell__in=list(numbers)).order_by("due", "pk")
    columns = {
        "stay": _("stay"),
        "weeks": _("weeks after"),
        "due": _("to be asked on"),
        "asked_on": _("asked on"),
        "by": _("by"),
        "outcome": _("answer"),
        "remark": _("remark"),
        "withdrawn_on": _("not asked any more since"),
    }
    return section(
        "follow_ups",
        _("Questions afterwards"),
        columns,
        [
            [
                cell(numbers[each.spell_id]),
                cell(each.weeks),
                cell(each.due),
                cell(each.asked_on),
                subject.staff(each.asked_by_id, each.asked_on),
                cell(each.outcome, each.get_outcome_display() if each.outcome else "–"),
                cell(each.remark),
                cell(each.withdrawn_on),
            ]
            for each in rows
        ],
        free=("remark",),
    )
