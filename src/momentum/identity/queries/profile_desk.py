"""What profiles put on somebody's desk."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.policy import Record, Role
from momentum.identity.models import Response, ResponseState
from momentum.identity.queries.answers import sheet


def waiting_profiles(actor: Actor) -> list[Waiting]:
    """For a manager: the open questionnaire of the own enterprise, with its last day."""
    if actor.role != Role.ENTERPRISE_MANAGER or actor.organisation is None:
        return []
    waiting = Response.objects.filter(
        organisation=actor.organisation, round__opens__lte=today(), round__closes__gte=today()
    ).exclude(state=ResponseState.CONFIRMED)
    found = []
    for response in waiting.select_related("round", "organisation"):
        left = len(sheet(response).missing)
        told = ngettext("%(count)d question is open.", "%(count)d questions are open.", left)
        found.append(
            Waiting(
                due=response.round.closes,
                what=_("Profile of %d") % response.round.year,
                who=response.organisation.name,
                detail=told % {"count": left} if left else _("Everything is answered: only confirm it."),
                url=reverse("identity:profile"),
                action=_("Fill in") if left else _("Confirm"),
            )
        )
    return found


def profile_doors(actor: Actor) -> list[Door]:
    if actor.role == Role.ENTERPRISE_MANAGER and actor.organisation is not None:
        if Response.objects.filter(organisation=actor.organisation).exists():
            return [Door(_("Our profile"), reverse("identity:profile"))]
        return []
    if may(actor, "write", Record.IDENTITY_ROUND):
        return [Door(_("Rounds of profiles"), reverse("identity:rounds"))]
    return []
