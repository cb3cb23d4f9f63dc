"""Work that one process at a time may do, whatever becomes of the process."""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError


class Busy(Exception):
    """Another process is at this work."""


@contextmanager
def alone(work: str) -> Iterator[None]:
    """Hold the only right to `work` for the block; raises `Busy` where another process holds it.

    The kernel (SQLite: a locked file) or the server (PostgreSQL: an advisory lock of this connection) takes the
    right back when its holder dies, so nothing has to be cleaned up after a kill.
    """
    with _advisory_lock(work) if connection.vendor == "postgresql" else _locked_file(work):
        yield


@contextmanager
def _locked_file(work: str) -> Iterator[None]:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / f"{work}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(work) from None
        yield


@contextmanager
def _advisory_lock(work: str) -> Iterator[None]:
    key = [zlib.crc32(b"momentum") - 2**31, zlib.crc32(work.encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        if not cursor.fetchone()[0]:
            raise Busy(work)
    try:
        yield
    finally:
        # A connection that broke gave the lock back itself.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
