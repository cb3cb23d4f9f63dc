"""Where somebody is signed in, and ending it: their own sessions by themselves, all of them when something changed."""

from datetime import date, timedelta

from allauth.account import signals
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone

from momentum.accounts import queries
from momentum.accounts.models import Attempts, Invitation, KnownDevice, Mandate, Session, User
from momentum.accounts.sign_in.session_store import SessionStore, kept_under

DEVICE_KEPT = timedelta(days=365)


def sessions_of(user: User) -> QuerySet[Session]:
    """The running sessions of somebody, the one last seen first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen")


def this_one(request) -> str:
    """The row of the session that this request belongs to."""
    return kept_under(request.session.session_key) if request.session.session_key else ""


def end_session(user: User, key: str) -> bool:
    """Ends one session of `user`'s own; it is over at its next request, wherever that browser is."""
    return bool(sessions_of(user).filter(pk=key).delete()[0])


def end_all(user: User, but: str = "") -> int:
    """Ends every session of `user`, except the row `but`."""
    return Session.objects.filter(user=user).exclude(pk=but).delete()[0]


@receiver([signals.password_changed, signals.password_set, signals.password_reset])
def password_changed(sender, request, user, **_signal) -> None:
    end_all(user, this_one(request) if request.user == user else "")


def sweep(day: date) -> str:
    """Once a day: links and letters past their time are over for good, and nothing is kept of sessions that are."""
    now = timezone.now()
    late = Invitation.objects.filter(ended=None, expires__lte=now).update(ended=now)
    SessionStore.clear_expired()
    running = Mandate.objects.filter(queries.running(day)).values("user")
    roleless = Session.objects.exclude(user=None).exclude(user__in=running).delete()[0]
    Attempts.objects.filter(expires__lt=now).delete()
    KnownDevice.objects.filter(last_used__lt=now.date() - DEVICE_KEPT).delete()
    return f"{late} invitations expired; {roleless} sessions of people without a role ended."
