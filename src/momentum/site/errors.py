"""Pages for what goes wrong before or beside a page of our own: they ask nothing of the database."""

import sys
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.views.decorators.csrf import requires_csrf_token

from momentum.accounts.full_disk import is_full
from momentum.site.observing.json_lines import request_id

PAGES = Path(__file__).with_name("error_pages")
SECONDS_TO_WAIT = "30"


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseBadRequest(_page("400"))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database does not answer, and a moment later it may; or 507 where the disk is full."""
    error = sys.exc_info()[1]
    if is_full(error):
        return HttpResponse(_page("507"), status=507)
    if isinstance(error, OperationalError | InterfaceError):
        return HttpResponse(_page("503"), status=503, headers={"Retry-After": SECONDS_TO_WAIT})
    return HttpResponseServerError(_page("500"))


def _page(name: str) -> str:
    """With the number under which the log tells of this request: somebody who asks for help can read it out."""
    return (
        (PAGES / f"{name}.html").read_text(encoding="utf-8").replace("{{ number }}", request_id.get() or "–")
    )
