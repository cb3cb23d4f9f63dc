"""The one way to a client record: permission, then scope, then a log entry, and only then the rows.

A refusal looks like absence: `Refused` becomes the same 404 as a page that does not exist, and is logged.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model, QuerySet

from momentum.accounts import row_security
from momentum.accounts.access_log.chain import append
from momentum.accounts.access_log.references import own_reference, pseudonyms_of, references_of
from momentum.accounts.actor import Actor
from momentum.accounts.models import AccessEntry, Organisation
from momentum.accounts.policy import Cell, Record, Role, Scope, Verb, cell_for
from momentum.accounts.purposes import REASONS, STANDING_GROUND, STANDING_PURPOSE, Purpose


class Refused(Exception):
    """The actor may not do this, or what they ask for does not exist: nobody learns which."""

    def __init__(self, verb: str = "read", record: str = "", detail: str = "") -> None:
        super().__init__(f"refused: {verb} {record} {detail}".rstrip())
        self.verb, self.record, self.detail = verb, record, detail


class ReasonNeeded(Refused):
    """The role may open this record, but only with a reason chosen from its list."""


class Stale(Exception):
    """Somebody else saved the record meanwhile; `current` is how it stands now."""

    def __init__(self, current: Model) -> None:
        super().__init__("changed meanwhile")
        self.current = current


ScopeRule = Callable[[Actor, QuerySet], QuerySet]
Relation = Callable[[Actor, Any], bool]
_scopes: dict[str, ScopeRule] = {}
_relations: dict[str, Relation] = {}
_limits: dict[str, ScopeRule] = {}


def register_scope(record: str, scope: ScopeRule) -> None:
    """`scope(actor, queryset)` narrows rows of `record` to the actor's own or assigned ones."""
    _scopes[record] = scope


def register_relation(record: str, relation: Relation) -> None:
    """`relation(actor, subject)` tells whether a subject of `record` is the actor's own or assigned one."""
    _relations[record] = relation


def register_limit(record: str, limit: ScopeRule) -> None:
    """`limit(actor, queryset)` leaves out rows of `record` that are closed even to a role that may open all."""
    _limits[record] = limit


def same_organisation(actor: Actor, subject: Any) -> bool:
    """The relation of records that belong to an organisation, unless a room registers another one."""
    if actor.organisation is None:
        return False
    owner = subject.pk if isinstance(subject, Organisation) else getattr(subject, "organisation_id", None)
    return owner == actor.organisation.pk


def may(actor: Actor, verb: str, record: str, subject: Any = None) -> bool:
    """Whether the matrix allows it. Without a subject: whether it could be allowed on some record."""
    cell = cell_for(actor.role, verb, record)
    if cell is None:
        return False
    if cell.scope == Scope.ALL or subject is None:
        return True
    return _relations.get(record, same_organisation)(actor, subject)


def require(actor: Actor, verb: str, record: str, subject: Any = None) -> None:
    """Raises `Refused` unless `may` says yes."""
    if not may(actor, verb, record, subject):
        raise Refused(verb, record, detail=str(getattr(subject, "pk", "") or ""))


def in_scope(actor: Actor, record: str, queryset: QuerySet, verb: str = "read") -> QuerySet:
    """The rows of `queryset` on which the actor may do `verb`; for actions, which log what they write."""
    require(actor, verb, record)
    cell = cell_for(actor.role, verb, record)
    if cell is None or cell.scope == Scope.ALL:
        return _limits[record](actor, queryset) if record in _limits else queryset
    if record not in _scopes:
        raise ImproperlyConfigured(f"No room registered the scope of the record {record!r}.")
    return _scopes[record](actor, queryset)


def open_records(
    actor: Actor,
    record: str,
    queryset: QuerySet,
    *,
    purpose: str = "",
    verb: str = "read",
    detail: str = "",
    ground: str = "",
    pseudonym: Callable[[Any], str | None] = lambda row: row.pseudonym,
) -> list:
    """The rows of `queryset` that the actor may see, after one log entry that names every person in them.

    The entry is committed before the rows are returned: called inside another transaction, which could still
    take it back, it raises RuntimeError. `purpose` may stay empty for roles that have a standing purpose.
    """
    allowed = in_scope(actor, record, queryset, verb)
    stated = stated_purpose(actor, verb, record, purpose)
    with transaction.atomic(durable=True):
        row_security.state(record, stated)
        rows = list(allowed)
        people = [pseudonym(row) for row in rows]
        log(actor, verb, record, purpose=stated, pseudonyms=people, detail=detail, ground=ground)
    return rows


def open_record(
    actor: Actor,
    record: str,
    queryset: QuerySet,
    *,
    purpose: str = "",
    verb: str = "read",
    detail: str = "",
    ground: str = "",
    pseudonym: Callable[[Any], str | None] = lambda row: row.pseudonym,
) -> Any:
    """The one row of `queryset`, logged as `open_records` does.

    Raises `Refused` where the actor's scope holds no such row, whether it exists or not.
    """
    allowed = in_scope(actor, record, queryset, verb)
    stated = stated_purpose(actor, verb, record, purpose)
    with transaction.atomic(durable=True):
        row_security.state(record, stated)
        rows = list(allowed[:2])
        if len(rows) != 1:
            raise Refused(verb, record, detail)
        people = [pseudonym(rows[0])]
        log(actor, verb, record, purpose=stated, pseudonyms=people, detail=detail, ground=ground)
    return rows[0]


def stated_purpose(actor: Actor, verb: str, record: str, purpose: str = "") -> Purpose:
    """The purpose to log: chosen from the role's list where the matrix says so, else the role's standing one.

    Raises `ReasonNeeded` where a reason must be chosen and is not on the list, `Refused` for a visitor.
    """
    if actor.role is None:
        raise Refused(verb, record, detail="no role")
    cell = cell_for(actor.role, verb, record)
    if cell is not None and cell.reasoned:
        if purpose not in REASONS[Role(actor.role)]:
            raise ReasonNeeded(verb, record, detail="no reason chosen")
        return Purpose(purpose)
    return Purpose(purpose) if purpose else STANDING_PURPOSE[Role(actor.role)]


def log(
    actor: Actor,
    verb: str,
    record: str,
    *,
    purpose: str = "",
    pseudonyms: Iterable[str | None] = (),
    references: Iterable[str] = (),
    detail: str = "",
    ground: str = "",
    refused: bool = False,
) -> AccessEntry:
    """Writes one entry, in the transaction that runs: with what an action writes, or before what is read.

    `references` names people whose reference the caller has, and not their pseudonym. What was typed to search
    client records is not kept: it is mostly somebody's name.
    """
    cell: Cell | None = None if refused else cell_for(actor.role, verb, record)
    stated = Purpose(purpose) if purpose else stated_purpose(actor, verb, record)
    typed = verb == Verb.SEARCH and record not in (Record.ACCOUNTS, Record.ACCESS_LOG)
    persons = {*references, *references_of(str(each) for each in pseudonyms if each).values()}
    return append(
        persons=persons,
        **_who_acts(actor),
        role=actor.role or "",
        verb=verb,
        record=record,
        purpose=stated,
        ground=ground or STANDING_GROUND[stated],
        emergency=bool(cell and cell.emergency),
        refused=refused,
        detail="" if typed and not refused else detail[:200].replace("\0", "\N{REPLACEMENT CHARACTER}"),
    )


def _who_acts(actor: Actor) -> dict[str, Any]:
    """Who acts, as an entry tells it: a participant by reference, so that erasing them makes it unreadable."""
    themselves = actor.role == Role.PARTICIPANT or (actor.role is None and bool(pseudonyms_of(actor.user)))
    if actor.user is not None and themselves:
        return {"acting": own_reference(actor.user)}
    return {
        "user": actor.user,
        "user_name": actor.user.name if actor.user else "",
        "organisation": actor.organisation,
        "organisation_name": actor.organisation.name if actor.organisation else "",
    }


def log_refusal(actor: Actor, refusal: Refused, detail: str = "") -> AccessEntry:
    """The entry of a refusal; the middleware writes it for pages, and the command line for its own."""
    return log(
        actor,
        refusal.verb,
        refusal.record or "unknown",
        purpose=Purpose.NONE,
        detail=detail or refusal.detail,
        refused=True,
    )
