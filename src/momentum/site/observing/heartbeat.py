"""The worker's heartbeat: a file that it touches each round in which the database answered it."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def _file() -> Path:
    return settings.VAR / "worker.beat"


def beat() -> None:
    _file().touch()


def last_beat() -> datetime | None:
    """When a worker was last alive; None if none ever was."""
    try:
        return datetime.fromtimestamp(_file().stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return None
