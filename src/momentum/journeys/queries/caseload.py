"""Whose people are whose."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from momentum.accounts.access import Refused
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Record
from momentum.accounts.queries import running
from momentum.journeys.models import Assignment, Journey


def own_caseload(actor: Actor) -> QuerySet[Journey]:
    """The people who are the actor's own, cover for others left aside."""
    rows = Assignment.objects.filter(
        user=actor.user,
        organisation=actor.organisation,
        role=actor.role,
        ends__isnull=True,
        covers_for__isnull=True,
    )
    return Journey.objects.filter(pk__in=rows.values("journey"), died__isnull=True)


def colleagues(actor: Actor) -> QuerySet[User]:
    """Who has the same role at the same organisation today."""
    if actor.user is None:
        raise Refused("read", Record.JOURNEY)
    mandates = Mandate.objects.filter(running(), organisation=actor.organisation, role=actor.role)
    return User.objects.filter(pk__in=mandates.values("user"), is_active=True).exclude(pk=actor.user.pk)


def cover_arranged(actor: Actor) -> list[Mapping[str, object]]:
    """By whom and when the actor's caseload is or will be covered, with for how many people."""
    rows = Assignment.objects.filter(
        covers_for=actor.user, organisation=actor.organisation, role=actor.role, ends__gt=today()
    )
    return list(rows.values("user__name", "starts", "ends").annotate(people=Count("pk")).order_by("starts"))
