"""The key store: a key a person, in a file outside the database, wrapped under the key-encryption key.

Destroying a key must leave nothing of it. So the file keeps no write-ahead log (a rollback journal is removed as a
change ends, a log would keep the key), deleted bytes are zeroed, and a row is overwritten in its place and never
moved: rows are only ever added at the end, and keep their length.

Several processes work with the file at once. Keys are held unwrapped only until the request, the task or the command
ends (`forget`), and only while no other process changed the file: each use asks the file first.
"""

import hmac
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from momentum.accounts.keys import sealing
from momentum.accounts.keys.errors import KeyDestroyed, KeyMissing, KeyTrouble
from momentum.accounts.keys.wrapping import WRAPPED_LENGTH, Wrapping

FILE = "persons.sqlite3"
CURRENT, RETIRED, REMOVED, DESTROYED = "c", "r", "x", "d"
SEALING, REFERENCE = "s", "r"
CHUNK = 5000
# One letter for a state and one for a use, a fingerprint of fixed length: a change keeps the row's length.
TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL,
    use TEXT NOT NULL, state TEXT NOT NULL, kek TEXT NOT NULL, wrapped BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS key_of_person ON key (pseudonym, use);
"""
COLUMNS = "id, pseudonym, use, state, kek, wrapped"


class Held(NamedTuple):
    """A key unwrapped, or what is known of one that is no longer there (`raw` empty)."""

    id: str
    pseudonym: str
    state: str
    raw: bytes
    cipher: AESGCM | None


class PersonKeys:
    """The keys of persons in the store in `folder`. One object may serve several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.wrapping = Wrapping(folder)
        self._thread = threading.local()

    # --- keys ---------------------------------------------------------------------------------------------
    def make(self, pseudonyms: Iterable[str]) -> None:
        """A key for everybody who has none. Raises `KeyDestroyed`, having made none, where one was destroyed."""
        wanted = list(dict.fromkeys(pseudonyms))
        with self.writing() as cursor:
            states = self._states(cursor, wanted)
            for pseudonym in wanted:
                if states.get(pseudonym) == DESTROYED:
                    raise KeyDestroyed(pseudonym)
            kek = self.wrapping.current()
            missing = [each for each in wanted if each not in states]
            rows = [self.new_row(each, use, kek) for each in missing for use in (SEALING, REFERENCE)]
            self.add(cursor, rows)

    def destroy(self, pseudonym: str) -> None:
        """Destroys every key of the person, for ever; safe to repeat, and to do for somebody who has none."""
        with self.writing() as cursor:
            cursor.execute(
                "UPDATE key SET state = ?, wrapped = zeroblob(?) WHERE pseudonym = ?",
                (DESTROYED, WRAPPED_LENGTH, pseudonym),
            )
            if cursor.rowcount == 0:
                gone = bytes(WRAPPED_LENGTH)
                row = (sealing.new_id(), pseudonym, SEALING, DESTROYED, self.wrapping.current(), gone)
                self.add(cursor, [row])

    def is_destroyed(self, pseudonym: str) -> bool:
        with self.reading() as cursor:
            return self._states(cursor, [pseudonym]).get(pseudonym) == DESTROYED

    # --- sealing ------------------------------------------------------------------------------------------
    def seal(self, pseudonym: str, field: str, plain: str) -> str:
        """`plain` under the person's key, for `field` only; the key is made where there is none yet.

        Raises `KeyDestroyed` for somebody who was erased.
        """
        held = self._of_person(pseudonym, SEALING)
        return sealing.seal_with(held.cipher, held.id, field, plain)  # type: ignore[arg-type]

    def open(self, sealed: str, field: str) -> str:
        """What was sealed for `field`.

        Raises `KeyDestroyed`; `SealBroken` where the text was changed or belongs elsewhere; `KeyMissing` where this
        store never held its key.
        """
        held = self._by_id(sealing.key_of(sealed))
        return sealing.open_with(held.cipher, sealed, field)  # type: ignore[arg-type]

    def open_many(self, values: Iterable[tuple[str, str]]) -> list[str | None]:
        """What was sealed, each for its field, in one go; None where the key was destroyed. Else raises as `open`.

        For lists whose persons' keys are held: the store is asked once whether it changed, not for every value.
        """
        held = self._held()
        opened: list[str | None] = []
        for sealed, field in values:
            key = held.get((sealing.key_of(sealed), ""))
            if key is not None and key.cipher is not None:
                opened.append(sealing.open_with(key.cipher, sealed, field))
                continue
            try:
                opened.append(self.open(sealed, field))
            except KeyDestroyed:
                opened.append(None)
        return opened

    def person_of(self, sealed: str) -> str:
        """Whose key opens `sealed`: their pseudonym. Raises as `open` does."""
        return self._by_id(sealing.key_of(sealed)).pseudonym

    # --- what the access log calls a person ---------------------------------------------------------------
    def reference(self, pseudonym: str) -> str:
        """64 hexadecimal digits for one person, which nobody can make again once their key is destroyed.

        Raises `KeyDestroyed`.
        """
        return _reference(self._of_person(pseudonym, REFERENCE))

    def references(self, pseudonyms: Iterable[str]) -> dict[str, str]:
        """The references of all these persons; those whose key was destroyed are left out, and nobody else.

        Raises `KeyMissing` where the store does not give a key that it has.
        """
        wanted = list(dict.fromkeys(pseudonyms))
        for _once_more in range(20):
            self.hold(wanted)
            held = self._held()
            unknown = [each for each in wanted if (each, REFERENCE) not in held]
            if not unknown:
                return {
                    each: _reference(held[each, REFERENCE]) for each in wanted if held[each, REFERENCE].raw
                }
            # No key yet; or another process changed the store meanwhile, and what was held is fetched again.
            with self.reading() as cursor:
                states = self._states(cursor, unknown)
            if missing := [each for each in unknown if each not in states]:
                self.make(missing)
        raise KeyMissing(f"The key store {self.file} does not give the keys of {len(unknown)} persons.")

    # --- what is held ---------------------------------------------------------------------------------------
    def hold(self, pseudonyms: Iterable[str]) -> None:
        """Fetches these persons' keys at once, for reading many of them; `forget` lets go of them."""
        held = self._held()
        wanted = [
            each
            for each in dict.fromkeys(pseudonyms)
            if not {(each, SEALING), (each, REFERENCE)} <= held.keys()
        ]
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            self._fetch(f"pseudonym IN ({','.join('?' * len(chunk))})", chunk)

    def forget(self) -> None:
        """Lets go of every key this thread holds unwrapped."""
        self._thread.held = {}

    # --- the file -------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[sqlite3.Cursor]:
        """One change of the store, all of it or nothing, on the disk when the block ends."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection.cursor()
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        finally:
            self.forget()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Cursor]:
        yield self._connection().cursor()

    def add(self, cursor: sqlite3.Cursor, rows: Iterable[tuple[str, str, str, str, str, bytes]]) -> None:
        cursor.executemany(f"INSERT INTO key ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608

    def about(self) -> dict[str, str]:
        """What the store says of itself: `store`, a name of its own."""
        with self.reading() as cursor:
            return dict(cursor.execute("SELECT name, value FROM about").fetchall())

    def new_row(self, pseudonym: str, use: str, kek: str) -> tuple[str, str, str, str, str, bytes]:
        key_id = sealing.new_id()
        return (
            key_id,
            pseudonym,
            use,
            CURRENT,
            kek,
            self.wrapping.wrap(kek, row_name(key_id, pseudonym, use), os.urandom(32)),
        )

    def _states(self, cursor: sqlite3.Cursor, pseudonyms: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(pseudonyms), CHUNK):
            chunk = pseudonyms[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            found |= cursor.execute(
                f"SELECT pseudonym, state FROM key WHERE pseudonym IN ({marks}) AND state IN ('c', 'd')",  # noqa: S608
                chunk,
            ).fetchall()
        return found

    def _of_person(self, pseudonym: str, use: str) -> Held:
        """The person's key for a use; made now where there is none."""
        for _once_more in range(2):
            held = self._held().get((pseudonym, use))
            if held is None:
                self._fetch("pseudonym = ?", [pseudonym])
                held = self._thread.held.get((pseudonym, use))
            if held is not None and held.state == DESTROYED:
                raise KeyDestroyed(pseudonym)
            if held is not None:
                return held
            self.make([pseudonym])
        raise KeyMissing(f"The key store {self.file} does not keep what is written to it.")

    def _by_id(self, key_id: str) -> Held:
        held = self._held().get((key_id, ""))
        if held is None:
            self._fetch("id = ?", [key_id])
            held = self._thread.held.get((key_id, ""))
        if held is not None and held.cipher is not None:
            return held
        if held is not None and held.state == DESTROYED:
            raise KeyDestroyed(held.pseudonym)
        raise KeyMissing(
            f"The key {key_id} is not in the key store {self.file}: it is older than the database, or another city's. "
            "Put back the key store that belongs to this database."
        )

    def _fetch(self, condition: str, values: list[str]) -> None:
        held = self._held()
        with self.reading() as cursor:
            rows = cursor.execute(f"SELECT {COLUMNS} FROM key WHERE {condition}", values).fetchall()  # noqa: S608
        for key_id, pseudonym, use, state, kek, wrapped in rows:
            raw = b""
            if state in (CURRENT, RETIRED):
                raw = self.wrapping.unwrap(kek, row_name(key_id, pseudonym, use), wrapped)
            one = Held(key_id, pseudonym, state, raw, AESGCM(raw) if raw else None)
            held[key_id, ""] = one
            if state in (CURRENT, DESTROYED):
                held[pseudonym, use] = one
                if state == DESTROYED:
                    held[pseudonym, REFERENCE] = held[pseudonym, SEALING] = one

    def _held(self) -> dict[tuple[str, str], Held]:
        """Keys unwrapped by this thread, none of them if another process or thread changed the store since."""
        version = self._connection().execute("PRAGMA data_version").fetchone()[0]
        if version != getattr(self._thread, "version", None):
            self._thread.version, self._thread.held = version, {}
        return self._thread.held

    def _connection(self) -> sqlite3.Connection:
        """This thread's own connection: another one after a fork, and when another file was put in its place."""
        thread = self._thread
        try:
            file = (os.getpid(), os.stat(self.file).st_ino)
        except FileNotFoundError:
            if getattr(thread, "connection", None) is not None:
                raise KeyTrouble(
                    f"The key store {self.file} is gone. Put it back from the backup of the keys, and start again."
                ) from None
            file = None
        if file is None or file != getattr(thread, "file", None):
            thread.abandoned = getattr(thread, "connection", None)  # after a fork, closing it is the parent's
            thread.connection = _open_file(self.file)
            thread.file = (os.getpid(), os.stat(self.file).st_ino)
            thread.version, thread.held = None, {}
        return thread.connection


def row_name(key_id: str, pseudonym: str, use: str) -> str:
    """What a wrapped key is bound to: swapped with another row's, it does not unwrap."""
    return f"{key_id} {pseudonym} {use}"


def _reference(held: Held) -> str:
    return hmac.new(held.raw, b"access log " + held.pseudonym.encode(), sha256).hexdigest()


def _open_file(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(file, timeout=20, isolation_level=None)
    for setting in ("secure_delete = ON", "synchronous = EXTRA", "temp_store = MEMORY", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'key_of_person'").fetchone():
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        connection.execute(
            "INSERT OR IGNORE INTO about VALUES ('store', ?), ('made', ?)",
            (os.urandom(8).hex(), datetime.now(UTC).isoformat(timespec="seconds")),
        )
    return connection
