"""A token with which who oversees the log exports it on the command line of the server, once an hour is enough."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from momentum.accounts.access_log.queries import oversee
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import Mandate
from momentum.accounts.queries import actor_under, running

VALID = timedelta(hours=1)
_signer = TimestampSigner(salt="momentum.accounts.access_log.export")


def export_token(actor: Actor) -> str:
    """A token for the actor's mandate. Raises `Refused` for everybody but who oversees the log."""
    oversee(actor)
    return _signer.sign(str(actor.mandate.pk if actor.mandate else ""))


def actor_of_export_token(token: str) -> Actor:
    """Whose token it is; a visitor where it was not made here, is too old, or their mandate ended."""
    try:
        key = _signer.unsign(token, max_age=VALID)
    except BadSignature:
        return VISITOR
    mandate = (
        Mandate.objects.select_related("user", "organisation")
        .filter(running(), pk=key, user__is_active=True)
        .first()
    )
    return actor_under(mandate.user, mandate) if mandate else VISITOR
