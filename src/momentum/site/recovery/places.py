"""Where everything lies that a backup holds."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage


class Unfinished(Exception):
    """What stands here came from a restore that was broken off."""


def file_places() -> dict[str, Path]:
    """The folders whose files are in a backup, by the name they have in it. Keys and the ledger are not among them."""
    return {
        "editions": Path(settings.EDITIONS),
        "files": Path(default_storage.path("")),
        "anchors": Path(settings.ANCHORS),
    }


def files_of(place: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup, and path, of every file that counts.

    What is still being made has a name with a leading dot; an edition's prepared facts are made again when missing.
    """
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        left_out = any(part.startswith(".") for part in relative.parts) or relative.parts[1:2] == (
            "prepared",
        )
        if not left_out and path.is_file():
            yield f"{place}/{relative.as_posix()}", path
