"""What this room puts on somebody's desk."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.models.people import OrganisationKind
from momentum.accounts.policy import Role
from momentum.sector.models import Profile, YearFigures
from momentum.sector.queries.requirements import waiting_reports


def waiting_for(actor: Actor) -> list[Waiting]:
    """For a manager: last year's figures where they are missing, due on 1 April of the year after.

    For a broker: each demand that was reported and waits for an answer.
    """
    if actor.role == Role.BROKER:
        return [
            Waiting(
                due=each.first_reported.date(),
                what=_("A demand was reported"),
                detail=each.title,
                url=reverse("sector:requirement", args=[each.pk]),
                action=_("Decide"),
            )
            for each in waiting_reports(actor)
        ]
    if actor.role != Role.ENTERPRISE_MANAGER or actor.organisation is None:
        return []
    if not may(actor, "write", "organisation", actor.organisation):
        return []
    year = today().year - 1
    profile = Profile.objects.filter(pk=actor.organisation.pk).first()
    if profile is None or (profile.founded and profile.founded.year > year):
        return []
    if profile.closed and profile.closed.year <= year:
        return []
    if YearFigures.objects.filter(organisation=actor.organisation, year=year).exists():
        return []
    return [
        Waiting(
            due=date(year + 1, 4, 1),
            what=_("Figures of %d") % year,
            who=actor.organisation.name,
            detail=_("Revenue by source, full-time jobs, legal form and board."),
            url=reverse("sector:figures", args=[actor.organisation.slug, year]),
            action=_("Fill in"),
        )
    ]


def doors(actor: Actor) -> list[Door]:
    return [*_registry_doors(actor), *_requirement_doors(actor)]


def _requirement_doors(actor: Actor) -> list[Door]:
    if actor.role in (Role.ENTERPRISE_MANAGER, Role.WORK_COACH) and actor.organisation is not None:
        if actor.organisation.kind != OrganisationKind.SOCIAL_ENTERPRISE:
            return []
        slug = actor.organisation.slug
        return [
            Door(_("Report a demand"), reverse("sector:report_requirement"), rare=True),
            Door(_("What is demanded of us"), reverse("sector:own_requirements", args=[slug]), rare=True),
        ]
    if actor.role in (Role.BROKER, Role.ANALYST):
        return [Door(_("Demands on enterprises"), reverse("sector:known_requirements"), rare=True)]
    return []


def _registry_doors(actor: Actor) -> list[Door]:
    if actor.organisation is not None and actor.role == Role.ENTERPRISE_MANAGER:
        slug = actor.organisation.slug
        if not Profile.objects.filter(pk=actor.organisation.pk).exists():
            return []
        return [
            Door(_("Add a place"), reverse("sector:add_place", args=[slug])),
            Door(_("Edit our page"), reverse("sector:manage", args=[slug])),
        ]
    if actor.role == Role.BROKER:
        return [
            Door(_("Look through places"), reverse("sector:places")),
            Door(_("Look through enterprises"), reverse("sector:enterprises")),
        ]
    if actor.role in (Role.CASE_MANAGER, Role.PARTICIPANT):
        return [Door(_("Look through places"), reverse("sector:places"))]
    return []
