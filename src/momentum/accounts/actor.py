"""Who acts: a person, in one role, for one organisation, under a mandate that runs today."""

from dataclasses import dataclass

from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role


@dataclass(frozen=True)
class Actor:
    """`role` is None for a visitor. Every action and every query takes an actor first."""

    user: User | None = None
    role: str | None = None
    organisation: Organisation | None = None
    mandate: Mandate | None = None

    @property
    def role_name(self) -> str:
        """The role in the reader's language; empty for a visitor."""
        return str(Role(self.role).label) if self.role else ""

    @property
    def name(self) -> str:
        """What pages call who acts; empty for a visitor."""
        return self.user.shown_name if self.user else ""

    @property
    def signed_in(self) -> bool:
        return self.user is not None


VISITOR = Actor()
