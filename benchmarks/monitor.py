"""The monitor's standard set on 10 thousand, 1 million and 20 million spells, by four engines in one run.

    python benchmarks/monitor.py                     10k and 1M
    python benchmarks/monitor.py --sizes 20000000    the large one
    python benchmarks/monitor.py --no-write          figures on the screen only

Each engine runs in a process of its own (peak memory is that process's), all results are compared cell by
cell, and the figures go into `benchmarks/results.md` between the marks of this benchmark.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

ENGINES = {
    "momentum_prepared": "Momentum, prepared facts",
    "handwritten_sql": "DuckDB, SQL written by hand",
    "in_pandas": "pandas",
    "compiled_pass": "compiled pass over sorted people (C)",
}
PANDAS_LIMIT = 2_000_000
BEGIN, END = "<!-- monitor: begin -->", "<!-- monitor: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--memory", default="2GB", help="limit given to DuckDB (default %(default)s)")
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "momentum-benchmark")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "FACTS", "PLACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _run_one(options.one[0], Path(options.one[1]), Path(options.one[2]), options.memory)
        return
    sections = []
    for size in options.sizes:
        facts = options.place / str(size)
        subprocess.run([sys.executable, HERE / "generated_spells.py", facts, str(size)], check=True)
        found = {}
        for engine in options.engines:
            if engine == "in_pandas" and size > PANDAS_LIMIT:
                continue
            found[engine] = _in_own_process(engine, facts, options.memory)
            print(
                size,
                engine,
                json.dumps(found[engine]["seconds"]),
                f"{found[engine]['peak_mb']} MB",
                flush=True,
            )
        _compare(found)
        found["changes"] = _in_own_process("changed_people", facts, options.memory)
        print(
            size,
            "changes",
            json.dumps(found["changes"]["seconds"]),
            f"{found['changes']['peak_mb']} MB",
            flush=True,
        )
        sections.append(_section(size, found))
        if not options.no_write:
            _write("\n".join([_heading(options.memory), *sections]))


def _run_one(engine: str, facts: Path, place: Path, memory: str) -> None:
    import pyarrow.parquet as pq

    began = time.perf_counter()
    seconds, table = import_module(f"monitor_engines.{engine}").run(facts, place, memory)
    peak = _peak_mb()
    seconds["everything"] = time.perf_counter() - began
    pq.write_table(table, place / "table.parquet")
    rounded = {name: round(value, 3) for name, value in seconds.items()}
    (place / "figures.json").write_text(json.dumps({"seconds": rounded, "peak_mb": peak}))


def _peak_mb() -> int:
    """Peak memory of this process. (`ru_maxrss` would carry over that of the process that started it.)"""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def _in_own_process(engine: str, facts: Path, memory: str) -> dict:
    place = Path(tempfile.mkdtemp(prefix=f"{engine}-", dir=facts.parent))
    command = [sys.executable, __file__, "--memory", memory, "--one", engine, str(facts), str(place)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(HERE)})
    return {**json.loads((place / "figures.json").read_text()), "table": place / "table.parquet"}


def _compare(found: dict) -> None:
    """Every engine's cells (those above 0) equal the first one's."""
    import duckdb

    cells = (
        "SELECT indicator, period, organisation, target_group, first, last, value FROM '{}' WHERE value > 0"
    )
    one, *others = (cells.format(figures["table"]) for figures in found.values())
    for name, other in zip(list(found)[1:], others, strict=True):
        for left, right in ((one, other), (other, one)):
            rows = duckdb.sql(f"({left}) EXCEPT ({right}) LIMIT 5").fetchall()
            if rows:
                raise SystemExit(f"{name} differs from {next(iter(found))}, for instance: {rows}")
    print(f"results equal: {', '.join(found)}", flush=True)


def _heading(memory: str) -> str:
    import duckdb
    import ibis

    return (
        "## The monitor's engine (`benchmarks/monitor.py`)\n\n"
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, DuckDB "
        f"{duckdb.__version__} (limited to {memory}), Ibis {ibis.__version__}. Standard set: stock, inflow, outflow, "
        "reach, moved on within 91 days, sustained 26 weeks, by quarter × enterprise × target group with totals; "
        "ladder transitions of 2016 by enterprise × target group. Generated spells, overlaps included; all engines' "
        "cells equal. Ratios are to the SQL written by hand from raw facts; sorting is not in the time of the pass.\n"
    )


def _section(size: int, found: dict) -> str:
    hand = found["handwritten_sql"]["seconds"]["measure"] if "handwritten_sql" in found else None
    lines = [f"### {size:,} spells\n", "| engine | seconds | ratio | peak MB |", "|---|---|---|---|"]

    def line(name: str, seconds: float, peak: object) -> None:
        ratio = f"{seconds / hand:.2f}" if hand else "–"
        lines.append(f"| {name} | {seconds:.2f} | {ratio} | {peak} |")

    for engine, title in ENGINES.items():
        if engine not in found:
            lines.append(f"| {title} | not run at this size | – | – |")
            continue
        seconds, peak = found[engine]["seconds"], found[engine]["peak_mb"]
        if "prepare" in seconds:
            line(f"{title}: preparing + measuring", seconds["prepare"] + seconds["measure"], peak)
            line(f"{title}: measuring alone", seconds["measure"], peak)
        else:
            line(title, seconds["measure"], peak)
    changes = found["changes"]["seconds"]
    whole = changes["prepare everything"] + changes["measure everything"]
    again = changes["prepare changes"] + changes["measure changes"]
    lines += [
        "",
        f"After 1% of the people changed, the additive indicators anew: {again:.2f} s (preparing {changes['prepare changes']:.2f}, "
        f"measuring {changes['measure changes']:.2f}) against {whole:.2f} s for everything (preparing "
        f"{changes['prepare everything']:.2f}, measuring {changes['measure everything']:.2f}): {whole / again:.1f} times faster, "
        f"equal results.\n",
    ]
    return "\n".join(lines)


def _write(text: str) -> None:
    path = HERE / "results.md"
    before = path.read_text("utf-8") if path.is_file() else "# Benchmarks\n"
    block = f"{BEGIN}\n{text}\n{END}\n"
    if BEGIN in before:
        head, _, rest = before.partition(BEGIN)
        path.write_text(head + block + rest.partition(END)[2].lstrip("\n"), "utf-8")
    else:
        path.write_text(f"{before.rstrip()}\n\n{block}", "utf-8")


if __name__ == "__main__":
    main()
