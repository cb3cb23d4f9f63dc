"""A participant asks about an entry of the log, or objects to one; the privacy officer answers."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, Stale, log, require
from momentum.accounts.access_log.flow import ASKS, LOG_QUESTION
from momentum.accounts.access_log.queries import oversee
from momentum.accounts.access_log.references import own_reference, pseudonyms_of
from momentum.accounts.access_log.sealing import TEXT, opened, seal_answer, seal_text
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import AccessEntry, LogQuestion, LogQuestionKind, LogQuestionState
from momentum.accounts.policy import Record
from momentum.accounts.purposes import Purpose
from momentum.accounts.retention import Due
from momentum.accounts.row_security import as_system

LONGEST = 1000


def ask_about_entry(actor: Actor, entry: AccessEntry, *, kind: str, text: str) -> LogQuestion:
    """Asks about an entry of the participant's own, or objects to it; the answer is due within the months that
    settings give. Raises `Refused`, or ValidationError by field."""
    require(actor, "read", Record.ACCESS_LOG, entry)
    if actor.role not in ASKS or actor.user is None:
        raise Refused("write", Record.ACCESS_LOG)
    _check_text("text", text)
    if kind not in LogQuestionKind.values:
        raise ValidationError({"kind": _("Choose whether you ask something, or object.")})
    with transaction.atomic():
        reference = own_reference(actor.user)
        asked, new = LogQuestion.objects.get_or_create(
            number=entry.number,
            reference=reference,
            state=LogQuestionState.OPEN,
            defaults={
                "kind": kind,
                "text": seal_text(next(iter(pseudonyms_of(actor.user))), text.strip()),
                "asked_on": today(),
                "due": _months_after(today(), settings.RIGHTS_ANSWER_MONTHS),
            },
        )
        if not new:
            raise ValidationError({"text": _("You asked about this already, and wait for the answer.")})
        log(
            actor,
            "write",
            Record.ACCESS_LOG,
            purpose=Purpose.OWN,
            references=[reference],
            detail=f"{kind} about entry {entry.number}",
        )
    return asked


def answer_log_question(
    actor: Actor, question: LogQuestion, *, version: int, step: str, answer: str
) -> LogQuestion:
    """Answers by one of the steps of `flow.LOG_QUESTION`. Raises `Refused`, `Stale`, or ValidationError by field."""
    oversee(actor)
    _check_text("answer", answer)
    taken = LOG_QUESTION.get(step)
    with transaction.atomic():
        current = LogQuestion.objects.select_for_update().get(pk=question.pk)
        if current.version != version or not current.is_open:
            raise Stale(current)
        if taken is None or taken.kind != current.kind:
            raise ValidationError({"step": _("Choose what your answer is.")})
        if actor.role not in taken.roles:
            raise Refused("write", Record.ACCESS_LOG)
        current.answer = seal_answer(current.text, answer.strip())
        current.state, current.answered_on, current.answered_by = taken.end, today(), actor.user
        current.version += 1
        current.save()
        log(
            actor,
            "write",
            Record.ACCESS_LOG,
            purpose=Purpose.REQUEST,
            references=[current.reference],
            detail=f"{step} the {current.kind} about entry {current.number}",
        )
    return current


def forget_unreadable(day: date) -> str:
    """Removes what was asked by people who were erased since: nobody can read or answer it. For the daily clock."""
    with as_system("access_log"):
        gone = [each.pk for each in LogQuestion.objects.all() if opened(each.text, TEXT) is None]
        LogQuestion.objects.filter(pk__in=gone).delete()
    return f"{len(gone)} questions about the log by people who were erased are removed."


def answered_before(last: date) -> Iterator[Due]:
    """Questions that were answered on `last` or earlier, for the clock that removes what is past its term."""
    with as_system("access_log"):
        found = list(LogQuestion.objects.filter(answered_on__lte=last).values_list("pk", flat=True))
    for key in found:
        yield Due(str(key))


def remove_answered(keys: Sequence[str], day: date) -> None:
    with as_system("access_log"):
        LogQuestion.objects.filter(pk__in=keys, answered_on__isnull=False).delete()


def _check_text(field: str, text: str) -> None:
    if not text.strip():
        raise ValidationError({field: _("Write a few words here.")})
    if len(text) > LONGEST:
        raise ValidationError({field: _("Write at most %(most)s characters.") % {"most": LONGEST}})


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
