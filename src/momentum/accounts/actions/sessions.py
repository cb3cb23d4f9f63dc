"""What is kept of sessions and of the browsers somebody is known on: written, ended, and swept once a day."""

from datetime import date, timedelta

from django.utils import timezone

from momentum.accounts import queries
from momentum.accounts.models import Attempts, Invitation, KnownDevice, Mandate, Session, User
from momentum.accounts.sign_in.sealing import digest
from momentum.accounts.sign_in.session_store import SessionStore
from momentum.accounts.sign_in.sessions import sessions_of

DEVICE_KEPT = timedelta(days=365)


def see_session(session: Session) -> None:
    """Keeps that somebody was active just now."""
    Session.objects.filter(pk=session.pk).update(seen=timezone.now())


def end_session(user: User, key: str) -> bool:
    """Ends one session of `user`'s own; it is over at its next request, wherever that browser is."""
    return bool(sessions_of(user).filter(pk=key).delete()[0])


def end_all(user: User, but: str = "") -> int:
    """Ends every session of `user`, except the row `but`."""
    return Session.objects.filter(user=user).exclude(pk=but).delete()[0]


def meet_device(user: User, token: str) -> bool:
    """Whether the browser that holds `token` was known of `user`; that it was used today is kept."""
    return bool(token) and bool(
        user.devices.filter(digest=digest(token)).update(last_used=timezone.localdate())
    )


def remember_device(user: User, token: str) -> None:
    KnownDevice.objects.get_or_create(user=user, digest=digest(token))


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
