"""The monitor's standard set on 10 thousand, 1 million and 20 million spells, by four engines in one run.

    python benchmarks/monitor.py                     10k and 1M
    python benchmarks/monitor.py --sizes 20000000    the large one; other sizes' figures stay as they are
    python benchmarks/monitor.py --no-changes        without the comparison after some people changed
    python benchmarks/monitor.py --no-write          figures on the screen only

Each engine runs in a process of its own (peak memory is that process's), all results are compared cell by
cell, and each size's figures go into its own section of `benchmarks/results.md`, with the load they were measured under.
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
CHANGES_NOT_TIMED = "The changes were not timed at this size."
BEGIN, END = "<!-- monitor: begin -->", "<!-- monitor: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--memory", default="2GB", help="limit given to DuckDB (default %(default)s)")
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "momentum-benchmark")
    parser.add_argument("--no-changes", action="store_true")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "FACTS", "PLACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _run_one(options.one[0], Path(options.one[1]), Path(options.one[2]), options.memory)
        return
    for size in options.sizes:
        facts = options.place / str(size)
        subprocess.run([sys.executable, HERE / "generated_spells.py", facts, str(size)], check=True)
        found = {}
        for engine in options.engines:
            if engine == "in_pandas" and size > PANDAS_LIMIT:
                continue
            found[engine] = _told(size, engine, facts, options.memory)
        _compare(found)
        _record(size, found, options)
        if not options.no_changes:
            found["changes"] = _told(size, "changed_people", facts, options.memory)
            _record(size, found, options)


def _told(size: int, engine: str, facts: Path, memory: str) -> dict:
    figures = _in_own_process(engine, facts, memory)
    print(size, engine, json.dumps(figures["seconds"]), f"{figures['peak_mb']} MB", flush=True)
    return figures


def _record(size: int, found: dict, options: argparse.Namespace) -> None:
    if not options.no_write:
        _write(_heading(options.memory), size, _section(size, found))


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
    lines += [
        "",
        f"Load of the machine at the end of this size: {os.getloadavg()[1]:.1f} (mean of five minutes).",
    ]
    lines += ["", _changes(found["changes"]["seconds"]) if "changes" in found else CHANGES_NOT_TIMED, ""]
    return "\n".join(lines)


def _changes(changes: dict[str, float]) -> str:
    whole = changes["prepare everything"] + changes["measure everything"]
    again = changes["prepare changes"] + changes["measure changes"]
    return (
        f"After 1% of the people changed, the additive indicators anew: {again:.2f} s (preparing "
        f"{changes['prepare changes']:.2f}, measuring {changes['measure changes']:.2f}) against {whole:.2f} s for "
        f"everything (preparing {changes['prepare everything']:.2f}, measuring {changes['measure everything']:.2f}): "
        f"{whole / again:.1f} times faster, equal results."
    )


def _write(heading: str, size: int, section: str) -> None:
    """Put the section of one size in its place, in order of size, and leave the others."""
    path = HERE / "results.md"
    before = path.read_text("utf-8") if path.is_file() else "# Benchmarks\n"
    if BEGIN not in before:
        before = f"{before.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, _, rest = before.partition(BEGIN)
    block, _, tail = rest.partition(END)
    sections = {_size_of(part): f"### {part.strip()}\n" for part in block.split("\n### ")[1:]}
    sections[size] = section
    ordered = [sections[one] for one in sorted(sections)]
    text = "\n".join([BEGIN, heading, *ordered, END])
    path.write_text(f"{head}{text}{tail}", "utf-8")


def _size_of(section: str) -> int:
    return int(section.split(" ", 1)[0].replace(",", ""))


if __name__ == "__main__":
    main()
