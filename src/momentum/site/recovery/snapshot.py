"""One consistent look at the whole database while others write."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from momentum.site.recovery.behind_the_wall import let_in
from momentum.site.recovery.tables import Table

AT_ONCE = 2000


class Snapshot(Protocol):
    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        """Rows as the driver gives them, all from the same moment."""

    def sequence(self, table: Table) -> int:
        """The last number that the database handed out for this table; 0 where it never did."""


def rows(snapshot: Snapshot, table: Table) -> Iterator[Sequence[Any]]:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    kind = next(column.kind for column in table.columns if column.name == table.key)
    # The same order everywhere, whatever the language of the database.
    order = (
        f'"{table.key}" COLLATE "C"'
        if kind == "text" and connection.vendor == "postgresql"
        else f'"{table.key}"'
    )
    return snapshot.ask(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')  # noqa: S608


class _Sqlite:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        cursor = self.database.execute(sql)
        while found := cursor.fetchmany(AT_ONCE):
            yield from found

    def sequence(self, table: Table) -> int:
        found = self.database.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]
        ).fetchone()
        return int(found[0]) if found else 0


class _Postgresql:
    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            while found := cursor.fetchmany(AT_ONCE):
                yield from found

    def sequence(self, table: Table) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key])
            name = cursor.fetchone()[0]
            if name is None:
                return 0
            cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
            last, called = cursor.fetchone()
        return int(last) if called else 0


@contextmanager
def sqlite_snapshot(file: Path) -> Iterator[Snapshot]:
    """A read transaction of its own: in WAL mode it holds up no writer and sees none that commits later."""
    database = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=20
    )
    try:
        database.execute("BEGIN")
        # The moment is that of the first read, not of BEGIN.
        database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        yield _Sqlite(database)
    finally:
        database.close()


@contextmanager
def _postgresql_snapshot() -> Iterator[Snapshot]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            let_in(cursor, transaction_only=True)
        yield _Postgresql()
        transaction.set_rollback(True)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The database that Momentum is set to use, as it stands at this moment."""
    if connection.vendor == "postgresql":
        with _postgresql_snapshot() as taken:
            yield taken
    else:
        with sqlite_snapshot(Path(connection.settings_dict["NAME"])) as taken:
            yield taken
