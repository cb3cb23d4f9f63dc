"""The provider's own parts: its addresses, who sits at the browser, and what it tells of them."""

from django.contrib.auth.models import AnonymousUser, User
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.accounts.openid_provider.people import PEOPLE

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


class WhoSitsThere:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        name = request.headers.get("X-Person")
        request.user = User.objects.get(username=name) if name else AnonymousUser()
        return self.get_response(request)


class Validator(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request) -> dict:
        return dict(PEOPLE[request.user.username])
