"""Facts: the tables between capturing what happened to people and measuring it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

TEXT, DAY = pa.string(), pa.date32()


def _schema(**columns: tuple[pa.DataType, bool]) -> pa.Schema:
    return pa.schema(
        [pa.field(name.rstrip("_"), kind, nullable) for name, (kind, nullable) in columns.items()]
    )


NEEDED, MAY_BE_EMPTY = False, True

SCHEMAS: dict[str, pa.Schema] = {
    "person": _schema(
        person=(TEXT, NEEDED), birth_year=(pa.int16(), MAY_BE_EMPTY), district=(TEXT, MAY_BE_EMPTY)
    ),
    "membership": _schema(
        person=(TEXT, NEEDED), target_group=(TEXT, NEEDED), from_=(DAY, NEEDED), to=(DAY, MAY_BE_EMPTY)
    ),
    "spell": _schema(
        spell=(TEXT, NEEDED),
        person=(TEXT, NEEDED),
        organisation=(TEXT, NEEDED),
        place_kind=(TEXT, NEEDED),
        start=(DAY, NEEDED),
        end=(DAY, MAY_BE_EMPTY),
        end_reason=(TEXT, MAY_BE_EMPTY),
    ),
    "hours": _schema(
        spell=(TEXT, NEEDED),
        from_=(DAY, NEEDED),
        to=(DAY, MAY_BE_EMPTY),
        hours_per_week=(pa.float64(), NEEDED),
    ),
    "assessment": _schema(
        person=(TEXT, NEEDED), instrument=(TEXT, NEEDED), date=(DAY, NEEDED), value=(pa.float64(), NEEDED)
    ),
    "place_kind": _schema(kind=(TEXT, NEEDED), rank=(pa.int16(), NEEDED), paid=(pa.bool_(), NEEDED)),
    "organisation": _schema(
        organisation=(TEXT, NEEDED),
        kind=(TEXT, NEEDED),
        district=(TEXT, MAY_BE_EMPTY),
        branch=(TEXT, MAY_BE_EMPTY),
    ),
    "district": _schema(district=(TEXT, NEEDED), borough=(TEXT, MAY_BE_EMPTY)),
}
"""The Arrow schema of each table, by name. Half-open `[start, end)` and `[from, to)`; null means it runs."""

KEYS: dict[str, tuple[str, ...]] = {
    "person": ("person",),
    "membership": ("person", "target_group", "from"),
    "spell": ("person", "start", "spell"),
    "hours": ("spell", "from"),
    "assessment": ("person", "instrument", "date"),
    "place_kind": ("kind",),
    "organisation": ("organisation",),
    "district": ("district",),
}
"""The columns by which each table's rows are sorted, so that equal facts are equal bytes."""

NOT_RECORDED = "not recorded"
SOCIAL_ENTERPRISE = "social_enterprise"


@dataclass(frozen=True)
class Facts:
    """Checked facts: all tables of `SCHEMAS`, holding days before `freeze`.

    `unknown_start_before` (calendars): spells that start before it may have started earlier than recorded.
    `left_out` counts what was left out, by reason; `notes` are sentences for the reader of the figures;
    `source` describes where the facts come from.
    """

    tables: dict[str, pa.Table]
    freeze: date
    unknown_start_before: date | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict)


def in_order(name: str, table: pa.Table) -> pa.Table:
    """The table with exactly its schema's columns and types, sorted by its key.

    Raises `pyarrow.ArrowInvalid` or `KeyError` where columns are missing or cannot be converted.
    """
    schema = SCHEMAS[name]
    ordered = table.select(schema.names).cast(schema)
    by = [(column, "ascending") for column in (*KEYS[name], *schema.names) if column]
    return ordered.sort_by(list(dict.fromkeys(by))).combine_chunks()


def empty(name: str) -> pa.Table:
    """A table of `SCHEMAS` without rows."""
    return SCHEMAS[name].empty_table()
