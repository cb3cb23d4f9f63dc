"""How the queue stands, and whose address failed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import MailState, OutgoingMail, User

LATELY = timedelta(days=7)


def how_mail_stands() -> dict[str, int]:
    """Counts by what is to be told: waiting, retrying, bounced and given_up (of the last week)."""
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING)
    lately = OutgoingMail.objects.filter(ended_at__gt=timezone.now() - LATELY)
    ended = dict(lately.values_list("state").annotate(Count("pk")).order_by())
    return {
        "waiting": waiting.filter(attempts=0).count(),
        "retrying": waiting.filter(attempts__gt=0).count(),
        "bounced": ended.get(MailState.BOUNCED, 0),
        "given_up": ended.get(MailState.GIVEN_UP, 0),
    }


def oldest_waiting() -> timedelta:
    """How long the letter that waits longest has been waiting."""
    first = OutgoingMail.objects.filter(state=MailState.WAITING).aggregate(first=Min("made_at"))["first"]
    return timezone.now() - first if first else timedelta()


def unreached(users: Iterable[User]) -> list[User]:
    """Those whose address, as it is now, failed and has taken nothing since."""
    by_digest = {address_digest(user.email): user for user in users if user.email}
    last: dict[str, OutgoingMail] = {}
    failed = (MailState.BOUNCED, MailState.GIVEN_UP)
    known = OutgoingMail.objects.filter(user__in=list(by_digest.values())).exclude(state=MailState.WAITING)
    for mail in known.order_by("made_at").only("address", "state"):
        last[mail.address] = mail
    return [user for digest, user in by_digest.items() if digest in last and last[digest].state in failed]
