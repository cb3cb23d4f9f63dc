"""Keys that follow from the seed, and plain values for records."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from momentum.demo.population.details import generator
from momentum.demo.population.rates import RUNNING

EPOCH = date(1970, 1, 1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def keys(seed: int, subject: str, count: int) -> list[uuid.UUID]:
    """`count` keys for records of a subject, the same for the same seed."""
    raw = generator(seed, f"keys of {subject}").bytes(16 * count)
    return [uuid.UUID(bytes=raw[at : at + 16], version=4) for at in range(0, len(raw), 16)]


def date_of(day: int) -> date:
    return EPOCH + timedelta(days=int(day))


def end_of(day: int) -> date | None:
    """The date of an end; None while it runs."""
    return None if day == RUNNING else date_of(day)


def moment(day: int, minute: int = 600) -> datetime:
    """A minute of a day in office hours, local time."""
    local = datetime.combine(date_of(day), time(8), tzinfo=AMSTERDAM)
    return (local + timedelta(minutes=minute % 540)).astimezone(UTC)
