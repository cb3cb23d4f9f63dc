"""Who somebody is, and what their record says of them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from momentum.journeys.models import (
    Assignment,
    Membership,
    SourceReference,
)
from momentum.journeys.needs import NEEDS
from momentum.journeys.own_copy.section import Section, cell, section

if TYPE_CHECKING:
    from momentum.journeys.own_copy.gathering import Subject


def identity(subject: "Subject") -> Section:
    one = subject.identity
    columns = {
        "first_name": _("first name"),
        "last_name": _("last name"),
        "birth_date": _("date of birth"),
        "email": _("e-mail"),
        "phone": _("phone"),
    }
    return section("identity", _("Who you are"), columns, [[cell(getattr(one, name)) for name in columns]])


def record(subject: "Subject") -> Section:
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


def groups(subject: "Subject") -> Section:
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


def caseload(subject: "Subject") -> Section:
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


def references(subject: "Subject") -> Section:
    rows = SourceReference.objects.filter(journey__in=subject.people).select_related("organisation")
    return section(
        "references",
        _("How organisations name you in their own lists"),
        {"organisation": _("organisation"), "reference": _("name or number")},
        [
            [cell(each.organisation.name), cell(each.reference)]
            for each in sorted(rows, key=lambda each: (each.organisation.name, each.reference))
        ],
        free=("reference",),
    )
