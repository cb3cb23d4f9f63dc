"""What is held now: who somebody is, their journey, what was measured, and on what its use rests."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    Membership,
    PurposeGround,
    Referral,
    RightsRequest,
    SourceReference,
    Spell,
    SpellHours,
)
from momentum.journeys.needs import NEEDS
from momentum.journeys.own_copy.section import Cell, Section, cell
from momentum.journeys.own_voice import SENTENCES

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def present_sections(subject: "Subject") -> Iterator[Section]:
    for make in (
        _identity, _record, _groups, _stays, _hours, _measurements, _own_voice, _referrals, _follow_ups,
        _grounds, _caseload, _errors, _requests, _references,
    ):  # fmt: skip
        yield make(subject)


def section(
    code: str,
    title: str,
    columns: dict[str, str],
    rows: Iterable[Sequence[Cell]],
    *,
    about: str = "",
    free: Iterable[str] = (),
) -> Section:
    return Section(code, title, tuple(columns.items()), [list(row) for row in rows], about, frozenset(free))


def _identity(subject: "Subject") -> Section:
    one = subject.identity
    columns = {
        "first_name": _("first name"),
        "last_name": _("last name"),
        "birth_date": _("date of birth"),
        "email": _("e-mail"),
        "phone": _("phone"),
    }
    return section("identity", _("Who you are"), columns, [[cell(getattr(one, name)) for name in columns]])


def _record(subject: "Subject") -> Section:
    columns = {
        "opened": _("opened on"),
        "pseudonym": _("the code that joins your name and your journey"),
        "birth_year": _("year of birth"),
        "district": _("neighbourhood"),
        "needs": _("what helps you to work well"),
        "restricted_on": _("only kept since"),
        "merged": _("merged with the record in use"),
    }
    rows = [
        [
            cell(each.opened),
            cell(each.pseudonym),
            cell(each.birth_year, each.birth_year or "–"),
            cell(each.district_id, each.district.name if each.district else "–"),
            cell(list(each.needs), ", ".join(str(NEEDS.get(code, code)) for code in each.needs) or "–"),
            cell(each.restricted_on),
            cell(each.merged_into_id is not None, _("yes") if each.merged_into_id else _("no")),
        ]
        for each in subject.people
    ]
    return section("record", _("Your record"), columns, rows)


def _groups(subject: "Subject") -> Section:
    rows = Membership.objects.filter(journey__in=subject.people).select_related("target_group")
    return section(
        "groups",
        _("Target groups"),
        {"group": _("group"), "starts": _("from"), "ends": _("until")},
        [
            [cell(each.target_group_id, each.target_group.name), cell(each.starts), cell(each.ends)]
            for each in rows.order_by("starts", "pk")
        ],
    )


def _stays(subject: "Subject") -> Section:
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


def _in_order(spells: Any) -> list[Spell]:
    return list(spells.select_related("organisation", "place", "kind", "end_reason").order_by("starts", "pk"))


def _numbers(subject: "Subject") -> dict[Any, int]:
    """By which number the other sections name a stay."""
    return {
        each.pk: number
        for number, each in enumerate(_in_order(Spell.objects.filter(journey__in=subject.people)), start=1)
    }


def _hours(subject: "Subject") -> Section:
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


def _measurements(subject: "Subject") -> Section:
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


def _own_voice(subject: "Subject") -> Section:
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


def _referrals(subject: "Subject") -> Section:
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


def _follow_ups(subject: "Subject") -> Section:
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


def _grounds(subject: "Subject") -> Section:
    rows = PurposeGround.objects.filter(journey__in=subject.people)
    columns = {
        "purpose": _("used for"),
        "ground": _("rests on"),
        "explanation": _("explanation"),
        "starts": _("from"),
        "ends": _("until"),
        "withdrawn_on": _("stopped on"),
        "by": _("by"),
    }
    return section(
        "grounds",
        _("What your details may be used for"),
        columns,
        [
            [
                cell(each.purpose, each.get_purpose_display()),
                cell(each.ground, each.get_ground_display()),
                cell(each.explanation),
                cell(each.starts),
                cell(each.ends),
                cell(each.withdrawn_on),
                subject.staff(each.recorded_by_id, each.starts),
            ]
            for each in rows.order_by("purpose", "starts", "pk")
        ],
        free=("explanation",),
    )


def _caseload(subject: "Subject") -> Section:
    rows = Assignment.objects.filter(journey__in=subject.people)
    columns = {
        "who": _("who"),
        "starts": _("from"),
        "ends": _("until"),
        "covers": _("covered for a colleague"),
    }
    return section(
        "caseload",
        _("Who works with you"),
        columns,
        [
            [
                subject.staff(each.user_id, each.starts),
                cell(each.starts),
                cell(each.ends),
                cell(each.covers_for_id is not None, _("yes") if each.covers_for_id else _("no")),
            ]
            for each in rows.order_by("starts", "pk")
        ],
    )


def _errors(subject: "Subject") -> Section:
    rows = CorrectionRequest.objects.filter(journey__in=subject.people)
    columns = {
        "asked_at": _("asked on"),
        "about": _("about"),
        "text": _("what you said"),
        "state": _("state"),
        "answer": _("answer"),
        "answered_at": _("answered on"),
        "answered_by": _("answered by"),
    }
    return section(
        "errors",
        _("Errors you reported"),
        columns,
        [
            [
                cell(each.asked_at),
                cell(each.about),
                cell(each.text),
                cell(each.state, each.get_state_display()),
                cell(each.answer),
                cell(each.answered_at),
                subject.staff(each.answered_by_id, each.answered_at),
            ]
            for each in rows.order_by("asked_at", "pk")
        ],
        free=("about", "text", "answer"),
    )


def _requests(subject: "Subject") -> Section:
    rows = RightsRequest.objects.filter(journey__in=subject.people)
    columns = {
        "right": _("what was asked"),
        "purpose": _("about which use"),
        "text": _("what you said"),
        "asked_at": _("asked on"),
        "taken_down_by": _("written down by"),
        "due": _("answer at the latest on"),
        "prolonged_because": _("why it took longer"),
        "state": _("state"),
        "planned_for": _("on"),
        "answer": _("answer"),
        "answered_at": _("answered on"),
        "answered_by": _("answered by"),
    }
    return section(
        "requests",
        _("What you asked about your own record"),
        columns,
        [
            [
                cell(each.right, each.get_right_display()),
                cell(each.purpose, each.get_purpose_display() if each.purpose else "–"),
                cell(each.text),
                cell(each.asked_at),
                subject.staff(each.taken_down_by_id, each.asked_at),
                cell(each.due),
                cell(each.prolonged_because),
                cell(each.state, each.get_state_display()),
                cell(each.planned_for),
                cell(each.answer),
                cell(each.answered_at),
                subject.staff(each.answered_by_id, each.answered_at),
            ]
            for each in rows.order_by("asked_at", "pk")
        ],
        free=("text", "prolonged_because", "answer"),
    )


def _references(subject: "Subject") -> Section:
    rows = SourceReference.objects.filter(journey__in=subject.people).select_related("organisation")
    return section(
        "references",
        _("How organisations name you in their own lists"),
        {"organisation": _("organisation"), "reference": _("name or number")},
        [
            [cell(each.organisation.name), cell(each.reference)]
            for each in rows.order_by("organisation__name", "reference")
        ],
        free=("reference",),
    )
