"""The files of an answer, in a folder named by its content: the same content is the same folder, and none changes."""

import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from momentum.monitor.building.files import MANIFEST, content_hash, hashes_of, put_in_place
from momentum.monitor.building.json_files import read_json
from momentum.monitor.models import TableRequest

PLACE = "answers"
"""Beside the folders of editions, and with them in every backup."""

DOWNLOADS = ("table.csv", "table.xlsx")


def answers() -> Path:
    return settings.EDITIONS / PLACE


def folder_named(content: str) -> Path:
    """The folder of the answer with this content hash."""
    return answers() / content.removeprefix("sha256:")


def folder_of_answer(request: TableRequest) -> Path:
    return folder_named(request.content_hash)


def keep(work: Path, content: str) -> None:
    """Give a finished folder the name of its content; where it is there already, it is the same."""
    target = folder_named(content)
    if target.exists():
        shutil.rmtree(work)
    else:
        put_in_place(work, target)


def changed_files(request: TableRequest) -> tuple[str, ...]:
    """Files of an answer that are missing, added or other than they were when it was built."""
    folder = folder_of_answer(request)
    if not (folder / MANIFEST).is_file() or content_hash(folder) != request.content_hash:
        return (MANIFEST,)
    recorded = read_json(folder / MANIFEST)["files"]
    found = {name: told for name, told in hashes_of(folder).items() if name != MANIFEST}
    return tuple(
        sorted(name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name))
    )


@lru_cache(maxsize=32)
def _public(folder: str) -> Mapping[str, Any]:
    return read_json(Path(folder) / "public" / "table.json")


def public_answer(request: TableRequest) -> Mapping[str, Any]:
    """What everybody may see of an answer."""
    return _public(str(folder_of_answer(request)))


def internal_answer(request: TableRequest, name: str) -> Any:
    """A file of an answer that only analysts read; None where it was not built so far."""
    if not request.content_hash:
        return None
    file = folder_of_answer(request) / "internal" / name
    return read_json(file) if file.is_file() else None
