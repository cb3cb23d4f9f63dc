"""A compiled pass over people sorted by (person, start): the limit. Sorting is not counted in its time."""

import ctypes
import subprocess
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

COUNTS = (
    "stock.persons",
    "stock.spells",
    "inflow_spells.spells",
    "outflow_spells.spells",
    "reach.persons",
    "moved_on.persons",
    "sustained.sustained",
    "sustained.observed",
    "sustained.not_yet_observed",
)
QUARTERS = [f"{year}-Q{quarter}" for year in range(2012, 2017) for quarter in range(1, 5)]


def run(facts: Path, place: Path, memory: str) -> tuple[dict[str, float], pa.Table]:
    """Seconds per step, and the standard set as one long table."""
    organisations, groups = _sorted_integers(facts, place, memory)
    library = place / "per_person.so"
    source = Path(__file__).with_name("per_person.c")
    subprocess.run(
        ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)], check=True
    )
    began = time.perf_counter()
    counts, ladder = _pass(ctypes.CDLL(str(library)), place, len(organisations) + 1, len(groups) + 1)
    seconds = {"measure": time.perf_counter() - began}
    return seconds, _long(counts, ladder, organisations, groups)


def _sorted_integers(facts: Path, place: Path, memory: str) -> tuple[list[str], list[str]]:
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(place / "spill")})
    from monitor_engines.handwritten_sql import SHARED

    for name in ("person", "spell", "membership", "organisation", "place_kind", "assessment"):
        connection.execute(f"CREATE VIEW raw_{name} AS FROM read_parquet('{facts / name}.parquet')")
    connection.execute(SHARED.partition("CREATE TEMP TABLE piece")[0])
    organisations = [
        r[0] for r in connection.execute("SELECT organisation FROM raw_organisation ORDER BY 1").fetchall()
    ]
    groups = [
        r[0] for r in connection.execute("SELECT DISTINCT target_group FROM held ORDER BY 1").fetchall()
    ]
    connection.execute(
        "CREATE TEMP TABLE oc AS SELECT organisation, CAST(row_number() OVER (ORDER BY organisation) AS INTEGER) AS o FROM raw_organisation"
    )
    connection.execute(
        "CREATE TEMP TABLE gc AS SELECT target_group, CAST(row_number() OVER (ORDER BY target_group) AS INTEGER) AS g FROM (SELECT DISTINCT target_group FROM held)"
    )
    day = "CAST({0} - DATE '1970-01-01' AS INTEGER)"
    for name, query in {
        "spell": f"SELECT p, {day.format('start')} AS start, {day.format('until')} AS until, o, CAST(paid AS UTINYINT) AS paid, CAST(social AS UTINYINT) AS social FROM spell JOIN oc USING (organisation) ORDER BY p, start, s",
        "held": f"SELECT p, g, {day.format('since')} AS since, {day.format('until')} AS until FROM held JOIN gc USING (target_group) ORDER BY p, since",
        "assessment": f"SELECT p, {day.format('date')} AS day, CAST(value AS INTEGER) AS value FROM raw_assessment JOIN who USING (person) ORDER BY p, date",
    }.items():
        connection.execute(f"COPY ({query}) TO '{place / name}.sorted.parquet' (FORMAT parquet)")
    connection.close()
    return organisations, groups


def _pass(
    library: ctypes.CDLL, place: Path, organisations: int, groups: int
) -> tuple[np.ndarray, np.ndarray]:
    arrays: list[np.ndarray] = []

    def columns(name: str, *names: str) -> list[object]:
        table = pq.read_table(place / f"{name}.sorted.parquet")
        found = [table[column].combine_chunks().to_numpy() for column in names]
        arrays.extend(found)
        return [ctypes.c_int64(table.num_rows), *(_pointer(array) for array in found)]

    first = np.array(
        [
            np.datetime64(f"{year}-{month:02d}-01", "D").astype(int)
            for year in range(2012, 2017)
            for month in (1, 4, 7, 10)
        ]
        + [np.datetime64("2017-01-01", "D").astype(int)],
        dtype=np.int32,
    )
    days = np.arange(first[0], first[-1] + 1, dtype=np.int32)
    quarter_of = (np.searchsorted(first, days, side="right") - 1).astype(np.int32)
    cells = 20 * (1 + organisations + groups + organisations * groups)
    counts, ladder = np.zeros(9 * cells, np.int64), np.zeros(cells * 49, np.int64)
    arrays += [first, quarter_of, counts, ladder]
    library.standard_set(
        *columns("spell", "p", "start", "until", "o", "paid", "social"),
        _pointer(quarter_of),
        ctypes.c_int32(int(first[0])),
        *columns("held", "p", "g", "since", "until"),
        *columns("assessment", "p", "day", "value"),
        _pointer(first),
        ctypes.c_int32(organisations),
        ctypes.c_int32(groups),
        ctypes.c_int32(int(first[16])),
        _pointer(counts),
        _pointer(ladder),
    )
    return counts.reshape(9, cells), ladder.reshape(cells, 7, 7)


def _pointer(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _long(counts: np.ndarray, ladder: np.ndarray, organisations: list[str], groups: list[str]) -> pa.Table:
    places, held = ["", *organisations], ["", *groups]
    cells = [("*", "*", q) for q in QUARTERS]
    cells += [(o, "*", q) for o in places for q in QUARTERS]
    cells += [("*", g, q) for g in held for q in QUARTERS]
    cells += [(o, g, q) for o in places for g in held for q in QUARTERS]
    rows = []
    for name, row in zip(COUNTS, counts, strict=True):
        for place in np.flatnonzero(row):
            o, g, q = cells[place]
            rows.append((name, q, o, g, "", "", int(row[place])))
    rungs = ["missing", "1", "2", "3", "4", "5", "6"]
    for place, first, last in zip(*np.nonzero(ladder), strict=True):
        o, g, _ = cells[place]
        rows.append(
            ("ladder_transitions", "2016", o, g, rungs[first], rungs[last], int(ladder[place, first, last]))
        )
    names = ("indicator", "period", "organisation", "target_group", "first", "last", "value")
    return pa.table(
        {name: pa.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    )
