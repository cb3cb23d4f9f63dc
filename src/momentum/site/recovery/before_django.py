"""What a restore reads and decides before the settings are loaded: they make keys where none are."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from momentum.site.environment import read_environment
from momentum.site.recovery.archive import BadArchive, members, read_checked
from momentum.site.recovery.keys_archive import SEAL_KEY, fingerprint
from momentum.site.recovery.under_way import MARK

BASE_DIR = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Offered:
    """A backup that was read from beginning to end, and the folder with the keys that sealed it."""

    file: Path
    manifest: dict[str, Any]
    keys: Path
    unpacked: bool


def environment() -> dict[str, str]:
    """What the settings are made from."""
    return read_environment(BASE_DIR / "var" / "momentum.env")


def places() -> tuple[Path, Path]:
    """`MOMENTUM_VAR` and `MOMENTUM_KEYS`, as the settings read them."""
    told = environment()
    var = Path(told.get("MOMENTUM_VAR", BASE_DIR / "var"))
    return var, Path(told.get("MOMENTUM_KEYS", var / "keys"))


@contextmanager
def offered(file: Path, keys_file: Path | None) -> Iterator[Offered]:
    """Read and compare everything that was given; the keys are unpacked beside their place, under no name yet.

    Raises `BadArchive`.
    """
    manifest, sealed_by = read_checked(file)
    if "counts" not in manifest:
        raise BadArchive(
            f"{file.name} holds keys, not data. Give the file of data first, and this one with --keys."
        )
    var, folder = places()
    if keys_file is None:
        yield Offered(file, manifest, _belonging(folder, manifest, sealed_by, str(folder)), unpacked=False)
        return
    _refuse_keys_in_place(var, folder)
    keys_manifest, _ = read_checked(keys_file)
    if "of" not in keys_manifest:
        raise BadArchive(
            f"{keys_file.name} holds no keys. Give the file whose name begins with momentum-keys."
        )
    if keys_manifest["made"] < manifest["made"]:
        raise BadArchive(
            f"{keys_file.name} is older than {file.name}: whoever came in between has no key in it and could not be "
            "read. Give the keys that were backed up with these data, or later ones."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".keys-", dir=folder.parent))
    try:
        _unpack(keys_file, beside)
        yield Offered(file, manifest, _belonging(beside, manifest, sealed_by, keys_file.name), unpacked=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_keys_in_place(var: Path, folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not _left_by_a_restore(var):
        raise BadArchive(
            f"{folder} holds keys already. Leave out --keys to use those, or move them away first: keys are never "
            "written over."
        )


def _left_by_a_restore(var: Path) -> bool:
    """Whether the keys that stand here were put there by a restore that was broken off."""
    try:
        return bool(json.loads((var / MARK).read_text(encoding="utf-8"))["keys"] == "unpacked")
    except (OSError, ValueError, KeyError):
        return False


def _belonging(folder: Path, manifest: dict[str, Any], sealed_by: Any, named: str) -> Path:
    """The folder, where its keys are those that the backup was made under."""
    try:
        key = (folder / SEAL_KEY).read_bytes()
    except OSError:
        raise BadArchive(
            f"{named} does not hold the keys of this backup. Without them nobody in it could be read: give the "
            "file of keys that was made with it, with --keys."
        ) from None
    if fingerprint(key) != manifest["keys"]:
        raise BadArchive(
            f"The keys in {named} are those of another place. Give the file of keys that was made with this backup."
        )
    if not sealed_by(key):
        raise BadArchive(
            "The list of contents of this backup was altered: its seal does not fit. Take another copy, or an earlier "
            "backup."
        )
    return folder


def _unpack(file: Path, folder: Path) -> None:
    for name, content in members(file):
        place, _, rest = name.partition("/")
        if place == "keys" and rest:
            target = folder / rest
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(content, out)
                out.flush()
                os.fsync(out.fileno())
