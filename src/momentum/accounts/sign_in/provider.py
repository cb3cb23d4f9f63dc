"""Signing in by a city's own service: only who was invited here, and never by an address that happens to match."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpResponse
from django.shortcuts import render


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(unknown(request))


def unknown(request) -> HttpResponse:
    """The same page for everybody whom the service knows and this house does not."""
    return render(request, "account/provider_unknown.html", status=403)
