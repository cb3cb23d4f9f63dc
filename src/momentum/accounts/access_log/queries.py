"""Who looked at whom: for the participant about themselves, and for the privacy officer about everybody."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from momentum.accounts import access
from momentum.accounts.access_log.references import references_to
from momentum.accounts.actor import Actor
from momentum.accounts.models import AccessEntry, AccessEntryPerson
from momentum.accounts.policy import Record, Scope, Verb, cell_for


def entries_about_me(actor: Actor, entries: QuerySet) -> QuerySet:
    named = AccessEntryPerson.objects.filter(reference__in=references_to(actor.user))
    return entries.filter(pk__in=named.values("entry"))


def is_about_me(actor: Actor, entry: AccessEntry) -> bool:
    return entry.persons.filter(reference__in=references_to(actor.user)).exists()


def who_looked(actor: Actor) -> QuerySet[AccessEntry]:
    """For a participant: every opening of their own records, the newest first."""
    access.require(actor, "read", Record.ACCESS_LOG)
    return entries_about_me(actor, AccessEntry.objects.all()).order_by("-number")


def may_oversee(actor: Actor) -> bool:
    """Whether the actor reads the whole log, and not only what is about themselves."""
    cell = cell_for(actor.role, Verb.READ, Record.ACCESS_LOG)
    return cell is not None and cell.scope == Scope.ALL


def oversee(actor: Actor) -> None:
    """Raises `Refused` for everybody but who oversees the log."""
    access.require(actor, "read", Record.ACCESS_LOG)
    if not may_oversee(actor):
        raise access.Refused("read", Record.ACCESS_LOG)


@dataclass(frozen=True)
class LogFilter:
    """What a privacy officer looks for. `acting` is part of the name of the person acting."""

    acting: str = ""
    role: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None
    refused: bool = False

    def __str__(self) -> str:
        chosen = [f"{name}={value}" for name, value in vars(self).items() if value]
        return ", ".join(chosen)


def access_log(actor: Actor, chosen: LogFilter) -> QuerySet[AccessEntry]:
    """The log for who oversees it, with the number of persons in each entry and never who they are.

    Reading it is itself an entry, committed before the first row is given.
    """
    oversee(actor)
    with transaction.atomic(durable=True):
        access.log(actor, "search", Record.ACCESS_LOG, detail=str(chosen))
    entries = AccessEntry.objects.annotate(named=Count("persons"))
    if chosen.acting:
        entries = entries.filter(user_name__icontains=chosen.acting)
    if chosen.role:
        entries = entries.filter(role=chosen.role)
    if chosen.verb:
        entries = entries.filter(verb=chosen.verb)
    if chosen.since:
        entries = entries.filter(at__gte=_midnight(chosen.since))
    if chosen.until:
        entries = entries.filter(at__lt=_midnight(chosen.until + timedelta(days=1)))
    if chosen.refused:
        entries = entries.filter(refused=True)
    return entries.order_by("-number")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
