"""The date of birth that somebody types beside the code of their letter; asked before anybody is signed in."""

from datetime import date

from momentum.accounts.models import User
from momentum.accounts.row_security import as_system, register_task
from momentum.accounts.sign_in.letters import register_birth_date
from momentum.journeys.models import Identity

TASK = "letter"


@as_system(TASK)
def birth_date_of(user: User) -> date | None:
    """When the participant who signs in as `user` was born; compared with what was typed, and shown to nobody."""
    identity = Identity.objects.filter(user=user).first()
    return identity.birth_date if identity else None


def register() -> None:
    register_task(TASK, {Identity: frozenset({"SELECT"})})
    register_birth_date(birth_date_of)
