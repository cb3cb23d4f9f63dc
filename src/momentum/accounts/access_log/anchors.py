"""The head of the log, written once a day outside the database, to be published: who rewrites the log has to rewrite
every copy of these files too."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from momentum.accounts.access_log.anchor_files import Anchor, NoAnchor, read_anchor, written
from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, moment
from momentum.accounts.access_log.reading import head, signing_secret
from momentum.accounts.access_log.signatures import public_key
from momentum.accounts.clock import now
from momentum.accounts.daily import NotDone
from momentum.accounts.keys.files import sync_folder
from momentum.accounts.models import AccessEntry, ExpiredSegment
from momentum.accounts.row_security import as_system


def folder() -> Path:
    return Path(settings.ANCHORS)


def anchor_names() -> list[str]:
    """The names of the files, the oldest first."""
    return sorted(file.name for file in folder().glob("*.json"))


def anchor_bytes(name: str) -> bytes | None:
    """The file of that name as it lies in the folder; None where there is none."""
    return (folder() / name).read_bytes() if name in anchor_names() else None


def newest_anchor() -> Anchor | None:
    """Raises `NotDone` where the newest file is no anchor any more."""
    names = anchor_names()
    try:
        return read_anchor((folder() / names[-1]).read_bytes(), names[-1]) if names else None
    except NoAnchor as problem:
        raise NotDone(
            f"{problem} Put back a copy of it; anchors are not written after one that is broken."
        ) from None


def anchor(day: date) -> str:
    """Writes the head of the log as the anchor of `day`, once; says what stands. The daily clock calls it.

    Raises `NotDone` where the log no longer holds what the newest anchor vouches for, or the clock was set back.
    """
    before = newest_anchor()
    if before is not None:
        _still_there(before)
        if before.day == day.isoformat():
            return f"The anchor of {day} stands at entry {before.number} already."
        if before.day > day.isoformat():
            raise NotDone(
                f"There is an anchor of {before.day}, and today is {day}: the clock was set back. Set it right; "
                "anchors are not written before one that stands."
            )
    number, digest = head()
    _write(
        day,
        {
            "city": settings.CITY,
            "day": day.isoformat(),
            "at": moment(now()),
            "number": number,
            "digest": digest,
            "key": public_key(signing_secret()),
            "previous": before.hash if before else BEFORE_THE_FIRST,
        },
    )
    return f"The log is anchored at entry {number}."


def _still_there(anchor: Anchor) -> None:
    """Whether the log still holds the entry that the anchor vouches for."""
    if anchor.number == 0:
        return
    with as_system("access_log"):
        entries = AccessEntry.objects.filter(number=anchor.number)
        found = entries.values_list("digest", flat=True).first()
    if found is None and ExpiredSegment.objects.filter(last__gte=anchor.number).exists():
        return
    if found != anchor.digest:
        raise NotDone(
            f"Entry {anchor.number} is not the one that the anchor of {anchor.day} knows: the log was changed. Keep "
            "the anchors and the database as they are, and run `momentum log verify`."
        )


def _write(day: date, said: dict[str, Any]) -> None:
    """All of the file or nothing, on the disk when this returns, and never over one that stands."""
    folder().mkdir(parents=True, exist_ok=True)
    draft = folder() / f".{day}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with draft.open("xb") as stream:
            stream.write(written(said))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, folder() / f"{day}.json")
    except FileExistsError:
        pass  # another process was first
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(folder())
