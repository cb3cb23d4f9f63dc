"""Who looked at whom: for the participant about themselves, and for the privacy officer about everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Max, Q, QuerySet, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts import access
from momentum.accounts.access_log import reading
from momentum.accounts.access_log.flow import ASKS
from momentum.accounts.access_log.references import references_to
from momentum.accounts.access_log.sealing import ANSWER, TEXT, opened
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.desk import Waiting
from momentum.accounts.models import (
    AccessEntry,
    AccessEntryPerson,
    LogQuestion,
    LogQuestionKind,
    LogQuestionState,
)
from momentum.accounts.policy import Record, Scope, Verb, cell_for
from momentum.accounts.purposes import Purpose

SHOWN_FOR = timedelta(weeks=4)
"""How long an answer shows on the desk of who asked."""


def entries_about_me(actor: Actor, entries: QuerySet) -> QuerySet:
    named = AccessEntryPerson.objects.filter(reference__in=references_to(actor.user))
    return entries.filter(pk__in=named.values("entry"))


def is_about_me(actor: Actor, entry: AccessEntry) -> bool:
    return entry.persons.filter(reference__in=references_to(actor.user)).exists()


def who_looked(actor: Actor) -> QuerySet[AccessEntry]:
    """For a participant: every opening of their own records, the newest first."""
    access.require(actor, "read", Record.ACCESS_LOG)
    return entries_about_me(actor, AccessEntry.objects.all()).order_by("-number")


def gathered(actor: Actor) -> tuple[QuerySet[AccessEntry], dict[int, int]]:
    """The same, with the participant's own visits gathered in one line a day, so that they crowd out nobody.

    The entries to show, and of how many visits that day each own one is the last: number → count.
    """
    entries = who_looked(actor)
    own = entries.exclude(acting="").order_by().annotate(day=TruncDate("at")).values("day")
    visits = dict(own.annotate(last=Max("number"), times=Count("pk")).values_list("last", "times"))
    return entries.filter(Q(acting="") | Q(number__in=list(visits))), visits


def own_visits(actor: Actor, day: date) -> QuerySet[AccessEntry]:
    """What the participant themselves opened or changed on a day, the newest first."""
    return who_looked(actor).exclude(acting="").filter(at__date=day)


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


# --- Questions about the log ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """A question with its words; None in their place where the person was erased."""

    question: LogQuestion
    text: str | None
    answer: str | None


def asked_by_me(actor: Actor) -> list[Asked]:
    """For a participant: what they asked about the log, the newest first, with the answers."""
    access.require(actor, "read", Record.ACCESS_LOG)
    mine = LogQuestion.objects.filter(reference__in=references_to(actor.user))
    return [_with_words(each) for each in mine.order_by("-asked_on", "-number")]


def entry_about_me(actor: Actor, digest: str) -> AccessEntry:
    """One entry of the participant's own log. Raises `Refused` where it is not there or not about them."""
    entry = who_looked(actor).filter(digest=digest).first()
    if entry is None or actor.role not in ASKS:
        raise access.Refused("read", Record.ACCESS_LOG)
    return entry


def log_questions(actor: Actor) -> QuerySet[LogQuestion]:
    """For who answers: every question, those that wait first and by their last day; not what they say."""
    oversee(actor)
    waits = Case(When(state=LogQuestionState.OPEN, then=0), default=1)
    return LogQuestion.objects.order_by(waits, "due", "asked_on", "id")


def open_log_question(actor: Actor, key: UUID | str) -> tuple[Asked, AccessEntry | None]:
    """One question with its words, and the entry it is about if that is still there; the log tells who asked it that
    it was read. Raises `Refused`."""
    oversee(actor)
    question = LogQuestion.objects.filter(pk=key).first()
    if question is None:
        raise access.Refused("read", Record.ACCESS_LOG)
    with transaction.atomic(durable=True):
        access.log(
            actor,
            "read",
            Record.ACCESS_LOG,
            purpose=Purpose.REQUEST,
            references=[question.reference],
            detail=f"the {question.kind} about entry {question.number}",
        )
    return _with_words(question), AccessEntry.objects.filter(number=question.number).first()


def _with_words(question: LogQuestion) -> Asked:
    return Asked(question, opened(question.text, TEXT), opened(question.answer, ANSWER))


def waiting(actor: Actor) -> list[Waiting]:
    """On the desk: questions to answer, for who answers them; answers that came lately, for who asked."""
    if may_oversee(actor):
        return [
            Waiting(
                due=each.due,
                what=_("A question about the access log")
                if each.kind == LogQuestionKind.QUESTION
                else _("An objection to an entry of the access log"),
                detail=_("entry %(number)s") % {"number": each.number},
                url=reverse("accounts:answer_log_question", args=[each.pk]),
                action=_("Answer"),
            )
            for each in LogQuestion.objects.filter(state=LogQuestionState.OPEN)
        ]
    if actor.role not in ASKS:
        return []
    lately = LogQuestion.objects.filter(
        reference__in=references_to(actor.user), answered_on__gt=today() - SHOWN_FOR
    )
    return [
        Waiting(
            due=today(),
            what=_("An answer about who looked at your records"),
            url=reverse("accounts:my_access"),
            action=_("Read"),
        )
        for _each in lately
    ]


# --- The whole log, to take along ------------------------------------------------------------------------------
def export_log(actor: Actor) -> Iterator[bytes]:
    """The lines of an export of the whole log, for who oversees it. Raises `Refused`; the entry of the export is
    committed before the first line is given, and is the last one in it."""
    oversee(actor)
    with transaction.atomic(durable=True):
        access.log(actor, "export", Record.ACCESS_LOG, detail="the whole log")
    return reading.export_lines()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
