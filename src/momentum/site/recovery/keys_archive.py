"""The keys in an archive of their own: never beside the data, and gone after a month."""

import hmac
import os
import sqlite3
from contextlib import closing
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.timezone import now

from momentum.site.recovery.archive import Writer, writing

SEAL_KEY = "backup_seal"
STORE = "persons.sqlite3"
ATTEMPTS = 5


class KeysMove(Exception):
    """The keys were changed while they were copied."""


def fingerprint(key: bytes) -> str:
    """By what a backup recognises the keys that belong to it, without telling them."""
    return hmac.new(key, b"momentum backup keys", sha256).hexdigest()[:32]


def write(target: Path, *, of: str) -> Path:
    """All keys into `target`; `of` is the backup they belong to. Raises `KeysMove` while they are being rotated."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _write(target, of)
        except KeysMove:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _write(target: Path, of: str) -> Path:
    folder = Path(settings.KEYS)
    before = _secrets(folder)
    with writing(target) as archive, TemporaryDirectory(dir=folder, prefix=".copy-") as beside:
        for name in before:
            archive.add_file(f"keys/{name}", folder / name)
        _add_store(archive, folder, Path(beside))
        # A key that was made or replaced meanwhile may belong to what the store's copy holds: both, or again.
        if _secrets(folder) != before:
            raise KeysMove(
                "The keys were changed all the while they were copied. Try again when that is done."
            )
        key = (folder / SEAL_KEY).read_bytes()
        manifest = {"made": now().astimezone(UTC).isoformat(timespec="seconds"), "of": of}
        archive.finish(manifest | {"city": settings.CITY, "keys": fingerprint(key)}, key)
    return target


def _secrets(folder: Path) -> dict[str, str]:
    """Every file with a secret, and its hash."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.name.startswith(STORE)
    }


def _add_store(archive: Writer, folder: Path, beside: Path) -> None:
    """The keys of persons, copied by the store's own means since others write to it."""
    if not (folder / STORE).exists():
        return
    copy = beside / STORE
    with (
        closing(sqlite3.connect(f"{(folder / STORE).absolute().as_uri()}?mode=ro", uri=True)) as store,
        closing(sqlite3.connect(copy)) as target,
    ):
        copy.chmod(0o600)
        store.backup(target)
    archive.add_file(f"keys/{STORE}", copy)
    # A key that is destroyed in the store is not to be found in what the disk keeps of a removed copy.
    with copy.open("r+b") as file:
        file.write(bytes(copy.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
