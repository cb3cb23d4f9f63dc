"""How the queue stands, and whose address failed."""

from datetime import timedelta

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from momentum.accounts.models import MailState, OutgoingMail, User

LATELY = timedelta(days=7)
FAILED = (MailState.BOUNCED, MailState.GIVEN_UP)


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


def unreached(users: QuerySet[User]) -> list[User]:
    """Those of them whose address, as it is now, failed and has taken nothing since."""
    failed = OutgoingMail.objects.filter(state__in=FAILED)
    told = users.filter(pk__in=failed.values("user"), address_digest__isnull=False)
    by_digest = {str(each.address_digest): each for each in told}
    last: dict[str, str] = {}
    ended = OutgoingMail.objects.filter(address__in=list(by_digest)).exclude(state=MailState.WAITING)
    for address, state in ended.order_by("made_at").values_list("address", "state"):
        last[address] = state
    return [user for digest, user in by_digest.items() if last.get(digest) in FAILED]
