"""Putting a finished directory in its place in one step."""

import ctypes
import os
from pathlib import Path

from momentum.methods.facts.problems import FactsError, Problem

HERE = -100
EXCHANGE = 2
"""`AT_FDCWD` and `RENAME_EXCHANGE` of Linux's renameat2(2)."""


def put_in_place(building: Path, target: Path, *, replace: bool) -> None:
    """Give `building` the name `target`; a directory that was there ends up under the name `building`.

    Raises `FactsError` if the target exists and may not be replaced.
    """
    if replace and target.exists():
        _exchange(building, target)
    else:
        try:
            os.rename(building, target)
        except OSError:
            raise FactsError([Problem(None, None, "directory_exists", {"path": str(target)})]) from None
    _sync(target.parent)


def _exchange(one: Path, other: Path) -> None:
    """Swap two names at once where the system can, else in three renames."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None and rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return
    aside = one.with_name(one.name + "-old")
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
