"""Pages that are the same for every visitor, kept ready: nothing in them changes while the registry and the published
editions stand as they do."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from momentum.accounts.clock import today
from momentum.monitor.queries import how_editions_stand
from momentum.sector.queries import registry_version

READY = {
    "home", "about", "privacy", "accessibility",
    "sector:enterprises", "sector:enterprise", "sector:places", "sector:place",
    "monitor:home", "monitor:edition", "monitor:table", "monitor:verify",
}  # fmt: skip
MOST_PAGES = 500
# Whether a place has room follows from stays, which are no part of the registry: such a page is made anew after a while.
SECONDS = 30


@dataclass(frozen=True)
class Page:
    made: float
    body: bytes
    packed: bytes
    tag: str
    kind: str
    language: str


class ReadyPages:
    """Answers visitors with the page as it was made last, if everything it was made from still stands.

    Who signed in, and whoever has a message waiting, gets a page of their own. A page that sets a cookie is not kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or _is_somebody(request):
            return self.get_response(request)
        key = (request.get_host(), request.get_full_path(), *_what_stands())
        with self.lock:
            page = self.pages.get(key)
        if page is None or monotonic() - page.made > SECONDS:
            response = self.get_response(request)
            if not _may_be_kept(request, response):
                return response
            page = self._keep(key, response)
        return _answer(request, page)

    def _keep(self, key: tuple[Any, ...], response: HttpResponse) -> Page:
        body = response.content
        page = Page(
            made=monotonic(),
            body=body,
            packed=gzip.compress(body, 6, mtime=0),
            tag=hashlib.sha256(body).hexdigest()[:32],
            kind=response["Content-Type"],
            language=response.get("Content-Language", ""),
        )
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)
        return page


def _is_somebody(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in READY
        and request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
    )


def _what_stands() -> tuple[Any, ...]:
    """The day, the registry's version and how the published editions stand: two small queries."""
    rows: list[Any] = [today()]
    with connection.cursor() as cursor:
        for sql, parameters in _questions(connection.vendor):
            cursor.execute(sql, parameters)
            rows.append(tuple(cursor.fetchall()))
    return tuple(rows)


@cache
def _questions(vendor: str) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The two queries as SQL, composed once: composing them takes longer than asking."""
    return tuple(each.query.sql_with_params() for each in (registry_version(), how_editions_stand()))


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{page.tag}{"-gz" if small else ""}"'
    response: HttpResponse
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(page.packed if small else page.body, content_type=page.kind)
        if page.language:
            response["Content-Language"] = page.language
        if small:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    # A browser may keep it and asks each time whether it still stands: a new edition is seen at once.
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response
