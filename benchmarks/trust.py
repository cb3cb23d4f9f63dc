"""What the protections cost: pages, an import and an edition, with them and without.

    .venv/bin/python benchmarks/trust.py                      # SQLite, and PostgreSQL where its server is installed
    .venv/bin/python benchmarks/trust.py --rows 10000 --rounds 2 --only sqlite

“With” is this program. “Without” is release 0.1 (`--without`, a commit of this repository), the last one before sealed
identifiers, the hash-chained log, row-level security with two roles, second factors, sealed facts and sealed sessions.
Both run on the same machine with the same libraries, in turns; each figure is the median of the rounds, and what
counts is the ratio. Between the two lie other changes as well: the ratio is what somebody who upgrades will see.
"""

import argparse
import http.cookiejar
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from web import PostgreSQL, free_port

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.md"
RELEASE = "cc30998"
TASK = ROOT / "benchmarks" / "trust_parts" / "task.py"
SIDES = ("without", "with")
ASKED = 40
MARK = ("<!-- trust: begin -->", "<!-- trust: end -->")


class Side:
    """One program with a demo city of its own on one database."""

    def __init__(self, name: str, tree: Path, place: Path, urls: dict[str, str]) -> None:
        self.name, self.tree, self.port = name, tree, free_port()
        place.mkdir(parents=True)
        clean = {
            k: v for k, v in os.environ.items() if not k.startswith(("MOMENTUM_", "DATABASE_", "PYTHON"))
        }
        self.environment = clean | urls | {
            "MOMENTUM_MODE": "demo", "MOMENTUM_TODAY": "2017-02-14", "MOMENTUM_VAR": str(place),
            "MOMENTUM_ENV": os.devnull, "PYTHONPATH": str(tree / "src"), "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
        }  # fmt: skip
        self.owner = self.environment | (
            {"MOMENTUM_DATABASE_AS": "owner"} if "DATABASE_OWNER_URL" in urls else {}
        )
        self.server: subprocess.Popen[bytes] | None = None

    def run(self, *command: str, owner: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=self.tree, env=self.owner if owner else self.environment,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{self.name}: {command}: {done.stderr[-2000:]}")
        return done.stdout

    def task(self, *arguments: str) -> float:
        """Seconds that the task itself took, as it says."""
        return json.loads(self.run(str(TASK), *arguments).splitlines()[-1])["seconds"]

    def prepare(self) -> float:
        started = time.perf_counter()
        self.run("-m", "momentum.site.serve", "--prepare-only", owner=True)
        return time.perf_counter() - started

    def start(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "momentum.site.wsgi:application", "--config", "python:momentum.site.gunicorn",
             "--bind", f"127.0.0.1:{self.port}"],
            cwd=self.tree, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"{self.name} did not come up")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self.server:
            os.killpg(self.server.pid, signal.SIGTERM)
            self.server.wait(20)


class Reader:
    """A browser without a screen: cookies, and the token of the last form."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, path: str) -> str:
        with self.opener.open(self.side.address + path, timeout=60) as answer:
            return answer.read().decode()

    def sign_in_as(self, role: str) -> None:
        page = self.get("/en/sign-in-as/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        card = next(
            each for each in page.split('<li class="card">')[1:] if role in each.split("</h2>")[0].lower()
        )
        mandate = re.search(r'name="mandate" value="([^"]+)"', card)
        assert token
        assert mandate
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "mandate": mandate[1]}).encode()
        request = urllib.request.Request(
            f"{self.side.address}/en/sign-in-as/", data, {"Referer": self.side.address}
        )
        self.opener.open(request, timeout=60).read()

    def person(self) -> str:
        found = re.search(r'href="(/en/people/[0-9a-f-]{36}/)"', self.get("/en/people/"))
        assert found, "no person on the list"
        return found[1]

    def milliseconds(self, path: str) -> float:
        """The median of `ASKED` requests, one after the other."""
        taken = []
        for _time in range(ASKED):
            started = time.perf_counter()
            self.get(path)
            taken.append((time.perf_counter() - started) * 1000)
        return statistics.median(taken)


@contextmanager
def released(commit: str) -> Iterator[Path]:
    """The program as it was at `commit`, in a folder of its own."""
    place = Path(tempfile.mkdtemp(prefix="momentum-without-"))
    subprocess.run(
        ["git", "worktree", "add", "-q", "--detach", str(place / "tree"), commit], cwd=ROOT, check=True
    )
    try:
        yield place / "tree"
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(place / "tree")], cwd=ROOT, check=False)
        shutil.rmtree(place, ignore_errors=True)


def urls_of(server: PostgreSQL | None, side: str) -> dict[str, str]:
    """The addresses of a database of the side's own; with the protections, of two roles."""
    if server is None:
        return {}
    where = f"127.0.0.1:{server.port}/{side}"
    sql = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "momentum", "-v", "ON_ERROR_STOP=1"]
    if side == "without":
        server.run("createdb", *sql[:6], side)
        return {"DATABASE_URL": f"postgres://momentum@{where}"}
    for statement in (
        "CREATE ROLE keeper LOGIN BYPASSRLS", "CREATE ROLE application LOGIN NOBYPASSRLS", f'CREATE DATABASE "{side}" OWNER keeper'
    ):  # fmt: skip
        server.run("psql", *sql, "-d", "momentum", "-c", statement)
    return {
        "DATABASE_URL": f"postgres://application@{where}",
        "DATABASE_OWNER_URL": f"postgres://keeper@{where}",
    }


def pages(sides: list[Side], rounds: int, note: Callable[[str, Side, float], None]) -> None:
    """A visitor's and a coach's pages, in turns; the servers are stopped afterwards."""
    readers: dict[str, tuple[Reader, Reader]] = {}
    for side in sides:
        side.start()
        readers[side.name] = (Reader(side), Reader(side))
        readers[side.name][1].sign_in_as("work coach")
    for _round in range(rounds):
        for side in sides:
            visitor, coach = readers[side.name]
            note("a visitor's page (a search), ms", side, visitor.milliseconds("/en/enterprises/?q=fiets"))
            note("a coach's list of people, ms", side, coach.milliseconds("/en/people/"))
            note("a search by name, ms", side, coach.milliseconds("/en/people/?search=jansen"))
            note("the page of one person, ms", side, coach.milliseconds(coach.person()))
    for side in sides:
        side.stop()


def measure(
    database: str, server: PostgreSQL | None, trees: dict[str, Path], options: argparse.Namespace
) -> list[str]:
    place = Path(tempfile.mkdtemp(prefix="momentum-trust-"))
    sides = [Side(name, trees[name], place / name, urls_of(server, name)) for name in SIDES]
    taken: dict[str, dict[str, list[float]]] = {}

    def note(what: str, side: Side, value: float) -> None:
        taken.setdefault(what, {}).setdefault(side.name, []).append(value)
        print(f"{database}: {what}, {side.name}: {value:.2f}", file=sys.stderr)

    try:
        for side in sides:
            note("building the demo city, s", side, side.prepare())
        pages(sides, options.rounds, note)
        for number in range(options.rounds):
            for side in sides:
                note("an edition, s", side, side.task("edition", str(number)))
        for side in sides:
            note(f"an import of {options.rows:,} rows, s", side, side.task("import", str(options.rows)))
    finally:
        for side in sides:
            if side.server and side.server.poll() is None:
                side.stop()
        shutil.rmtree(place, ignore_errors=True)
    rows = []
    for what, values in taken.items():
        without, with_ = (statistics.median(values[name]) for name in SIDES)
        rows.append(f"| {what} | {database} | {without:.1f} | {with_:.1f} | **{with_ / without:.2f}×** |")
    return rows


def write(rows: list[str], options: argparse.Namespace) -> None:
    head = (
        f"## What trust costs (`benchmarks/trust.py`)\n\n{date.today()} · {os.cpu_count()} cores, "
        f"Python {platform.python_version()} · without: release 0.1 (commit {options.without}); with: this program, on "
        f"PostgreSQL with two roles and row-level security. Medians of {options.rounds} rounds in turns, {ASKED} requests "
        f"a page and round, one after the other; the city and the import once.\n\n"
        "| what | database | without | with | ratio |\n|---|---|---|---|---|\n"
    )
    text = RESULTS.read_text(encoding="utf-8")
    if MARK[0] not in text:
        text = text.rstrip() + f"\n\n{MARK[0]}\n{MARK[1]}\n"
    before, rest = text.split(MARK[0])
    after = rest.split(MARK[1])[1]
    RESULTS.write_text(
        before + MARK[0] + "\n" + head + "\n".join(rows) + "\n" + MARK[1] + after, encoding="utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--without", default=RELEASE)
    options = parser.parse_args()
    rows = []
    with released(options.without) as tree:
        trees = {"without": tree, "with": ROOT}
        if options.only != "postgresql":
            rows += measure("SQLite", None, trees, options)
        if options.only != "sqlite":
            place = Path(tempfile.mkdtemp(prefix="momentum-trust-postgres-"))
            try:
                server = PostgreSQL(place)
            except FileNotFoundError as missing:
                print(f"PostgreSQL is not measured: {missing}", file=sys.stderr)
            else:
                try:
                    rows += measure("PostgreSQL", server, trees, options)
                finally:
                    server.stop()
            shutil.rmtree(place, ignore_errors=True)
    print("\n".join(rows))
    if not options.only:
        write(rows, options)


if __name__ == "__main__":
    main()
