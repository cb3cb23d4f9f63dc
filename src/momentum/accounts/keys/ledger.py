"""The erasure ledger: what was erased or restricted, kept apart from the database and from its backups.

One line an entry, each with the digest of the one before: a line changed, taken out or moved is seen. A restore
replays it before it serves.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from momentum.accounts.keys.files import sync_folder

FILE = "erasures.jsonl"


class LedgerBroken(Exception):
    """A line of the ledger was changed, taken out or added by another hand."""


@dataclass(frozen=True)
class Entry:
    """Line `number`: what happened to the person with this pseudonym, and when (ISO 8601)."""

    number: int
    pseudonym: str
    what: str
    at: str
    previous: str
    digest: str


def enter(pseudonym: str, *, what: str, at: datetime) -> Entry:
    """Writes one entry, on the disk when this returns. Raises `LedgerBroken` where what stands there is broken."""
    with _locked() as handle:
        whole, entries = _read(handle)
        # A line cut short by a crash was never acknowledged.
        os.ftruncate(handle, whole)
        previous = entries[-1].digest if entries else ""
        body = {
            "number": len(entries) + 1,
            "pseudonym": pseudonym,
            "what": what,
            "at": at.isoformat(),
            "previous": previous,
        }
        entry = Entry(**body, digest=_digest(body))  # type: ignore[arg-type]
        os.lseek(handle, 0, os.SEEK_END)
        _write(handle, (json.dumps(asdict(entry), sort_keys=True) + "\n").encode())
        os.fsync(handle)
    sync_folder(_file().parent)
    return entry


def entries() -> list[Entry]:
    """Everything entered, in order. Raises `LedgerBroken`."""
    if not _file().exists():
        return []
    with _locked() as handle:
        return _read(handle)[1]


def _file() -> Path:
    return Path(settings.LEDGER) / FILE


@contextmanager
def _locked() -> Iterator[int]:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _read(handle: int) -> tuple[int, list[Entry]]:
    """The length of all whole lines, and what they say."""
    text = os.pread(handle, os.fstat(handle).st_size, 0)
    whole = text.rfind(b"\n") + 1
    found: list[Entry] = []
    for number, line in enumerate(text[:whole].splitlines(), start=1):
        previous = found[-1].digest if found else ""
        try:
            said = json.loads(line)
            entry = Entry(**said)
        except (ValueError, TypeError) as error:
            raise LedgerBroken(f"{_file()}, line {number}: this is no entry of the ledger.") from error
        del said["digest"]
        if (entry.number, entry.previous, entry.digest) != (number, previous, _digest(said)):
            raise LedgerBroken(f"{_file()}, line {number}: changed, or lines before it are gone.")
        found.append(entry)
    return whole, found


def _digest(body: dict[str, object]) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
