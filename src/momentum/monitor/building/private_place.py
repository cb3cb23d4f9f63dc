"""A place to work with facts in the open: only for the program's own account, in memory where there is room,
gone afterwards, also after a kill."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

PREFIX = "momentum-private-"
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 512 * 2**20
"""What has to be free in memory at least, in bytes, besides what the work says it needs."""


@contextmanager
def private_place(needs: int = 0) -> Iterator[Path]:
    """An empty folder (0700) for the block; `needs` is about how many bytes will lie in it.

    It is where MOMENTUM_PRIVATE says; without that in memory (tmpfs) where enough is free, else on disk. Whoever is killed in the block
    leaves it unlocked: the next one to come here, the worker's start and the daily clock remove it.
    """
    sweep()
    base = _base(needs)
    place, handle = _held(base)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def _held(base: Path) -> tuple[Path, int]:
    """A new folder that this process holds: one that was swept between making and holding it does not count."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        with suppress(FileNotFoundError):
            handle = os.open(place, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if place.exists():
                return place, handle
            os.close(handle)


def sweep() -> int:
    """Remove the places of processes that are no more; returns how many."""
    return sum(_removed(left) for base in _bases() for left in base.glob(f"{PREFIX}*"))


def _bases() -> list[Path]:
    return [base for base in (MEMORY, _on_disk()) if base.is_dir()]


def _base(needs: int) -> Path:
    if settings.PRIVATE is None and os.access(MEMORY, os.W_OK) and _free() > ROOM + needs:
        return MEMORY
    _on_disk().mkdir(parents=True, exist_ok=True, mode=0o700)
    return _on_disk()


def _on_disk() -> Path:
    return settings.PRIVATE or settings.VAR / "private"


def _removed(left: Path) -> bool:
    """Whether `left` was abandoned, and of this account: then it is removed."""
    try:
        if left.is_symlink() or left.stat().st_uid != os.getuid():
            return False
        handle = os.open(left, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        with suppress(OSError):
            shutil.rmtree(left)
        return not left.exists()
    finally:
        os.close(handle)


def _free() -> int:
    return shutil.disk_usage(MEMORY).free
