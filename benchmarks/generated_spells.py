"""Facts of any size for the monitor's benchmark: spells with overlaps, always the same for a size."""

import hashlib
import json
import sys
from pathlib import Path

import duckdb

FREEZE = "2017-01-01"
SPELLS_A_PERSON = 4

_PERSON = """
SELECT 'p' || lpad(CAST(i AS VARCHAR), 8, '0') AS person,
       CAST(1950 + hash(i, 1) % 50 AS SMALLINT) AS birth_year,
       'district ' || lpad(CAST(hash(i, 2) % 97 AS VARCHAR), 2, '0') AS district
FROM range({people}) t(i)
"""
# Eight in ten hold one group, one in ten two, one in ten none; half of them since a day in the period.
_MEMBERSHIP = """
SELECT 'p' || lpad(CAST(i AS VARCHAR), 8, '0') AS person, 'group ' || CAST((hash(i, 3) + j) % 6 AS VARCHAR) AS target_group,
       DATE '2010-01-01' + CAST(CASE WHEN hash(i, j, 4) % 2 = 0 THEN 0 ELSE 730 + hash(i, j, 5) % 1400 END AS INTEGER) AS "from",
       CASE WHEN hash(i, j, 6) % 5 = 0 THEN DATE '2016-01-01' + CAST(hash(i, j, 7) % 300 AS INTEGER) END AS "to"
FROM range({people}) t(i), range(2) u(j)
WHERE j < CASE hash(i, 8) % 10 WHEN 0 THEN 0 WHEN 1 THEN 2 ELSE 1 END
"""
# Starts anywhere in five years and lasts from a week to two years, so a person's spells often overlap.
_SPELL = """
SELECT 's' || lpad(CAST(i AS VARCHAR), 9, '0') AS spell,
       'p' || lpad(CAST(CAST(hash(i, 9) % {people} AS BIGINT) AS VARCHAR), 8, '0') AS person,
       'organisation ' || lpad(CAST(hash(i, 10) % 100 AS VARCHAR), 3, '0') AS organisation,
       'kind ' || CAST(hash(i, 11) % 7 AS VARCHAR) AS place_kind, start,
       CASE WHEN finish < DATE '2017-01-01' THEN finish END AS "end",
       CASE WHEN finish < DATE '2017-01-01' THEN 'other' END AS end_reason
FROM (SELECT i, start, start + CAST(7 + (hash(i, 13) % 27) * (hash(i, 14) % 27) AS INTEGER) AS finish
      FROM (SELECT i, DATE '2012-01-01' + CAST(hash(i, 12) % 1826 AS INTEGER) AS start FROM range({spells}) t(i)))
"""
_ASSESSMENT = """
SELECT 'p' || lpad(CAST(i AS VARCHAR), 8, '0') AS person, 'ladder' AS instrument,
       DATE '2015-07-01' + CAST(j * 150 + hash(i, j, 15) % 150 AS INTEGER) AS date,
       CAST(1 + hash(i, j, 16) % 6 AS DOUBLE) AS value
FROM range({people}) t(i), range(3) u(j) WHERE hash(i, j, 17) % 10 < 6
"""
_TABLES = {
    "person": (_PERSON, "person"),
    "membership": (_MEMBERSHIP, 'person, target_group, "from"'),
    "spell": (_SPELL, "spell"),
    "hours": (
        "SELECT ''::VARCHAR AS spell, DATE '2016-01-01' AS \"from\", DATE '2016-01-01' AS \"to\", 0.0::DOUBLE AS hours_per_week WHERE false",
        "spell",
    ),
    "assessment": (_ASSESSMENT, "person, date"),
    "place_kind": (
        "SELECT 'kind ' || CAST(k AS VARCHAR) AS kind, CAST(k AS SMALLINT) AS rank, k >= 4 AS paid FROM range(7) t(k)",
        "kind",
    ),
    "organisation": (
        "SELECT 'organisation ' || lpad(CAST(o AS VARCHAR), 3, '0') AS organisation, "
        "CASE WHEN o < 75 THEN 'social_enterprise' ELSE 'company' END AS kind, "
        "'district ' || lpad(CAST(o % 97 AS VARCHAR), 2, '0') AS district, "
        "'branch ' || CAST(o % 12 AS VARCHAR) AS branch FROM range(100) t(o)",
        "organisation",
    ),
    "district": (
        "SELECT 'district ' || lpad(CAST(d AS VARCHAR), 2, '0') AS district, "
        "'borough ' || CAST(d % 8 AS VARCHAR) AS borough FROM range(97) t(d)",
        "district",
    ),
}


def generate(directory: Path, spells: int) -> Path:
    """A facts directory of `spells` spells (about a quarter as many people); kept if it is there."""
    if (directory / "facts.json").is_file():
        return directory
    directory.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(directory / "spill")})
    for name, (query, key) in _TABLES.items():
        rows = query.format(people=max(spells // SPELLS_A_PERSON, 1), spells=spells)
        connection.execute(
            f"COPY (SELECT * FROM ({rows}) ORDER BY {key}) TO '{directory / name}.parquet' (FORMAT parquet)"
        )
    connection.close()
    write_manifest(directory)
    return directory


def write_manifest(directory: Path) -> None:
    """`facts.json` of the files in a directory."""
    digest = hashlib.sha256()
    for name in _TABLES:
        with (directory / f"{name}.parquet").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    manifest = {
        "format": 1,
        "freeze": FREEZE,
        "hash": f"sha256:{digest.hexdigest()}",
        "unknown_start_before": None,
    }
    (directory / "facts.json").write_text(json.dumps(manifest), "utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
