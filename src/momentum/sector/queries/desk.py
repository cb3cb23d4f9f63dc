"""What this room puts on somebody's desk."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.policy import Role
from momentum.sector.models import Profile, YearFigures


def waiting_for(actor: Actor) -> list[Waiting]:
    """For a manager: last year's figures where they are missing, due on 1 April of the year after."""
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
