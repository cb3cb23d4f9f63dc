"""Signing in by a city's own service: only who was invited here, and never by an address that happens to match."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from momentum.accounts.actions.factors import keep_only_number
from momentum.accounts.actions.invitations import use_invitation
from momentum.accounts.models import Invitation
from momentum.accounts.sign_in.proofs import PROVED, PROVIDER, SECOND_FACTOR, proved_lately

# On the login, before what the service told of the person is thrown away.
VOUCHED, SHOWN_AT = "_momentum_vouched", "_momentum_shown_at"
ASK_AGAIN = urlencode({"prompt": "login", "max_age": "0"})
"""What asks the service to have somebody show anew who they are, and to tell when they did."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Nothing of what the service tells is kept but its own number for the person (`sub`)."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        told = sociallogin.account.extra_data
        setattr(sociallogin, VOUCHED, _vouches(told))
        setattr(sociallogin, SHOWN_AT, _shown_at(told))
        keep_only_number(sociallogin.account)
        if sociallogin.is_existing:
            return
        invitation = _invited(request, sociallogin)
        if invitation is None or not use_invitation(invitation):
            raise ImmediateHttpResponse(unknown(request))
        request.session.pop("invitation", None)
        sociallogin.connect(request, invitation.user)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        raise ImmediateHttpResponse(render(request, "account/provider_failed.html", status=403))

    def send_notification_mail(self, prefix, user, *args, **kwargs) -> None:
        get_account_adapter().send_notification_mail(prefix, user)


def vouched_for(sociallogin: SocialLogin | None) -> bool:
    """Whether the service said that it asked for a second factor, in the words that the setting names."""
    return bool(getattr(sociallogin, VOUCHED, False))


def keep_when_shown(request: HttpRequest, sociallogin: SocialLogin | None, *, on_the_way_to: str) -> None:
    """A session that the service still had open proves nothing fresh, whatever the browser asked of the service."""
    if sociallogin is None or request.session.get(SECOND_FACTOR) not in (None, PROVIDER):
        return
    request.session[PROVED] = getattr(sociallogin, SHOWN_AT, 0)
    if on_the_way_to.startswith(reverse("account_step_up")) and not proved_lately(request):
        told = {"service": settings.OIDC.name}
        messages.warning(request, _("%(service)s did not say that it asked you again who you are.") % told)


def _shown_at(told: dict) -> float:
    """When the service last had this person show who they are; 0 where it does not tell."""
    at = (told.get("id_token") or {}).get("auth_time")
    return float(at) if isinstance(at, int | float) else 0


def _vouches(told: dict) -> bool:
    claims = told.get("id_token") or {}
    methods = claims.get("amr") or []
    said = {claims.get("acr"), *(methods if isinstance(methods, list) else [methods])}
    return bool(said & set(settings.OIDC.vouches))


def _invited(request: HttpRequest, sociallogin: SocialLogin) -> Invitation | None:
    """The invitation that this browser opened, where the service vouches that its address is this person's."""
    from momentum.accounts.sign_in.views.invitations import opened

    invitation = opened(request)
    if invitation is None or invitation.code_digest or not invitation.user.address:
        return None
    proved = {each.email.lower() for each in sociallogin.email_addresses if each.verified}
    return invitation if invitation.user.address.lower() in proved else None


def unknown(request: HttpRequest) -> HttpResponse:
    """The same page for everybody whom the service knows and this house does not."""
    return render(request, "account/provider_unknown.html", status=403)
