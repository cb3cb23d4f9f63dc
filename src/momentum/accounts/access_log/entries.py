"""An entry of the access log as it is chained: its fields, its canonical JSON and its digest. Pure Python.

The canonical JSON is that of RFC 8785 for what an entry holds (strings, whole numbers, true and false, a list of
strings): UTF-8, keys in the order of their names, no spaces, only `"`, `\\` and control characters escaped.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FORMAT = "momentum-access-log/1"
BEFORE_THE_FIRST = "0" * 64
"""What stands in `previous` of entry 1."""

FIELDS: Mapping[str, type] = {
    "number": int,
    "at": str,
    "user": str,
    "user_name": str,
    "acting": str,
    "organisation": str,
    "organisation_name": str,
    "role": str,
    "verb": str,
    "record": str,
    "purpose": str,
    "ground": str,
    "emergency": bool,
    "refused": bool,
    "detail": str,
    "persons": list,
    "previous": str,
}
"""What a digest is over: every one of these, and nothing else."""


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write these values down as JSON."""
    return _encode(content).encode("utf-8", "surrogatepass")


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an entry's fields, as 64 hexadecimal digits."""
    return sha256(canonical({name: content[name] for name in FIELDS})).hexdigest()


def moment(at: datetime) -> str:
    """A time in UTC to the microsecond: 2016-11-24T08:30:00.000000Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def content(entry: Any, persons: Iterable[str]) -> dict[str, Any]:
    """The chained fields of a record of the database; `persons` are the references it names."""
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "user": str(entry.user_id or ""),
        "user_name": entry.user_name,
        "acting": entry.acting,
        "organisation": str(entry.organisation_id or ""),
        "organisation_name": entry.organisation_name,
        "role": entry.role,
        "verb": entry.verb,
        "record": entry.record,
        "purpose": entry.purpose,
        "ground": entry.ground,
        "emergency": entry.emergency,
        "refused": entry.refused,
        "detail": entry.detail,
        "persons": sorted(persons),
        "previous": entry.previous,
    }
