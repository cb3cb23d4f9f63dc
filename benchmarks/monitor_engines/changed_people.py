"""After 1% of the people changed: their contributions out and in, against preparing and measuring everybody."""

import time
from pathlib import Path

import duckdb
import pyarrow as pa

from momentum.methods.indicators import measure, periods, prepare, prepare_changes, remeasure
from momentum.methods.indicators.engine import open_session

BY = ("organisation", "target_group")
SET = ("stock", "inflow_spells", "outflow_spells", "reach", "moved_on", "sustained")


def run(facts: Path, place: Path, memory: str) -> tuple[dict[str, float], pa.Table]:
    """Seconds per step; the table is that of the new measurements, checked to equal whole ones."""
    from generated_spells import write_manifest

    persons = _changed_facts(facts, place / "after", place / "changed", memory)
    write_manifest(place / "after")
    write_manifest(place / "changed")
    before = prepare(facts, place / "prepared", memory=memory)
    previous = _measured(before, memory)
    seconds = {}
    began = time.perf_counter()
    changes = prepare_changes(before, place / "changed", persons, memory=memory)
    seconds["prepare changes"] = time.perf_counter() - began
    began = time.perf_counter()
    anew = [remeasure(one, changes) for one in previous]
    seconds["measure changes"] = time.perf_counter() - began
    changes.close()
    began = time.perf_counter()
    whole = prepare(place / "after", place / "prepared-after", memory=memory)
    seconds["prepare everything"] = time.perf_counter() - began
    began = time.perf_counter()
    expected = _measured(whole, memory)
    seconds["measure everything"] = time.perf_counter() - began
    for one, other in zip(anew, expected, strict=True):
        if one.table != other.table:
            raise SystemExit(f"{one.lineage['indicator']} differs after changes")
    return seconds, anew[0].table


def _measured(prepared, memory):  # type: ignore[no-untyped-def]
    session = open_session(memory=memory)
    prepared.register_in(session)
    quarters = periods("2012..2016", "quarter")
    found = [measure(prepared, name, period=quarters, by=BY, session=session) for name in SET]
    found.append(measure(prepared, "ladder_transitions", period="2016", by=BY, session=session))
    session.close()
    return found


def _changed_facts(facts: Path, after: Path, changed: Path, memory: str) -> list[str]:
    """Write the facts in which one person in a hundred has every spell a week later, and those persons' alone."""
    connection = duckdb.connect(config={"memory_limit": memory})
    after.mkdir()
    changed.mkdir()
    chosen = "hash(person, 99) % 100 = 0"
    for name in (
        "person",
        "membership",
        "spell",
        "hours",
        "assessment",
        "place_kind",
        "organisation",
        "district",
    ):
        rows = f"'{facts / name}.parquet'"
        if name == "spell":
            rows = f"""(SELECT spell, person, organisation, place_kind,
                CASE WHEN {chosen} AND start < DATE '2016-12-20' THEN start + 7 ELSE start END AS start,
                CASE WHEN {chosen} AND "end" < DATE '2016-12-20' THEN "end" + 7 ELSE "end" END AS "end",
                end_reason FROM {rows} ORDER BY spell)"""
        connection.execute(f"COPY (SELECT * FROM {rows}) TO '{after / name}.parquet' (FORMAT parquet)")
        kept = f"WHERE {chosen}" if name in ("person", "membership", "spell", "assessment") else ""
        source = f"'{after / name}.parquet'"
        connection.execute(
            f"COPY (SELECT * FROM {source} {kept}) TO '{changed / name}.parquet' (FORMAT parquet)"
        )
    return [
        row[0] for row in connection.execute(f"SELECT person FROM '{changed / 'person.parquet'}'").fetchall()
    ]
