"""Putting a finished directory in its place in one step."""

import ctypes
import os
import shutil
from pathlib import Path

from momentum.methods.facts.problems import FactsError, Problem

HERE = -100
EXCHANGE = 2
"""`AT_FDCWD` and `RENAME_EXCHANGE` of Linux's renameat2(2)."""


def put_in_place(building: Path, target: Path, *, replace: bool) -> None:
    """Give `building` the name `target`; a directory that was there ends up under another name, to be removed.

    Raises `FactsError` if the target exists and may not be replaced.
    """
    sync(building)
    if replace and target.exists():
        if not _exchanged(building, target):
            os.rename(target, building.with_name(f"{_aside(target)}{building.name[-8:]}"))
            os.rename(building, target)
            set_right(target)
    else:
        try:
            os.rename(building, target)
        except OSError:
            raise FactsError([Problem(None, None, "directory_exists", {"path": str(target)})]) from None
    sync(target.parent)


def set_right(target: Path) -> None:
    """Finish what a process killed between two renames left: the old directory back in its place if no new
    one is there, else gone."""
    for old in target.parent.glob(f"{_aside(target)}*"):
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.rename(old, target)


def _aside(target: Path) -> str:
    return f".{target.name}.replaced-"


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two names at once; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0


def sync(folder: Path) -> None:
    """Have the names in a directory written to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
