"""Records opened for a reason, as long as they are open; and openings that somebody has to look into."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from momentum.accounts.access import Refused, open_record, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.flow import LOOKS_INTO_OPENINGS, OPENS_FOR_A_REASON, allow
from momentum.journeys.models import Identity, Opening
from momentum.journeys.queries.person import PersonPage, read_page, with_everything


def opening(actor: Actor, key: UUID | str) -> Opening:
    """An opening of the actor's own, over or not. Raises `Refused`."""
    allow(actor, OPENS_FOR_A_REASON, "read")
    with as_system("opened"):
        found = _openings().filter(pk=key, user=actor.user, role=actor.role).first()
    if found is None:
        raise Refused("read", Record.JOURNEY)
    return found


def is_open(one: Opening) -> bool:
    return one.until > now()


def opened_page(actor: Actor, one: Opening) -> PersonPage:
    """The record, read for the reason for which it was opened. Raises `Refused` when its time is over."""
    if one.user_id != getattr(actor.user, "pk", None) or not is_open(one):
        raise Refused("read", Record.JOURNEY)
    with as_system("opened"):
        journey = open_record(
            actor,
            Record.JOURNEY,
            with_everything().filter(pk=one.journey_id),
            purpose=one.purpose,
            detail=f"journey ({one.pk})",
        )
        identity = open_record(
            actor,
            Record.IDENTITY,
            Identity.objects.filter(pseudonym=journey.pseudonym),
            purpose=one.purpose,
            detail=f"name and contact ({one.pk})",
        )
        return read_page(actor, journey, identity)


def own_openings(actor: Actor) -> Sequence[Opening]:
    """What the actor opened before, the latest first, without whom it was about."""
    allow(actor, OPENS_FOR_A_REASON, "read")
    with as_system("opened"):
        return list(_openings().filter(user=actor.user, role=actor.role)[:20])


def emergencies(actor: Actor) -> Sequence[Opening]:
    """Openings in an emergency, those nobody looked into first; for who oversees the log. Nobody's own."""
    require(actor, "read", Record.ACCESS_LOG)
    allow(actor, LOOKS_INTO_OPENINGS, "read", Record.ACCESS_LOG)
    with as_system("opened"):
        found = _openings().filter(emergency=True).exclude(user=actor.user)
        return sorted(found[:200], key=lambda one: (bool(one.verdict), -one.opened_at.timestamp()))


def emergency(actor: Actor, key: object) -> Opening:
    """One of them. Raises `Refused`."""
    found = next((one for one in emergencies(actor) if str(one.pk) == str(key)), None)
    if found is None:
        raise Refused("read", Record.ACCESS_LOG)
    return found


def _openings() -> QuerySet[Opening]:
    return Opening.objects.select_related("organisation", "reviewed_by")
