"""Putting rows of a backup into tables that were just made."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from django.db import connection, transaction

from momentum.site.recovery.snapshot import Snapshot, rows
from momentum.site.recovery.tables import Table
from momentum.site.recovery.values import plain, stored

AT_ONCE = 500


def load(
    tables: Sequence[Table], contents: Iterable[tuple[str, IO[bytes]]], sequences: dict[str, int]
) -> None:
    """All rows in one transaction: constraints are checked when everything is there, as a row may name a later one.

    `contents` gives lines for some of the tables by their names, in any order.
    """
    by_name = {table.name: table for table in tables}
    # What a migration wrote into the empty tables is in the backup too, as it became.
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
        for name, lines in contents:
            _load_table(cursor, by_name[name], lines)
        for table in tables:
            if table.counts:
                _continue_counting(cursor, table, sequences.get(table.name, 0))


def _load_table(cursor: Any, table: Table, lines: IO[bytes]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = f"({', '.join(['%s'] * len(table.columns))})"
    for chunk in _chunks(json.loads(line) for line in lines):
        values = [
            stored(column, value, connection.vendor)
            for row in chunk
            for column, value in zip(table.columns, row, strict=True)
        ]
        if connection.vendor == "sqlite":
            width = len(table.columns)
            parts = (values[start : start + width] for start in range(0, len(values), width))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES {marks}', list(parts))  # noqa: S608
        else:
            many = ", ".join([marks] * len(chunk))
            cursor.execute(f'INSERT INTO "{table.name}" ({names}) VALUES {many}', values)  # noqa: S608


def _chunks(found: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(found, AT_ONCE)):
        yield chunk


def _continue_counting(cursor: Any, table: Table, last: int) -> None:
    """A number that was given out once is not given out again, also where its row is gone: histories name it."""
    if last == 0:
        return
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])
    else:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table.name}"', table.key, last]
        )


def fingerprint(taken: Snapshot, table: Table) -> tuple[int, str]:
    """How many rows a table holds, and the hash of all of them as a backup would write them."""
    digest, count = hashlib.sha256(), 0
    for row in rows(taken, table):
        digest.update(line(table, row))
        count += 1
    return count, digest.hexdigest()


def line(table: Table, row: Sequence[Any]) -> bytes:
    """A row as a backup holds it."""
    values = [plain(column, value) for column, value in zip(table.columns, row, strict=True)]
    return (
        json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
    )
