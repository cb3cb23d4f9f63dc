"""Receipts of erasures: what was removed, what stays and why, and when nothing can be read any more.

A receipt names nobody. It is a small file beside the erasure ledger, so that it outlives the rows it tells of and
every backup of them; its name is the digest of the link that opens it, which only the person has.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from momentum.accounts.keys.files import sync_folder
from momentum.journeys.pseudonyms import keyed


@dataclass(frozen=True)
class Receipt:
    """`removed` counts rows by what they held. `pending` holds the pseudonyms while they are being erased, and
    nothing once they are: until then `erased_on` is None."""

    digest: str
    asked_on: date
    answered_on: date
    full_on: date
    removed: Mapping[str, int]
    erased_on: date | None = None
    pending: tuple[str, ...] = field(default=())

    @property
    def number(self) -> str:
        """How people name it on the telephone: twelve characters of its digest, in threes."""
        code = self.digest[:12].upper()
        return "-".join(code[at : at + 4] for at in range(0, 12, 4))


def link_of(request_id: UUID | str) -> str:
    """The unguessable part of the address that opens the receipt of a request, made anew whenever it is shown."""
    return keyed("receipt_link")(str(request_id))


def digest_of(link: str) -> str:
    return sha256(link.encode()).hexdigest()


def keep(receipt: Receipt) -> None:
    """Writes the receipt, whole or not at all."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{receipt.digest}.json"
    beside = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    with open(beside, "w", encoding="utf-8") as stream:
        json.dump(asdict(receipt), stream, default=str, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)
    sync_folder(folder)


def find(link: str) -> Receipt | None:
    """The receipt that a link opens."""
    return read(digest_of(link))


def read(digest: str) -> Receipt | None:
    path = _folder() / f"{digest}.json"
    return _read(path) if path.exists() else None


def unfinished() -> list[Receipt]:
    """Receipts of erasures that were broken off."""
    return [each for each in _all() if each.erased_on is None]


def finish(receipt: Receipt, day: date) -> Receipt:
    """From now on the receipt says that it is done, and of whom is nowhere any more."""
    done = replace(receipt, erased_on=day, pending=())
    keep(done)
    return done


def _all() -> Iterator[Receipt]:
    folder = _folder()
    for path in sorted(folder.glob("*.json")) if folder.exists() else ():
        yield _read(path)


def _read(path: Path) -> Receipt:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for name in ("asked_on", "answered_on", "full_on", "erased_on"):
        told[name] = date.fromisoformat(told[name]) if told[name] else None
    return Receipt(**{**told, "pending": tuple(told["pending"])})


def _folder() -> Path:
    return Path(settings.LEDGER) / "receipts"
