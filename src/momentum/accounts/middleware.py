"""Puts the actor on the request, and turns a refusal into the absence that it must look like."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.views.defaults import page_not_found

from momentum.accounts.access import Refused, log_refusal
from momentum.accounts.queries import actor_of
from momentum.accounts.row_security import Wall

# Where somebody becomes somebody else: their sign-in is looked up whoever acts until then.
SIGNS_IN = ("account_", "mfa_", "openid_connect_", "accounts:sign_in_as")


class ActorMiddleware:
    """`request.actor`: who acts, in which role, for which organisation; looked up when first asked for.

    The database is told at once, and told that nobody acts any more when the request is over.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with Wall() as wall:
            request.wall = wall
            request.actor = SimpleLazyObject(lambda: wall.enter(actor_of(request)))
            response = self._answered(request)
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            # Made for somebody who signed in: it stays in no cache, on no shared computer.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(SIGNS_IN):
            request.wall.work("sign_in")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        log_refusal(request.actor, exception, detail=request.path)
        return page_not_found(request, Http404())
