"""What the policy says of client records, in words: for the page that tells the public who can open what."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import COUNTING, Cell, Record, Role, Scope, cells, outside

SHOWN = (Record.IDENTITY, Record.NEEDS, Record.JOURNEY, Record.FACTS)
# Where a role has a part of a kind of record only, the part is named.
PARTS = {Record.IDENTITY: (Record.CONTACT,), Record.JOURNEY: (Record.FOLLOW_UP,)}


@dataclass(frozen=True)
class Opens:
    """One role: for each kind of `SHOWN`, in which way it opens, or nothing."""

    role: Role
    ways: list[str | Promise]


def who_opens_what() -> list[Opens]:
    """Every role with a path to a client record, in the order of the policy."""
    return [Opens(role, [_way(role, record) for record in SHOWN]) for role in Role if role not in outside()]


def _way(role: Role, record: Record) -> str | Promise:
    if found := _opening(role, record):
        return _("about themselves only") if role == Role.PARTICIPANT else _words(found)
    for part in PARTS.get(record, ()):
        if _opening(role, part):
            return _("this only: %(part)s") % {"part": part.label}
    return ""


def _opening(role: Role, record: Record) -> list[Cell]:
    return [cell for cell in cells(role, record) if cell.verbs - COUNTING]


def _words(found: list[Cell]) -> Promise:
    if any(cell.emergency for cell in found):
        return _("in an emergency only, with a reason, and somebody looks into it afterwards")
    if any(cell.reasoned and cell.scope == Scope.OWN for cell in found):
        return _("of somebody who asks for it, with a reason each time")
    if any(cell.reasoned for cell in found):
        return _("with a reason each time")
    return _("of their own people only")
