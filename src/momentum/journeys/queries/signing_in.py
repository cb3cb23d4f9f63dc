"""Whom an account is of, for who signs in with it: asked also before anybody acts, and for letters."""

from momentum.accounts.models import User
from momentum.accounts.row_security import as_system, register_task
from momentum.accounts.sealed_accounts import register_identity
from momentum.journeys.models import Identity

TASK = "own name"


@as_system(TASK)
def identity_of(user: User) -> tuple[str, str] | None:
    """The pseudonym and the name of the participant who signs in as `user`."""
    identity = Identity.objects.filter(user=user).first()
    return (identity.pseudonym, identity.name) if identity else None


def register() -> None:
    register_task(TASK, {Identity: frozenset({"SELECT"})})
    register_identity(identity_of)
