"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness.

It expires a year after somebody last looked whether the contact still holds, as the RFC asks.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

VALID = timedelta(days=365)


def expires() -> datetime | None:
    """When it must be looked at again; None if nobody ever did, and then it is not shown."""
    if settings.SECURITY_REVIEWED is None:
        return None
    return datetime.combine(settings.SECURITY_REVIEWED, datetime.min.time(), tzinfo=UTC) + VALID


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    until = expires()
    if not settings.SECURITY_CONTACT or until is None:
        raise Http404
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )
