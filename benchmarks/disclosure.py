"""What protecting tables costs and what it is worth: Momentum beside τ-ARGUS, a naive greedy and the exact optimum.

    .venv/bin/python benchmarks/disclosure.py --only small-two-way               # everything on one instance
    .venv/bin/python benchmarks/disclosure.py --policy shown --profile best --minutes 10
    .venv/bin/python benchmarks/disclosure.py --way momentum --profile fast      # ours only, every instance
    .venv/bin/python benchmarks/disclosure.py --report                           # tell anew what was measured

Every run is a process of its own, and every plan, ours or another's, is attacked by the same independent audit. What was
measured is kept a line a run in `disclosure_parts/measured.jsonl`, and told in `results.md` and, shortly, in
`docs/explanation/protection.md`; a run done again replaces its line.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from disclosure_parts.instances import NAMES
from disclosure_parts.kept import keep, kept
from disclosure_parts.report import section, summary
from disclosure_parts.runs import POLICIES, PROFILES, Run, all_runs

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
EXPLAINED = HERE.parent / "docs" / "explanation" / "protection.md"
MARK = ("<!-- disclosure: begin -->", "<!-- disclosure: end -->")


def chosen(options: argparse.Namespace) -> Iterator[Run]:
    """The runs that the options ask for."""
    for run in all_runs():
        wanted = (
            (not options.only or run.instance in options.only)
            and (not options.policy or run.policy == options.policy)
            and (not options.profile or run.profile == options.profile)
            and (not options.way or run.way in options.way)
            and (options.singletons is None or run.singletons == options.singletons)
            and (options.whole is None or run.whole == options.whole)
            and (options.width is None or run.width == options.width)
            and not (options.missing and run in kept())
        )
        if wanted:
            yield run


def measured(run: Run, options: argparse.Namespace) -> dict[str, Any]:
    """The figures of one run, in a process of its own."""
    minutes = options.minutes if run.profile == "best" else options.fast_minutes
    wanted = run.wanted(60 * minutes, 60 * options.audit_minutes, options.seed)
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", "disclosure_parts.one_run", json.dumps(wanted)]
    longest = 60 * (minutes + 3 * options.audit_minutes) + 300
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=longest)
    except subprocess.TimeoutExpired:
        figures: dict[str, Any] = {"said": f"no answer within {longest:.0f} seconds"}
    else:
        lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
        figures = (
            json.loads(lines[-1]) if done.returncode == 0 else {"said": lines[-1] if lines else "nothing"}
        )
    return figures | {
        "date": str(date.today()),
        "cores": os.cpu_count(),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "minutes": minutes,
        "commit": _commit(),
    }


def write() -> None:
    """Tell everything kept: all of it in the results, the short form where protection is explained."""
    found = kept()
    for page, told in ((RESULTS, section(found)), (EXPLAINED, summary(found))):
        before, rest = page.read_text(encoding="utf-8").split(MARK[0])
        after = rest.split(MARK[1])[1]
        page.write_text(f"{before}{MARK[0]}\n{told}{MARK[1]}{after}", encoding="utf-8")


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    """Run what is asked, keep it, tell it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=NAMES, action="append", help="this instance (may be given again)")
    parser.add_argument("--policy", choices=POLICIES)
    parser.add_argument("--profile", choices=PROFILES)
    parser.add_argument("--way", choices=sorted({run.way for run in all_runs()}), action="append")
    parser.add_argument("--singletons", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--whole", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--width", type=int)
    parser.add_argument("--minutes", type=float, default=10, help="for the profile best, protection alone")
    parser.add_argument("--fast-minutes", type=float, default=5, help="at most, for everything else")
    parser.add_argument("--audit-minutes", type=float, default=5, help="at most, for each audit")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missing", action="store_true", help="only what was not measured yet")
    parser.add_argument("--report", action="store_true", help="run nothing")
    options = parser.parse_args()
    for run in [] if options.report else list(chosen(options)):
        figures = measured(run, options)
        keep(run, figures)
        told = {name: figures.get(name) for name in ("persons", "seconds", "said") if name in figures}
        print(run.name, told, figures.get("audits", ""), file=sys.stderr)
    write()


if __name__ == "__main__":
    main()
