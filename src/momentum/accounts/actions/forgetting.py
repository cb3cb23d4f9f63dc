"""What room `accounts` forgets by the clock: sessions, letters, sent mail, done work, accounts nobody uses, old proofs."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailConfirmation
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from momentum.accounts import retention
from momentum.accounts.actions.participants import GONE, empty_account, forget_key, is_in_the_log
from momentum.accounts.models import (
    Attempts,
    DailyRun,
    Invitation,
    KnownDevice,
    MailState,
    Mandate,
    OutgoingMail,
    RetentionProof,
    Session,
    User,
)
from momentum.accounts.retention import Due, Rule
from momentum.accounts.sealed_accounts import account_key


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def removing(rows: Callable[[], QuerySet[Any]]) -> Callable[[Sequence[str], date], None]:
    """A rule's `remove` for records that simply go."""

    def remove(keys: Sequence[str], day: date) -> None:
        rows().filter(pk__in=keys).delete()

    return remove


def due(rows: QuerySet[Any]) -> Iterator[Due]:
    """The keys of these records, all to go."""
    return (Due(str(key)) for key in rows.values_list("pk", flat=True))


def ended_sessions(last: date) -> Iterable[Due]:
    return due(Session.objects.filter(expire_date__lt=end_of(last)))


def old_attempts(last: date) -> Iterable[Due]:
    return due(Attempts.objects.filter(expires__lt=end_of(last)))


def expired_letters(last: date) -> Iterable[Due]:
    over = end_of(last)
    return due(Invitation.objects.filter(Q(expires__lt=over) | Q(ended__lt=over)))


def old_confirmations(last: date) -> Iterable[Due]:
    return due(EmailConfirmation.objects.filter(created__lt=end_of(last)))


def sent_mail(last: date) -> Iterable[Due]:
    return due(OutgoingMail.objects.filter(state=MailState.SENT, ended_at__lt=end_of(last)))


def done_tasks(last: date) -> Iterable[Due]:
    return due(DBTaskResult.objects.filter(finished_at__lt=end_of(last)))


def old_daily_runs(last: date) -> Iterable[Due]:
    """All but the newest of each job: by it the clock knows where it is."""
    newest = {row["day"] for row in DailyRun.objects.values("job").annotate(day=Max("day"))}
    return due(DailyRun.objects.filter(day__lte=last).exclude(day__in=newest))


def old_proofs(last: date) -> Iterable[Due]:
    return due(RetentionProof.objects.filter(day__lte=last))


def unused_devices(last: date) -> Iterable[Due]:
    return due(KnownDevice.objects.filter(last_used__lte=last))


def unused_accounts(last: date) -> Iterable[Due]:
    """People whose last role ended on or before `last` (or who never had one), and who are known here as nothing else.

    Somebody who takes part goes with their record, not with their account.
    """
    later = Mandate.objects.filter(user=OuterRef("pk")).filter(Q(ends__isnull=True) | Q(ends__gt=last))
    unused = User.objects.filter(date_joined__lt=end_of(last)).exclude(Exists(later))
    kept = {field.name: True for field in _known_elsewhere()}
    for name in kept:
        unused = unused.filter(**{f"{name}__isnull": True})
    return due(unused.exclude(name=GONE, is_active=False))


def _known_elsewhere() -> list[Any]:
    """One-to-one records of other rooms that point at an account: a person's identity."""
    return [each for each in User._meta.related_objects if each.one_to_one]


def close_accounts(keys: Sequence[str], day: date) -> None:
    """Remove accounts; of one that the access log points at, everything but the bare key goes, and that later."""
    for user in User.objects.filter(pk__in=[uuid.UUID(key) for key in keys]):
        key = account_key(user) if user.own_address or user.own_name else ""
        try:
            with transaction.atomic():
                if is_in_the_log(user):
                    empty_account(user)
                else:
                    user.delete()
        except ProtectedError:
            with transaction.atomic():
                empty_account(user)
        if key:
            forget_key(key)


def register() -> None:
    for name, term, find, rows in (
        ("sessions", "sessions", ended_sessions, Session.objects.all),
        ("tries to sign in", "sessions", old_attempts, Attempts.objects.all),
        ("letters", "letters", expired_letters, Invitation.objects.all),
        ("confirmations of addresses", "letters", old_confirmations, EmailConfirmation.objects.all),
        ("sent mail", "mail", sent_mail, OutgoingMail.objects.all),
        ("done tasks", "tasks", done_tasks, DBTaskResult.objects.all),
        ("daily runs", "tasks", old_daily_runs, DailyRun.objects.all),
        ("known devices", "devices", unused_devices, KnownDevice.objects.all),
        ("old proofs", "proofs", old_proofs, RetentionProof.objects.all),
    ):
        retention.register(Rule(name, term, find, removing(rows)))
    retention.register(Rule("unused accounts", "accounts", unused_accounts, close_accounts))
