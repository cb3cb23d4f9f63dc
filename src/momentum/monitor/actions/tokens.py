"""Tokens with which an analyst acts from the command line."""

import secrets
from datetime import timedelta

from django.utils import timezone

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.monitor.models import ApprovalToken
from momentum.monitor.queries.analysts import digest_of

VALID = timedelta(days=7)


def make_token(actor: Actor, *, valid: timedelta = VALID) -> str:
    """A new token for the actor themselves, shown this once; only its hash is kept. Older ones end."""
    require(actor, "write", "edition")
    assert actor.user is not None
    token = f"mom_{secrets.token_urlsafe(32)}"
    ApprovalToken.objects.filter(user=actor.user).delete()
    ApprovalToken.objects.create(user=actor.user, digest=digest_of(token), expires_at=timezone.now() + valid)
    return token
