"""Pages of published editions, kept ready: a published edition never changes, so neither do its pages."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from momentum.monitor.flow import PUBLIC
from momentum.monitor.models import Edition

KEPT = 200
FRESH = 60
_pages: OrderedDict[tuple, tuple[bytes, bytes, str]] = OrderedDict()
_lock = Lock()

View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """For visitors, the finished page of an edition in this state, from memory after the first time.

    One small query tells whether the edition still stands as it did. Who is signed in gets a page of their own.
    """

    @wraps(view)
    def answer(request: HttpRequest, **rest: str) -> HttpResponse:
        stands = _standing(rest.get("slug"))
        if (
            not stands
            or request.actor.signed_in
            or request.method not in ("GET", "HEAD")
            or request.COOKIES.get("messages")
        ):
            return view(request, **rest)
        key = (stands, get_language(), request.get_full_path())
        with _lock:
            found = _pages.get(key)
            if found:
                _pages.move_to_end(key)
        if found is None:
            response = view(request, **rest)
            if response.status_code != 200:
                return response
            body = response.content
            found = (body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:32])
            with _lock:
                _pages[key] = found
                while len(_pages) > KEPT:
                    _pages.popitem(last=False)
        return _ready(request, *found)

    return answer


def _standing(slug: str | None) -> tuple:
    """How an edition stands (all of them, without a slug); empty where there is none."""
    public = Edition.objects.filter(state__in=PUBLIC)
    asked = public if slug is None else public.filter(slug=slug)
    return tuple(asked.order_by("id").values_list("id", "version", "state", "content_hash"))


def _ready(request: HttpRequest, body: bytes, packed: bytes, name: str) -> HttpResponse:
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{name}{"-gz" if small else ""}"'
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(packed if small else body)
        if small:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response
