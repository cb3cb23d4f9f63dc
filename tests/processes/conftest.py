"""Real second processes on one database: each begins on the same signal and has connections of its own."""

import json
import os
import select
import signal
import sqlite3
import threading
import traceback
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from momentum.accounts.keys import person_keys

SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What came of a process: the name of what it returned or raised, and that in words."""

    kind: str
    told: str


def _own_connections(file: Path | None) -> None:
    """What was inherited belongs to the parent: it is kept from being closed, and never used."""
    _own_connections.inherited = (connection.connection, person_keys()._thread)
    connection.connection = None
    connection.atomic_blocks, connection.savepoint_ids, connection.in_atomic_block = [], [], False
    person_keys()._thread = threading.local()
    if file:
        connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}


def _run(work, file: Path | None, ready: int, go: int, out: int) -> None:
    try:
        _own_connections(file)
        os.write(ready, b".")
        os.read(go, 1)
        found = work()
        told = Outcome(type(found).__name__, json.dumps(found, default=str))
    except ValidationError as error:
        told = Outcome("ValidationError", " ".join(error.messages))
    except BaseException as error:
        told = Outcome(type(error).__name__, f"{error}\n{traceback.format_exc(limit=4)}")
    os.write(out, json.dumps([told.kind, told.told[:20_000]]).encode())
    os.close(out)
    os._exit(0)


def _start(work, file: Path | None, ready: int, go: int) -> tuple[int, int]:
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(back)
        _run(work, file, ready, go, out)
    os.close(out)
    return child, back


def _finish(child: int, back: int) -> Outcome:
    told = b""
    while True:
        if not select.select([back], [], [], SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
            break
        if not (piece := os.read(back, 65536)):
            break
        told += piece
    os.close(back)
    os.waitpid(child, 0)
    return Outcome(*json.loads(told)) if told else Outcome("Nothing", f"no answer in {SECONDS} seconds")


@pytest.fixture
def processes(tmp_path):
    """`processes(*works, then=…)`: what became of each, all begun at once; and afterwards what `then` returns."""

    def copied() -> Path | None:
        # SQLite's test database lies in memory: the processes work on a copy of it in a file, as in production.
        if connection.vendor != "sqlite":
            return None
        file = tmp_path / "copy.sqlite3"
        if not file.exists():
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
                # As a database in use is already: two processes that both switch it would be in each other's way.
                copy.execute("PRAGMA journal_mode=WAL")
        return file

    def at_once(*works) -> list[Outcome]:
        connection.ensure_connection()
        file = copied()
        begun, ready = os.pipe()
        wait, go = os.pipe()
        children = [_start(work, file, ready, wait) for work in works]
        for _each in works:
            os.read(begun, 1)
        os.write(go, b"." * len(works))
        outcomes = [_finish(*child) for child in children]
        for each in (begun, ready, wait, go):
            os.close(each)
        return outcomes

    def run(*works, then):
        outcomes = at_once(*works)
        afterwards = at_once(then)[0]
        assert not afterwards.kind.endswith("Error"), afterwards.told
        return outcomes, json.loads(afterwards.told)

    return run
