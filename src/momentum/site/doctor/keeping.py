"""What must not get lost: keys, room on the disk, the anchors of the log, backups."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from momentum.site.doctor.findings import Finding, fail, ok, warn

GIB = 2**30
LEAST_ROOM = GIB
LITTLE_ROOM = 5 * GIB


def keys() -> Iterator[Finding]:
    if not settings.KEYS.is_dir():
        yield fail(
            "keys", f"no folder {settings.KEYS}", "Restore it from the backup of keys, or set MOMENTUM_KEYS."
        )
        return
    yield ok("keys", str(settings.KEYS))


def disk() -> Iterator[Finding]:
    """Room where the database, editions and files grow."""
    looked = set()
    for name in ("VAR", "EDITIONS", "KEYS"):
        place = _first_that_exists(Path(getattr(settings, name)))
        device = place.stat().st_dev
        if device in looked:
            continue
        looked.add(device)
        free = shutil.disk_usage(place).free
        said = f"{free / GIB:.1f} GB free at {place}"
        if free < LEAST_ROOM:
            yield fail("disk", said, "Make room now: what does not fit is refused, and backups fail.")
        elif free < LITTLE_ROOM:
            yield warn("disk", said, "Make room, or give it a larger disk.")
        else:
            yield ok("disk", said)


def _first_that_exists(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def anchor() -> Iterator[Finding]:
    """The head of the access log, written outside the database every day."""
    folder = Path(getattr(settings, "ANCHORS", settings.VAR / "anchors"))
    last = _newest(folder, "*.json")
    if last is None:
        yield warn(
            "anchor",
            f"the head of the access log has not been written to {folder} yet",
            "The worker does so every day; by hand: momentum daily run.",
        )
        return
    age = _age(last)
    if age > timedelta(hours=50):
        yield fail(
            "anchor",
            f"the last one is {age.days} days old ({last.name})",
            "Until it is renewed nobody would see the end of the log cut off. Look at the worker, then: momentum daily run.",
        )
    else:
        yield ok("anchor", last.name)


def backups() -> Iterator[Finding]:
    yield from _copies(
        "backup",
        Path(getattr(settings, "BACKUPS", settings.VAR / "backups")),
        timedelta(hours=26),
        "momentum backup",
    )


def _copies(about: str, folder: Path, most: timedelta, command: str) -> Iterator[Finding]:
    last = _newest(folder, "*")
    if last is None:
        yield (warn if settings.DEMO else fail)(
            about, f"there is none in {folder}", f"Make one ({command}), and let a timer do it every night."
        )
    elif (age := _age(last)) > most:
        yield fail(
            about,
            f"the last one is {age.total_seconds() / 3600:.0f} hours old ({last.name})",
            f"See why the timer of {command} did not run, and make one now.",
        )
    else:
        yield ok(about, f"{last.name}, {age.total_seconds() / 3600:.0f} hours old")


def _newest(folder: Path, pattern: str) -> Path | None:
    found = (
        [path for path in folder.glob(pattern) if not path.name.startswith(".")] if folder.is_dir() else []
    )
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _age(path: Path) -> timedelta:
    return now() - datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
