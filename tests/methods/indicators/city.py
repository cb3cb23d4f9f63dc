"""A small city of facts, and the writing of it as a facts directory."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMAS = {
    "person": pa.schema([("person", pa.string()), ("birth_year", pa.int16()), ("district", pa.string())]),
    "membership": pa.schema(
        [("person", pa.string()), ("target_group", pa.string()), ("from", pa.date32()), ("to", pa.date32())]
    ),
    "spell": pa.schema(
        [
            ("spell", pa.string()),
            ("person", pa.string()),
            ("organisation", pa.string()),
            ("place_kind", pa.string()),
            ("start", pa.date32()),
            ("end", pa.date32()),
            ("end_reason", pa.string()),
        ]
    ),
    "hours": pa.schema(
        [("spell", pa.string()), ("from", pa.date32()), ("to", pa.date32()), ("hours_per_week", pa.float64())]
    ),
    "assessment": pa.schema(
        [("person", pa.string()), ("instrument", pa.string()), ("date", pa.date32()), ("value", pa.float64())]
    ),
    "place_kind": pa.schema([("kind", pa.string()), ("rank", pa.int16()), ("paid", pa.bool_())]),
    "organisation": pa.schema(
        [
            ("organisation", pa.string()),
            ("kind", pa.string()),
            ("district", pa.string()),
            ("branch", pa.string()),
        ]
    ),
    "district": pa.schema([("district", pa.string()), ("borough", pa.string())]),
}

KINDS = [
    ("day activity", 1, False),
    ("work experience", 2, False),
    ("subsidised job", 3, True),
    ("regular job", 4, True),
]
ORGANISATIONS = [
    ("bakery", "social_enterprise", "Dapperbuurt", "food"),
    ("bistro", "social_enterprise", "Jordaan", "food"),
    ("cycles", "social_enterprise", None, "repair"),
    ("firm", "company", "Jordaan", None),
]
DISTRICTS = [("Dapperbuurt", "Oost"), ("Jordaan", "Centrum"), ("Oostpoort", "Oost")]


@dataclass
class City:
    """Rows of facts; `freeze` is the first day they hold nothing about."""

    freeze: dt.date
    person: list[tuple] = field(default_factory=list)
    membership: list[tuple] = field(default_factory=list)
    spell: list[tuple] = field(default_factory=list)
    hours: list[tuple] = field(default_factory=list)
    assessment: list[tuple] = field(default_factory=list)
    place_kind: list[tuple] = field(default_factory=lambda: list(KINDS))
    organisation: list[tuple] = field(default_factory=lambda: list(ORGANISATIONS))
    district: list[tuple] = field(default_factory=lambda: list(DISTRICTS))

    def write(self, directory: Path) -> Path:
        """The facts directory of this city."""
        directory.mkdir(parents=True, exist_ok=True)
        files = {}
        for name, schema in SCHEMAS.items():
            rows = sorted(getattr(self, name), key=lambda row: tuple(str(value) for value in row))
            columns = [pa.array([row[i] for row in rows], type=f.type) for i, f in enumerate(schema)]
            path = directory / f"{name}.parquet"
            pq.write_table(pa.Table.from_arrays(columns, schema=schema), path)
            files[name] = {"rows": len(rows), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        total = hashlib.sha256("".join(files[name]["sha256"] for name in sorted(files)).encode()).hexdigest()
        manifest = {
            "format": 1,
            "freeze": self.freeze.isoformat(),
            "hash": f"sha256:{total}",
            "files": files,
            "unknown_start_before": None,
            "left_out": {},
            "notes": [],
            "source": {},
        }
        (directory / "facts.json").write_text(json.dumps(manifest))
        return directory


def day(text: str) -> dt.date:
    """A date from its ISO form."""
    return dt.date.fromisoformat(text)


def example() -> City:
    """Five people whose figures can be counted by hand."""
    return City(
        freeze=day("2017-01-01"),
        person=[
            ("ana", 1990, "Dapperbuurt"),
            ("bo", 1970, "Jordaan"),
            ("cem", None, None),
            ("dee", 2000, "Oostpoort"),
            ("eva", 1985, "Jordaan"),
        ],
        membership=[
            ("ana", "mental health", day("2010-01-01"), None),
            ("ana", "youth", day("2010-01-01"), day("2016-06-01")),
            ("bo", "mental health", day("2016-03-01"), None),
            ("dee", "youth", day("2014-01-01"), None),
        ],
        spell=[
            ("s1", "ana", "bakery", "work experience", day("2015-03-01"), day("2016-02-01"), "paid work"),
            ("s2", "ana", "firm", "regular job", day("2016-03-01"), None, None),
            ("s3", "bo", "bistro", "day activity", day("2015-11-01"), None, None),
            ("s4", "bo", "bakery", "work experience", day("2016-05-01"), day("2016-08-01"), "other"),
            ("s5", "cem", "cycles", "subsidised job", day("2016-07-01"), None, None),
            ("s6", "dee", "bistro", "day activity", day("2016-01-01"), day("2016-09-01"), "other"),
            ("s7", "dee", "cycles", "subsidised job", day("2016-12-01"), None, None),
            ("s8", "eva", "firm", "regular job", day("2014-01-01"), None, None),
        ],
        hours=[("s1", day("2015-03-01"), None, 14.0), ("s3", day("2015-11-01"), day("2016-07-01"), 7.0)],
        assessment=[
            ("ana", "ladder", day("2016-01-10"), 4.0),
            ("ana", "ladder", day("2016-06-10"), 6.0),
            ("bo", "ladder", day("2016-01-10"), 3.0),
            ("bo", "ladder", day("2016-02-10"), 4.0),
        ],
    )
