"""Who wrote, checked and approved a statement: what the public reads of its making."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Role
from momentum.identity.models import Statement

SIGNING = {
    "submit": _("Written and submitted by"),
    "check": _("Checked by"),
    "approve": _("Approved by"),
}
# From here on everybody has to sign anew, also where not a letter changes.
AGAIN = frozenset({"send_back", "hand_back", "write_anew"})
VERB_NAMES = {
    "make": _("begun"),
    "write": _("words written"),
    "submit": _("submitted"),
    "check": _("checked"),
    "send_back": _("sent back"),
    "approve": _("approved and published"),
    "hand_back": _("sent back by the board"),
    "withdraw": _("withdrawn"),
    "write_anew": _("begun again"),
}


@dataclass(frozen=True)
class Step:
    """Who did a step that the public reads, in which role and when."""

    verb: str
    name: str
    role: str
    at: datetime

    @property
    def words(self) -> str:
        return str(SIGNING[self.verb])

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label) if self.role else ""


def signatures(statement: Statement) -> list[Step]:
    """Who did each signing step on the content as it is, the last time it was done."""
    found: dict[str, Step] = {}
    for event in statement.events.all():
        if event.verb in AGAIN:
            found.clear()
        elif event.verb in SIGNING and event.content_hash == statement.content_hash:
            found[event.verb] = Step(event.verb, event.user_name, event.role, event.at)
    return [found[verb] for verb in SIGNING if verb in found]
