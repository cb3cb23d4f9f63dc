"""What every page's frame shows."""

from django.conf import settings


def frame(request) -> dict[str, object]:
    return {"CITY": settings.CITY, "DEMO": settings.DEMO}
