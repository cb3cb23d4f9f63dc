"""The queue of e-mail: put in, sent, tried again, given up, told to have bounced, forgotten."""

import email.policy
import uuid
from datetime import date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from momentum.accounts.mail_queue.bounces import take_reports
from momentum.accounts.mail_queue.sealing import Unreadable, address_digest, seal, unseal
from momentum.accounts.mail_queue.transport import Answer, Carried, deliver, domain_of_sender
from momentum.accounts.models import MailState, OutgoingMail, User

BACKOFF = [timedelta(minutes=n) for n in (1, 2, 5, 15, 30, 60, 120, 240)]
"""How long after the first, second … attempt the next one comes; the last one goes on."""
GIVES_UP_AFTER = timedelta(days=5)
LEASE = timedelta(minutes=10)
"""How long a letter is one worker's: longer than a server can keep it busy (see EMAIL_TIMEOUT)."""
KEPT = timedelta(days=30)
KEPT_WHEN_FAILED = timedelta(days=180)


def queue_letter(message: EmailMessage, address: str) -> OutgoingMail:
    """Put one copy for `address` in the queue, in the running transaction: rolled back, nothing is sent."""
    number = uuid.uuid4()
    letter = message.message()
    for name in ("To", "Cc", "Message-ID"):
        del letter[name]
    letter["To"] = address
    letter["Message-ID"] = f"<momentum.{number}@{domain_of_sender()}>"
    letter["Auto-Submitted"] = "auto-generated"
    return OutgoingMail.objects.create(
        pk=number,
        user=User.objects.by_address(address),
        address=address_digest(address),
        sealed=seal(letter.as_bytes(), number),
    )


def send_due(most: int = 100) -> dict[str, int]:
    """Send what is due, and count what became of it. Two workers never hold the same letter.

    A worker killed between the server's yes and writing it down leaves a letter that is sent once more, after
    `LEASE`, under the same Message-ID.
    """
    became: dict[str, int] = {}
    due = OutgoingMail.objects.filter(state=MailState.WAITING, due_at__lte=timezone.now())
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)[:most]):
        mail = _claim(pk)
        if mail is None:
            continue
        answer = _send(mail)
        _write_down(mail, answer)
        name = "retrying" if mail.state == MailState.WAITING else str(mail.state)
        became[name] = became.get(name, 0) + 1
        if answer.silent:
            # Nobody is there: the others need not wait for that one by one. This letter comes later, so that the
            # next round begins with another.
            break
    return became


def _claim(pk: uuid.UUID) -> OutgoingMail | None:
    now = timezone.now()
    mine = OutgoingMail.objects.filter(pk=pk, state=MailState.WAITING, due_at__lte=now).update(
        due_at=now + LEASE
    )
    return OutgoingMail.objects.filter(pk=pk).first() if mine else None


def _send(mail: OutgoingMail) -> Answer:
    try:
        letter = unseal(mail.sealed, mail.pk)
    except Unreadable:
        return Answer(False, permanent=True, problem="sealed under another key")
    return deliver(cast(Carried, message_from_bytes(letter, _class=Carried, policy=email.policy.SMTP)))


def _write_down(mail: OutgoingMail, answer: Answer) -> None:
    now = timezone.now()
    mail.attempts += 1
    mail.code = answer.code
    if answer.accepted:
        _end(mail, MailState.SENT, now)
    elif answer.permanent:
        _end(mail, MailState.BOUNCED, now)
    elif now - mail.made_at > GIVES_UP_AFTER:
        _end(mail, MailState.GIVEN_UP, now)
    else:
        mail.due_at = now + BACKOFF[min(mail.attempts, len(BACKOFF)) - 1]
    mail.save()


def _end(mail: OutgoingMail, state: MailState, now: datetime) -> None:
    mail.state, mail.ended_at, mail.sealed = state, now, ""


def read_bounces() -> int:
    """Record what the mail server reported as undelivered; how many letters that were."""
    if not settings.MAIL_BOUNCES:
        return 0
    recorded = 0
    for bounce in take_reports(Path(settings.MAIL_BOUNCES)):
        recorded += (
            OutgoingMail.objects.filter(pk=bounce.number)
            .exclude(state=MailState.BOUNCED)
            .update(state=MailState.BOUNCED, status=bounce.status, ended_at=timezone.now(), sealed="")
        )
    return recorded


def tend_mail() -> None:
    """One round of the worker: read what came back, send what is due."""
    read_bounces()
    send_due()


def forget_mail(day: date) -> str:
    """The daily work: rows of letters that were sent long ago go."""
    now = timezone.now()
    sent = OutgoingMail.objects.filter(state=MailState.SENT, ended_at__lt=now - KEPT)
    failed = OutgoingMail.objects.filter(
        state__in=(MailState.BOUNCED, MailState.GIVEN_UP), ended_at__lt=now - KEPT_WHEN_FAILED
    )
    removed = sent.delete()[0] + failed.delete()[0]
    return f"{removed} rows of e-mail removed"
