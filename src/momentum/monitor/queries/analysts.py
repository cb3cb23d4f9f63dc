"""Who is an analyst, and how far from an edition they stand."""

import hashlib
from typing import Any

from django.utils import timezone

from momentum.accounts.access import Refused
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.accounts.queries import running_mandates
from momentum.monitor.flow import INVOLVING
from momentum.monitor.models import ApprovalToken, Edition


def analyst(user: User | None) -> Actor:
    """The user acting as an analyst, under a mandate that runs today. Raises `Refused` without one."""
    if user is not None and user.is_active:
        mandate = running_mandates(user).filter(role=Role.ANALYST).first()
        if mandate:
            return Actor(user, mandate.role, mandate.organisation, mandate)
    raise Refused("write", "edition", "no mandate as an analyst")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of_token(token: str) -> Actor:
    """The analyst whose token this is; a visitor where it is unknown, expired, or their mandate ended."""
    found = (
        ApprovalToken.objects.filter(digest=digest_of(token), expires_at__gt=timezone.now())
        .select_related("user")
        .first()
    )
    try:
        return analyst(found.user) if found else VISITOR
    except Refused:
        return VISITOR


def stands_apart(actor: Actor, edition: Any) -> bool:
    """Whether the actor built, pinned, edited and submitted none of it: the relation of an approval."""
    if actor.user is None or not isinstance(edition, Edition):
        return False
    if edition.built_by_id == actor.user.pk:
        return False
    return not edition.events.filter(user=actor.user, verb__in=INVOLVING).exists()
