"""Backups end: keys after a month, so that whoever was erased can be read nowhere; data after a term of their own."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from momentum.site.recovery.names import DATA, KEYS, STAMP

_NAMED = re.compile(rf"({DATA}|{KEYS})-.*-(\d{{8}}T\d{{6}}Z)\.tar\.gz")


def remove_old(*folders: Path) -> list[str]:
    """Remove backups past their term from these folders; the names of those removed.

    The age is that in the name, since a copy has a later date. The last backup of data stays whatever its age.
    """
    removed = []
    for folder in dict.fromkeys(folders):
        found = sorted(_backups(folder))
        newest = max((made for kind, made, _path in found if kind == DATA), default=None)
        for kind, made, path in found:
            days = settings.KEY_BACKUP_DAYS if kind == KEYS else settings.BACKUP_DAYS
            if now() - made > timedelta(days=days) and not (kind == DATA and made == newest):
                path.unlink()
                removed.append(path.name)
    return removed


def every_day(_day: date) -> str:
    """The daily job: in the folders that the settings name."""
    return f"{len(remove_old(Path(settings.BACKUPS), Path(settings.KEY_BACKUPS)))} backups removed whose time is over"


def _backups(folder: Path) -> Iterator[tuple[str, datetime, Path]]:
    for path in folder.glob("*.tar.gz") if folder.is_dir() else ():
        if named := _NAMED.fullmatch(path.name):
            yield named[1], datetime.strptime(named[2], STAMP).replace(tzinfo=UTC), path
