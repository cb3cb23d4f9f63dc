"""Keys of records and of cells: the same persons always have the same cell key.

Source: Fraser & Wooton (2005), A proposed method for confidentialising tabular output.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table

BITS = 32
KEYS = 1 << BITS
"""A key is a whole number from 0 up to this, all equally likely."""


def record_key(secret: bytes, record: str) -> int:
    """The key of a record: the same for ever under one secret, and without it not to be told from chance."""
    if not secret:
        raise TableError("Record keys need a secret; it is empty.")
    return int.from_bytes(hmac.digest(secret, record.encode(), "sha256")[: BITS // 8], "big")


def cell_key(record_keys: Iterable[int]) -> int:
    """The key of a cell, from those of the records it counts, each once."""
    return sum(record_keys) % KEYS


def keys_of_cells(
    tables: Sequence[Table], given: Mapping[str, Mapping[Coordinates, int]]
) -> dict[CellKey, int]:
    """Cell keys by cell, from those given with each table (table name → coordinates → key).

    Raises `TableError` for a key out of range, a cell that counts somebody and has no key, and a cell that
    two tables give different keys.
    """
    found: dict[CellKey, int] = {}
    for table in tables:
        keys = given.get(table.name, {})
        for at, value in table.cells.items():
            if not value:
                continue
            if at not in keys:
                raise TableError(
                    f"{table.place(at)} counts {value} but has no cell key. Give every cell its key."
                )
            key = keys[at]
            if isinstance(key, bool) or not isinstance(key, int) or not 0 <= key < KEYS:
                raise TableError(
                    f"{table.place(at)} has the cell key {key!r}; a key is a whole number from 0 to {KEYS - 1}."
                )
            if found.setdefault(table.key(at), key) != key:
                raise TableError(
                    f"{table.place(at)} has another cell key than the same cell in an earlier table: the keys "
                    "are not those of the same records."
                )
    return found
