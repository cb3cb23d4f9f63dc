"""What a session has proved: a second factor, and how long ago somebody last showed who they are."""

import time

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from momentum.accounts.models import User
from momentum.accounts.policy import Role

SECOND_FACTOR, PROVED, PROVED_BY = "second_factor", "proved_at", "proved_by"
DEMO, PROVIDER = "demo", "provider"
CLOCKS_DIFFER = 60  # seconds between two machines' clocks that nobody need explain
# From every other role a second factor is asked; a participant may add one.
WITHOUT_SECOND_FACTOR = frozenset({Role.PARTICIPANT})


def prove(session, user: User, how: str, *, second_factor: bool) -> None:
    """Writes into the session what `user` has just shown, by `how` (password, totp, webauthn, provider, demo…)."""
    if session.get(PROVED_BY) != str(user.pk):
        session.pop(SECOND_FACTOR, None)  # somebody else's, who got no further than that
    session[PROVED], session[PROVED_BY] = time.time(), str(user.pk)
    if second_factor:
        session[SECOND_FACTOR] = how


def has_second_factor(request: HttpRequest) -> bool:
    """Whether whoever is signed in showed more than a password in this session."""
    session = request.session
    return bool(session.get(SECOND_FACTOR)) and session.get(PROVED_BY) == str(request.user.pk)


def holds_factor(user: User) -> bool:
    """Whether `user` ever set up a second factor that they still hold."""
    return Authenticator.objects.filter(user=user).exists()


def is_demo(request: HttpRequest) -> bool:
    """Whether this is one of the demo city's people, played by a visitor."""
    return settings.DEMO and request.session.get(SECOND_FACTOR) == DEMO


def proved_lately(request: HttpRequest) -> bool:
    """Whether the last proof is fresh enough for a step that weighs. A moment still to come is none: somebody set
    the clock back. Nor is a password, once there is a factor: this session may be from before its owner set it up."""
    session = request.session
    if not request.user.is_authenticated or session.get(PROVED_BY) != str(request.user.pk):
        return False
    if not has_second_factor(request) and holds_factor(request.user):
        return False
    ago = time.time() - session.get(PROVED, 0)
    return -CLOCKS_DIFFER <= ago < settings.STEP_UP_MINUTES * 60
