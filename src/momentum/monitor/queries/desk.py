"""What waits for an analyst, and what they do most."""

from django.urls import reverse
from django.utils.translation import gettext as _

from momentum.accounts.access import may
from momentum.accounts.actor import Actor
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.policy import Record
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.queries.analysts import stands_apart
from momentum.monitor.queries.requests import next_step, waiting_requests


def waiting_for(actor: Actor) -> list[Waiting]:
    """Editions on which this analyst can take the next step."""
    if not may(actor, "write", "edition"):
        return []
    found = []
    for edition in Edition.objects.exclude(state__in=[EditionState.BUILDING]).prefetch_related("events"):
        told = _next_step(actor, edition)
        if told:
            what, action = told
            last = max((event.at for event in edition.events.all()), default=edition.created_at)
            found.append(
                Waiting(
                    due=last.date(),
                    what=what,
                    who=edition.title_en if _language() == "en" else edition.title_nl,
                    url=reverse("monitor:draft", args=[edition.slug]),
                    action=action,
                )
            )
    return sorted([*found, *_requests(actor)])


def _requests(actor: Actor) -> list[Waiting]:
    """Requests for tables on which this analyst can take the next step, by when they are due."""
    if not may(actor, "read", Record.TABLE_ANSWER):
        return []
    told = {
        "take": (_("A table on request waits for an analyst"), _("Look at it")),
        "build": (_("The table that you have in hand can be built"), _("Look at it")),
        "check": (_("An answer to a request waits for your check"), _("Check")),
        "release": (_("A checked answer can be released"), _("Release")),
    }
    return [
        Waiting(
            due=clock.request.due,
            what=told[verb][0],
            who=clock.title(_language()),
            url=reverse("monitor:request", args=[clock.request.pk]),
            action=told[verb][1],
        )
        for clock in waiting_requests(actor)
        if (verb := next_step(actor, clock.request))
    ]


def _next_step(actor: Actor, edition: Edition) -> tuple[str, str] | None:
    mine = actor.user is not None and edition.built_by_id == actor.user.pk
    match edition.state:
        case EditionState.SUBMITTED if stands_apart(actor, edition):
            return _("An edition waits for your check"), _("Check")
        case EditionState.APPROVED:
            return _("An approved edition can be published"), _("Publish")
        case EditionState.DRAFT if mine:
            return _("Your draft can be submitted"), _("Look at it")
        case EditionState.RETURNED if mine:
            return _("Your edition was sent back"), _("Read why")
        case EditionState.REFUSED if mine:
            return _("Your edition is not safe to publish"), _("Read why")
        case EditionState.FAILED if mine:
            return _("Building your edition stopped"), _("Read why")
    return None


def doors(actor: Actor) -> list[Door]:
    if may(actor, "write", "edition"):
        return [
            Door(_("New edition"), reverse("monitor:new")),
            Door(_("Editions"), reverse("monitor:workshop")),
            Door(_("Requests for tables"), reverse("monitor:requests")),
        ]
    if may(actor, "write", Record.TABLE_REQUEST):
        return [Door(_("Ask for a table"), reverse("monitor:ask"), rare=True)]
    return []


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "nl"
