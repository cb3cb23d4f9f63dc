"""What backups are called: what they hold, of which city, and when they were made."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.text import slugify

DATA, KEYS = "momentum-data", "momentum-keys"
STAMP = "%Y%m%dT%H%M%SZ"


def ending(made: datetime) -> str:
    """What follows `DATA` or `KEYS` in the name of a backup made at that moment."""
    return f"{slugify(settings.CITY)}-{made.astimezone(UTC).strftime(STAMP)}.tar.gz"
