"""How often something may be tried: counted in the cache that all processes share, under names that say nothing."""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """The name under which the shared cache keeps something: a digest, since keys hold addresses of machines."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{version}:{key}".encode(), hashlib.sha256).hex()


def may_try(request: HttpRequest, what: str, key: str = "") -> bool:
    """Counts one more try of `what` (in `settings.TRIES`), from this address and at this `key`; False if too many.

    A page that is only looked at counts for nothing.
    """
    counted = ratelimit.consume(request, app="momentum", action=what, config=settings.TRIES, key=key or what)
    return counted is not None


def in_the_same_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is sent to this page is answered after a fixed while: how long a known address takes is not to be seen."""

    @wraps(view)
    def timed(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        begun = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0.0, settings.ANSWER_AFTER_SECONDS - (time.monotonic() - begun)))
        return response

    return timed
