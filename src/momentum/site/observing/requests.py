"""Every request, told in one line of the log and counted: by the page's name in the URL map, not by its address,
in which there are people's numbers, links' tokens and what was searched for."""

import logging
import secrets
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

from momentum.site.observing import metrics
from momentum.site.observing.json_lines import request_id

log = logging.getLogger(__name__)
NOWHERE = "-"


class Observed:
    """The outermost layer. It answers the collector of figures itself, who comes from inside and has a token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == metrics.PATH and metrics.may_collect(request):
            return metrics.answer()
        token = request_id.set(secrets.token_hex(8))
        started = perf_counter()
        try:
            response = self.get_response(request)
            self._tell(request, response, perf_counter() - started)
        finally:
            request_id.reset(token)
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route = _route(request)
        # Whatever word a stranger sends as the method is theirs: only the known ones are told.
        method = request.method if request.method in metrics.METHODS else NOWHERE
        metrics.count(route, method or NOWHERE, response.status_code, seconds)
        told = {
            "route": route,
            "method": method,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "role": _role(request),
        }
        grave = logging.ERROR if response.status_code >= 500 else logging.INFO
        log.log(grave, "request", extra={"told": told})


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name or NOWHERE
    return "static" if request.path.startswith(settings.STATIC_URL) else NOWHERE


def _role(request: HttpRequest) -> str:
    """The role in which somebody acted, where the page asked for it; asking anew would cost a query."""
    actor = getattr(request, "actor", None)
    if isinstance(actor, SimpleLazyObject) and actor._wrapped is empty:
        return "not asked"
    return str(getattr(actor, "role", None) or "visitor")
