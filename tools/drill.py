"""The drills: what happens when machine, database or disk let go, tried for real.

    python tools/drill.py kill [--kills 20] [--seed N] [--database URL of a server]
    python tools/drill.py all                       # `make drill`: the long versions, with a dated result in drills

Each prints its seed: the same seed gives the same instants. Exit code 1 where anything did not hold.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import SystemRandom

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.recovery import outage, places  # noqa: E402
from tests.recovery.cluster import Cluster  # noqa: E402
from tests.recovery.kill.run import Outcome, run  # noqa: E402
from tests.recovery.manifests import manifest  # noqa: E402

RESULTS = ROOT / "drills"
Say = Callable[[str], None]


@contextmanager
def city(server: str, folder: Path) -> Iterator[places.Place]:
    """The small city at the present version, on SQLite or in a database of its own on that server."""
    old = places.unpack("0.1", folder / "old")
    backup = places.back_up(old, folder / "backup")
    database = places.new_database(server) if server else ""
    place = places.Place(folder / "var", database, {"DJANGO_SETTINGS_MODULE": "tests.settings"})
    try:
        places.restore(place, backup)
        yield place
    finally:
        if database:
            places.drop_database(database, server)


def kill(server: str, kills: int, seed: int, say: Say = print) -> Outcome:
    say(f"kill -9, {kills} times on {'PostgreSQL' if server else 'SQLite'}, seed {seed}")
    with tempfile.TemporaryDirectory(prefix="momentum-drill-") as folder, city(server, Path(folder)) as place:
        outcome = run(place, kills=kills, seed=seed, log=Path(folder) / "log", say=say)
    for each in outcome.broken:
        say(f"BROKEN: {each}")
    say(
        f"{kills} kills in {outcome.seconds:.0f} s, broken off: {outcome.interrupted}; acknowledged: {outcome.kept}"
    )
    return outcome


def told(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "nothing"


def come_back(server: str, say: Say) -> list[str]:
    """The whole demo city: backed up, restored into an empty place, compared."""
    with tempfile.TemporaryDirectory(prefix="momentum-drill-") as name:
        folder = Path(name)
        first, second = (
            places.Place(folder / each, places.new_database(server) if server else "") for each in ("a", "b")
        )
        try:
            first.manage("migrate", "--verbosity", "0")
            first.manage("build_demo")
            # A city that has been backed up before and has had a day: its keys are made, and known to its database.
            places.back_up(first, folder / "before")
            first.momentum("daily", "run")
            begun = time.monotonic()
            backup = places.back_up(first, folder / "one")
            backed_up = time.monotonic()
            places.restore(second, backup)
            restored = time.monotonic()
            before, after = manifest(backup.data), manifest(places.back_up(second, folder / "two").data)
            size = backup.data.stat().st_size / 1e6
        finally:
            for place in (first, second):
                if place.database:
                    places.drop_database(place.database, server)
    rows = sum(before["counts"].values())
    differing = [name for name in before["parts"] if before["parts"][name] != after["parts"].get(name)]
    assert not differing, differing
    assert before["log"] == after["log"]
    result = (
        f"{rows:,} rows of {len(before['counts'])} tables, {len(before['editions'])} edition, {size:.1f} MB: backed up in "
        f"{backed_up - begun:.1f} s, restored and compared in {restored - backed_up:.1f} s; every part equal, log head {before['log']['number']}"
    )
    say(result)
    return [f"| {'PostgreSQL' if server else 'SQLite'} | {result} |"]


def everything(kills: int, seconds: float, say: Say) -> int:
    """The long versions. Writes the dated result."""
    cluster, lines, broken = Cluster(), [], []
    try:
        drill = [row for server in ("", cluster.url) for row in come_back(server, say)]
        for server in ("", cluster.url):
            outcome = kill(server, kills, SystemRandom().randrange(10**9), say)
            broken += outcome.broken
            lines.append(
                f"| {'PostgreSQL' if server else 'SQLite'} | {outcome.kills} | {outcome.seed} | {told(outcome.interrupted)} | "
                f"{outcome.kept['imports taken in']} | {outcome.kept['stays started']} + {outcome.kept['stays ended']} | "
                f"{outcome.kept['editions begun']} / {outcome.kept['editions published']} | {len(outcome.broken)} |"
            )
        with (
            tempfile.TemporaryDirectory(prefix="momentum-drill-") as folder,
            city(cluster.url, Path(folder)) as place,
        ):
            out = outage.outage(place, cluster, seconds=seconds, log=Path(folder) / "log")
        say(str(out))
        broken += out.broken
    finally:
        cluster.remove()
    RESULTS.mkdir(exist_ok=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    (RESULTS / f"{date.today()}-recovery.md").write_text(
        f"# Recovery, {date.today()}\n\n"
        f"`make drill` at commit {commit}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.\n\n"
        "## Coming back\nThe whole demo city, backed up, restored into an empty place and written down again.\n\n"
        "| database | |\n|---|---|\n" + "\n".join(drill) + "\n\n"
        "## Kill -9 at random instants\nGunicorn's workers, the worker of tasks, or everything at once, while a client imports files, "
        "starts and ends stays, builds and publishes editions. Broken: acknowledged and lost, half done and visible, a chain "
        "that does not hold, an edition that is not whole.\n\n"
        "| database | kills | seed | requests broken off | imports acknowledged | stays started + ended | editions begun / published | broken |\n"
        "|---|--:|--:|---|--:|--:|--:|--:|\n" + "\n".join(lines) + "\n\n"
        f"## PostgreSQL away for {seconds:.0f} seconds\n{out}\n"
        + ("\n## Broken\n" + "\n".join(f"- {each}" for each in broken) + "\n" if broken else ""),
        encoding="utf-8",
    )
    return 1 if broken else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    killing = commands.add_parser("kill")
    killing.add_argument("--kills", type=int, default=20)
    killing.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    killing.add_argument("--database", default="", help="a PostgreSQL server; without it, SQLite")
    whole = commands.add_parser("all")
    whole.add_argument("--kills", type=int, default=300)
    whole.add_argument("--seconds", type=float, default=30, help="how long the database is away")
    asked = parser.parse_args()
    if asked.command == "kill":
        return 1 if kill(asked.database, asked.kills, asked.seed).broken else 0
    return everything(asked.kills, asked.seconds, lambda text: print(text, flush=True))


if __name__ == "__main__":
    sys.exit(main())
