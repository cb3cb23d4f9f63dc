"""The folder of an edition: what lies where, and the hashes that bind it."""

import ctypes
import hashlib
import os
import shutil
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

import momentum
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.models import Edition

PARTS = (
    "momentum",
    "duckdb",
    "pyarrow",
    "ibis-framework",
    "highspy",
    "altair",
    "vl-convert-python",
    "typst",
    "XlsxWriter",
    "Babel",
    "fontpkg-atkinson-hyperlegible",
)
"""The parts on whose versions an edition's bytes depend."""

MANIFEST = "manifest.json"
FACTS = "facts"
COMPARISONS = "internal/comparisons"
"""Where ways of protecting an edition lie side by side: no part of the edition, so not among its hashes."""
SEALED = ".sealed"


def folder_of(edition: Edition) -> Path:
    return settings.EDITIONS / str(edition.id)


def comparisons_of(edition: Edition) -> Path:
    return folder_of(edition) / COMPARISONS


def public_folder(edition: Edition) -> Path:
    return folder_of(edition) / "public"


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The version of every part, and a fingerprint of the program's own text that makes an edition."""
    return {part: version(part) for part in PARTS} | {"momentum-source": _source()}


def _source() -> str:
    package = Path(momentum.__file__).parent
    digest = hashlib.sha256()
    for room in ("methods", "monitor"):
        for path in sorted((package / room).rglob("*")):
            if path.suffix in (".py", ".typ", ".po") and "views" not in path.parts:
                digest.update(f"{path.relative_to(package)} {sha256_of(path)}\n".encode())
    return digest.hexdigest()[:16]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes_of(folder: Path, name: str = "") -> dict[str, str]:
    """The hash of every file below `folder`, by its path from there with `name` before it."""
    return {
        f"{name}{path.relative_to(folder)}": sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def listed_files(folder: Path, facts: Mapping[str, str]) -> dict[str, str]:
    """Every file of an edition, with its hash, but for the manifest itself. `facts` are the hashes of the facts as
    they are in the open: at rest they are sealed, and their sealed bytes are never the same twice."""
    found = {
        name: told
        for name, told in hashes_of(folder).items()
        if name != MANIFEST and not name.startswith((f"{FACTS}/", f"{COMPARISONS}/"))
    }
    return dict(sorted((found | dict(facts)).items()))


def write_manifest(folder: Path, facts: Mapping[str, str]) -> str:
    """List every file with its hash, and return the hash of that list: the edition's content hash."""
    write_json(folder / MANIFEST, {"format": 1, "versions": versions(), "files": listed_files(folder, facts)})
    return content_hash(folder)


def content_hash(folder: Path) -> str:
    return f"sha256:{sha256_of(folder / MANIFEST)}"


def put_in_place(building: Path, target: Path) -> None:
    """Give a finished folder its name in one step; what was there before is removed afterwards."""
    for path in building.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    if not target.exists():
        os.rename(building, target)
        return
    # RENAME_EXCHANGE (2) of renameat2: both names at once, so that there is never a moment without the folder.
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here = -100
    if exchange is None or exchange(here, os.fsencode(building), here, os.fsencode(target), 2) != 0:
        aside = building.with_name(f"{building.name}-old")
        os.rename(target, aside)
        os.rename(building, target)
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(building, ignore_errors=True)


def remove_unfinished(edition: Edition) -> None:
    """What a killed build left behind: nobody works in it, since an edition has one builder at a time."""
    for left in settings.EDITIONS.glob(f".{edition.id}.*"):
        shutil.rmtree(left, ignore_errors=True)


@lru_cache(maxsize=32)
def _public(folder: str, content: str) -> Mapping[str, Any]:
    return read_json(Path(folder) / "public" / "edition.json")


def public_of(edition: Edition) -> Mapping[str, Any]:
    """What everybody may see of an edition; read once, since the content under one hash never changes."""
    return _public(str(folder_of(edition)), edition.content_hash)
