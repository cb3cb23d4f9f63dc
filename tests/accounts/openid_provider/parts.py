"""The provider's own parts: its addresses, who sits at the browser, and what it tells of them."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.urls import include, path
from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.accounts.openid_provider.people import PEOPLE

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


class WhoSitsThere:
    """`X-Signed-In`: how many seconds ago they signed in at the provider; now, where it is not told."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        name = request.headers.get("X-Person")
        request.user = User.objects.get(username=name) if name else AnonymousUser()
        if name and "code_challenge" in request.GET:
            ago = timedelta(seconds=int(request.headers.get("X-Signed-In", 0)))
            User.objects.filter(pk=request.user.pk).update(last_login=timezone.now() - ago)
        return self.get_response(request)


class Validator(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request) -> dict:
        return dict(PEOPLE[request.user.username])
