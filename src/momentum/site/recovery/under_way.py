"""The mark of a restore that is under way: nothing starts beside it, and nothing after it was broken off."""

import json
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MARK = "restore-under-way.json"
expected = False
"""Whether this process is itself a restore."""


def mark(var: Path, what: dict[str, str]) -> None:
    """Say, before anything is touched, that a restore is under way."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / MARK).open("w", encoding="utf-8") as file:
        json.dump(what, file)
        file.flush()
        os.fsync(file.fileno())
    _sync(var)


def unmark(var: Path) -> None:
    (var / MARK).unlink()
    _sync(var)


def refuse() -> None:
    """Called as Momentum starts, in whatever way: raises `ImproperlyConfigured` beside an unfinished restore."""
    from django.conf import settings

    if not expected and (settings.VAR / MARK).exists():
        raise ImproperlyConfigured(
            f"A restore is under way here, or was broken off ({settings.VAR / MARK}). What it left is not whole, so "
            "nothing starts. If none is running, give `momentum restore` the backup again: it clears what the broken one "
            "left and begins anew."
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
