"""The long random walks: a hundred thousand requests over all roles, with a dated result in drills.

    python tools/random_walks.py [--requests 100000] [--seed N]

`tests/fuzz` holds the walk itself and what it may never meet; this only walks longer. Exit code 1 where it met it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import date
from pathlib import Path
from random import SystemRandom

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "drills"


def walk(requests: int, seed: int) -> tuple[int, list[dict], float]:
    """The exit code of the tests, what each walk reports, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/fuzz/test_pages.py", "-k", "random_walk", "-n", "2", f"--junitxml={report}"],
            cwd=ROOT, env=os.environ | {"MOMENTUM_FUZZ_REQUESTS": str(requests), "MOMENTUM_FUZZ_SEED": str(seed)},
        )  # fmt: skip
        seconds = time.monotonic() - begun
        found = ElementTree.parse(report).getroot().iter("property")
        return (
            done.returncode,
            [json.loads(each.get("value", "")) for each in found if each.get("name") == "walk"],
            seconds,
        )


def write(walks: list[dict], seconds: float) -> None:
    RESULTS.mkdir(exist_ok=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    statuses: Counter[str] = Counter()
    for each in walks:
        statuses.update(each["statuses"])
    rows = [
        f"| {each['seed']} | {each['requests']:,} | {each['pages']} | {each['refusals']:,} | {each['errors']} | {each['problems']} |"
        for each in walks
    ]
    (RESULTS / f"{date.today()}-random-walks.md").write_text(
        f"# Random walks, {date.today()}\n\n"
        f"`tools/random_walks.py` at commit {commit}, Python {platform.python_version()}, {os.cpu_count()} cores: "
        f"{sum(each['requests'] for each in walks):,} requests in {seconds:.0f} s, by all roles and visitors, over every page of the "
        "site, in episodes of eight, on SQLite. Found: an error of the server, a refusal unlike an absence, or a person's name "
        "told to somebody who has no business with them.\n\n"
        "| seed | requests | kinds of page | refusals | server errors | found |\n|--:|--:|--:|--:|--:|--:|\n"
        + "\n".join(rows)
        + "\n\nAnswers by status: "
        + ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
        + ".\n",
        encoding="utf-8",
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**8))
    options = parser.parse_args()
    code, walks, seconds = walk(options.requests, options.seed)
    write(walks, seconds)
    return code


if __name__ == "__main__":
    sys.exit(main())
