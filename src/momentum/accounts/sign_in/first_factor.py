"""Who may set up the first second factor: not whoever has only the password, since that may be stolen before its owner
ever added a second step, and the thief's own would then shut the owner out.

It takes a link besides, opened a short while ago: of an invitation, for a new password, or one asked for here; or a
letter. Each shows that the mailbox, or the paper, is theirs.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from momentum.accounts.models import User
from momentum.accounts.sign_in.proofs import CLOCKS_DIFFER, has_second_factor, holds_factor

OPENED_LINK = "opened_link"  # in the session: who opened a link of theirs, and when
MINUTES = 30


def opens_link(session: Any, user: User) -> None:
    """Writes into the session that `user` came by a link or letter of their own."""
    session[OPENED_LINK] = [str(user.pk), time.time()]


def may_add_factor(request: HttpRequest) -> bool:
    """Whether this session may add a factor. Where one is held already, showing it is asked elsewhere."""
    user = request.user
    if has_second_factor(request) or (isinstance(user, User) and holds_factor(user)):
        return True
    who, when = request.session.get(OPENED_LINK) or ("", 0)
    return who == str(user.pk) and _lately(when)


def link_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Leads who came by a password alone to the page that sends a link."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_add_factor(request):
            return redirect("account_ask_own_link")
        return view(request, *args, **kwargs)

    return wrapped


def send_own_link(request: HttpRequest) -> None:
    """A link to the address that is kept of who is signed in; nothing where none is."""
    user = request.user
    if not isinstance(user, User) or not user.address:
        return
    link = request.build_absolute_uri(reverse("account_own_link", args=[own_link_token(user)]))
    context = {"user": user, "link": link, "minutes": MINUTES, "request": request}
    get_adapter(request).send_mail("account/email/own_link", user.address, context)


def own_link_token(user: User) -> str:
    return _signer(user).sign(str(int(time.time())))


def own_link_fits(user: User, token: str) -> bool:
    """Whether the token was made for `user` and their present password, a short while ago and not in a time to come."""
    try:
        return _lately(int(_signer(user).unsign(token)))
    except BadSignature:
        return False


def _signer(user: User) -> Signer:
    return Signer(salt=f"momentum.accounts.own_link:{user.pk}:{user.get_session_auth_hash()}")


def _lately(moment: float) -> bool:
    return -CLOCKS_DIFFER <= time.time() - moment < MINUTES * 60
