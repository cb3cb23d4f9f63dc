"""Momentum: prepare once, then one expression an indicator."""

import time
from pathlib import Path

import pyarrow as pa

from momentum.methods.indicators import measure, periods, prepare
from momentum.methods.indicators.engine import open_session

BY = ("organisation", "target_group")
SET = ("stock", "inflow_spells", "outflow_spells", "reach", "moved_on", "sustained")
COUNTS = {"stock": ("persons", "spells"), "sustained": ("sustained", "observed", "not_yet_observed")}


def run(facts: Path, place: Path, memory: str) -> tuple[dict[str, float], pa.Table]:
    """Seconds per step, and the standard set as one long table."""
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    prepared = prepare(facts, place / "prepared", memory=memory)
    seconds["prepare"] = time.perf_counter() - began
    session = open_session(memory=memory)
    prepared.register_in(session)
    quarters = periods("2012..2016", "quarter")
    tables = []
    for name in SET:
        began = time.perf_counter()
        table = measure(prepared, name, period=quarters, by=BY, session=session).table
        seconds[name] = time.perf_counter() - began
        tables += [
            long(table, f"{name}.{count}", count) for count in COUNTS.get(name, table.column_names[3:4])
        ]
    began = time.perf_counter()
    table = measure(prepared, "ladder_transitions", period="2016", by=BY, session=session).table
    seconds["ladder_transitions"] = time.perf_counter() - began
    inner = [r for r in table.to_pylist() if "*" not in (r["first"], r["last"])]
    table = pa.Table.from_pylist([{**r, "period": "2016"} for r in inner])
    tables.append(long(table, "ladder_transitions", "persons"))
    session.close()
    seconds["measure"] = sum(s for name, s in seconds.items() if name != "prepare")
    return seconds, pa.concat_tables(tables)


def long(table: pa.Table, name: str, count: str) -> pa.Table:
    """A table of one count in the columns that all engines share."""
    n = table.num_rows
    cell = {
        "period": table["period"],
        "organisation": table["organisation"],
        "target_group": table["target_group"],
    }
    for rung in ("first", "last"):
        cell[rung] = table[rung] if rung in table.column_names else pa.array([""] * n, pa.string())
    return pa.table(
        {"indicator": pa.array([name] * n, pa.string()), **cell, "value": table[count].cast(pa.int64())}
    )
