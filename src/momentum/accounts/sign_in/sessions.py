"""Where somebody is signed in."""

from django.db.models import QuerySet
from django.utils import timezone

from momentum.accounts.models import Session, User
from momentum.accounts.sign_in.session_store import kept_under


def sessions_of(user: User) -> QuerySet[Session]:
    """The running sessions of somebody, the one last seen first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen")


def this_one(request) -> str:
    """The row of the session that this request belongs to."""
    return kept_under(request.session.session_key) if request.session.session_key else ""
