"""What must not get lost: keys, room on the disk, the anchors of the log, backups."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from momentum.accounts.access_log.anchors import newest_anchor
from momentum.accounts.clock import today
from momentum.accounts.daily import NotDone
from momentum.accounts.keys.checks import problems
from momentum.accounts.keys.ledger import entries
from momentum.site.doctor.findings import Finding, fail, ok, warn
from momentum.site.recovery import names

GIB = 2**30
LEAST_ROOM = GIB
LITTLE_ROOM = 5 * GIB
LONGEST_WITHOUT = 26
"""Hours between two backups: a night's, and some."""


def keys() -> Iterator[Finding]:
    """Every key file is there, is the one the database was written with, and is read by nobody else."""
    wrong = problems()
    for told in wrong:
        sentence, _stop, todo = told.partition(". ")
        yield fail("keys", sentence, todo or "Restore the keys from their backup.")
    if not wrong:
        yield ok("keys", f"all in place in {settings.KEYS}")


def ledger() -> Iterator[Finding]:
    """The ledger of erasures can be read, and does not lie where backups of data go."""
    number = len(entries())
    if settings.BACKUPS in (settings.LEDGER, *settings.LEDGER.parents):
        yield fail(
            "ledger",
            f"{settings.LEDGER} lies among the backups of data",
            "Set MOMENTUM_LEDGER to a place apart: a backup that is put back must not bring back the erased.",
        )
    else:
        yield ok("ledger", f"{number} entries")


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
    try:
        last = newest_anchor()
    except NotDone as problem:
        yield fail("anchor", str(problem), "See what the log itself says: momentum log verify.")
        return
    todo = "The worker does so every day; by hand: momentum daily run."
    if last is None:
        yield warn(
            "anchor", f"the head of the access log has not been written to {settings.ANCHORS} yet", todo
        )
        return
    age = (today() - date.fromisoformat(last.day)).days
    if age > 1:
        yield fail(
            "anchor",
            f"the last one is of {last.day}; since then nobody would see the end of the log cut off",
            f"See whether the worker is alive. {todo}",
        )
    else:
        yield ok("anchor", f"of {last.day}, at entry {last.number}")


def backups() -> Iterator[Finding]:
    """The last backup of data, and that of keys, by the moment in their names: a copy has a later date."""
    for about, kind, folder in (
        ("backup", names.DATA, settings.BACKUPS),
        ("backup of keys", names.KEYS, settings.KEY_BACKUPS),
    ):
        made = _last_made(kind, Path(folder))
        if made is None:
            yield (warn if settings.DEMO else fail)(
                about,
                f"there is none in {folder}",
                "Make one (momentum backup), and enable momentum-backup.timer.",
            )
            continue
        hours = (now() - made).total_seconds() / 3600
        if hours > LONGEST_WITHOUT:
            yield fail(
                about,
                f"the last one in {folder} is {hours:.0f} hours old",
                "See why momentum-backup.timer made none (journalctl -u momentum-backup), and make one now.",
            )
        else:
            yield ok(about, f"{hours:.0f} hours old")


def _last_made(kind: str, folder: Path) -> datetime | None:
    stamps = [
        path.name.removesuffix(".tar.gz").rpartition("-")[2] for path in folder.glob(f"{kind}-*.tar.gz")
    ]
    made = []
    for stamp in stamps:
        with suppress(ValueError):
            made.append(datetime.strptime(stamp, names.STAMP).replace(tzinfo=UTC))
    return max(made, default=None)
