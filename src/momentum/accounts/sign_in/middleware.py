"""Whether somebody who signed in still is, and has shown enough to act in a role; asked once, for every page."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts.actions.sessions import see_session
from momentum.accounts.actor import VISITOR
from momentum.accounts.models import Session
from momentum.accounts.policy import Role, outside
from momentum.accounts.sign_in.proofs import CLOCKS_DIFFER

OPENS_CLIENT_RECORDS = frozenset(Role) - frozenset(outside())
# Where somebody goes who still lacks a second factor: to set it up, to sign out, to be somebody else in the demo.
OPEN_WITHOUT = ("account_", "mfa_", "accounts:sign_in_as", "health")
SEEN_EVERY = timedelta(minutes=1)


class SignInMiddleware:
    """Ends a session that is too old, and one whose every role ended; leads who lacks a second factor to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            kept = getattr(request.session, "kept", None)
            if reason := _reason_to_end(request, kept):
                logout(request)
                request.actor, request.mandates = VISITOR, []
                messages.warning(request, reason)
            elif kept is not None and timezone.now() - kept.seen > SEEN_EVERY:
                see_session(kept)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or request.actor.role or not request.second_factor_missing:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name.startswith(OPEN_WITHOUT) else redirect("mfa_index")


def _reason_to_end(request: HttpRequest, kept: Session | None) -> str:
    """Why this session ends now, as a sentence; empty where it goes on."""
    role = request.actor.role
    if role is None and not request.second_factor_missing:
        return _("You are signed out: you have no role that runs today. Ask the organisation you work for.")
    if kept is None:
        return ""
    now, differ = timezone.now(), timedelta(seconds=CLOCKS_DIFFER)
    if kept.started > now + differ or kept.seen > now + differ:
        return _("You are signed out, since the clock of this server was set back. Sign in again.")
    if now - kept.started > timedelta(hours=settings.SESSION_HOURS):
        return _("You are signed out: a day's work is over. Sign in again to go on.")
    idle = role is not None and Role(role) in OPENS_CLIENT_RECORDS
    if idle and now - kept.seen > timedelta(minutes=settings.IDLE_MINUTES):
        return _("You are signed out, since you did nothing for a while. Sign in again to go on.")
    return ""
