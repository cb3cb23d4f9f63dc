"""Values of rows as both databases know them, in one plain form: what a backup holds, and what is compared."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Plain = str | int | float | bool | None
Kind = Literal[
    "boolean", "integer", "float", "decimal", "datetime", "date", "time", "duration", "json", "uuid", "binary", "text"
]  # fmt: skip


def _datetime(value: str | datetime) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ")


def _duration(value: int | timedelta) -> int:
    return value if isinstance(value, int) else value // timedelta(microseconds=1)


def _json(value: Any) -> str:
    return json.dumps(json.loads(value) if isinstance(value, str | bytes) else value, sort_keys=True)


_PLAIN: dict[Kind, Callable[[Any], Plain]] = {
    "boolean": bool,
    "integer": int,
    "float": float,
    "datetime": _datetime,
    "date": lambda value: value.isoformat() if isinstance(value, date) else str(value),
    "time": lambda value: value.isoformat() if isinstance(value, time) else str(value),
    "duration": _duration,
    "json": _json,
    "uuid": lambda value: value.hex if isinstance(value, UUID) else UUID(value).hex,
    "binary": lambda value: base64.b64encode(bytes(value)).decode(),
    "text": str,
}


@dataclass(frozen=True)
class Column:
    """`places`: of a decimal, the digits behind the point that the field keeps."""

    name: str
    kind: Kind
    places: int = 0


def plain(column: Column, value: Any) -> Plain:
    """The plain form of what a database's driver gave for this column."""
    if value is None:
        return None
    if column.kind == "decimal":
        # SQLite keeps decimals as floating point; Django reads them to these places, and so do we.
        return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-column.places)))
    return _PLAIN[column.kind](value)


def stored(column: Column, value: Plain, vendor: str) -> Any:
    """What is handed to the driver of `vendor` ("sqlite" or "postgresql") to store a plain value."""
    kind = column.kind
    if value is None:
        return None
    if kind == "binary":
        return base64.b64decode(str(value))
    if vendor == "postgresql":
        if kind == "datetime":
            return f"{value}+00"
        if kind == "duration":
            return timedelta(microseconds=int(value))
    if vendor == "sqlite" and kind == "boolean":
        return int(value)
    return value
