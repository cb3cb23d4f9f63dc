"""On what the use of somebody's details rests, and what they asked and reported about it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from momentum.journeys.models import (
    CorrectionRequest,
    PurposeGround,
    RightsRequest,
)
from momentum.journeys.own_copy.section import Section, cell, section

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def grounds(subject: "Subject") -> Section:
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


def errors(subject: "Subject") -> Section:
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


def requests(subject: "Subject") -> Section:
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
