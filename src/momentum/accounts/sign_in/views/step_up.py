"""The page that asks somebody to show again who they are, before a step that weighs."""

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from momentum.accounts.actions.factors import show_factor
from momentum.accounts.sign_in.codes import CodeForm
from momentum.accounts.sign_in.forms import PasswordForm
from momentum.accounts.sign_in.proofs import DEMO, is_demo, prove, proved_lately
from momentum.accounts.sign_in.provider import ASK_AGAIN
from momentum.accounts.sign_in.step_up import take_kept


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_again(request: HttpRequest) -> HttpResponse:
    """Asks for a second factor where there is one, else the password; a role played in the demo, for one click."""
    asked = request.POST if request.method == "POST" else request.GET
    where = {"next": _inside(request, asked.get("next", "")), "kept": asked.get("kept", "")}
    if request.method != "POST" and proved_lately(request):
        return _go_on(request, where)
    shown = _ways(request)
    if request.method == "POST":
        how = asked.get("how", "")
        if how in shown and _shows(request, how, shown):
            return _go_on(request, where)
    status = 422 if request.method == "POST" else 200
    if "webauthn" in shown:
        shown["options"] = begin_authentication(request.user)
    context = {**shown, **where, "provider": settings.OIDC.name, "ask_again": ASK_AGAIN}
    return render(request, "account/step_up.html", context, status=status)


def _ways(request: HttpRequest) -> dict[str, Any]:
    """The ways in which this person can show who they are: name → form (True where a button is enough)."""
    if is_demo(request):
        return {DEMO: True}
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    ways: dict[str, Any] = {}
    if Authenticator.Type.WEBAUTHN in held:
        ways["webauthn"] = ReauthenticateWebAuthnForm(user=request.user)
    if held - {Authenticator.Type.WEBAUTHN}:
        ways["code"] = CodeForm(user=request.user)
    if not held and request.user.has_usable_password():
        ways["password"] = PasswordForm()
    return ways


def _shows(request: HttpRequest, how: str, shown: dict[str, Any]) -> bool:
    if how == DEMO:
        prove(request.session, request.user, DEMO, second_factor=True)
        return True
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        shown["too_often"] = True
        return False
    if how == "password":
        return _shows_password(request, shown)
    kind = CodeForm if how == "code" else ReauthenticateWebAuthnForm
    form = shown[how] = kind(request.POST, user=request.user)
    if not form.is_valid():
        return False
    show_factor(form)
    return True


def _shows_password(request: HttpRequest, shown: dict[str, Any]) -> bool:
    form = shown["password"] = PasswordForm(request.POST)
    if not form.is_valid():
        return False
    if not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", forms.ValidationError(_("This is not your password.")))
        return False
    prove(request.session, request.user, "password", second_factor=False)
    return True


def _inside(request: HttpRequest, url: str) -> str:
    inside = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if inside and url.startswith("/") else reverse("desk")


def _go_on(request: HttpRequest, where: dict[str, str]) -> HttpResponse:
    kept = take_kept(request, where["kept"]) if where["kept"] else None
    if kept is None or kept["of"] != str(request.user.pk):
        return redirect(where["next"])
    return render(request, "account/step_up_done.html", {"to": kept["to"], "sent": kept["sent"]})
