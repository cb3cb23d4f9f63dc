"""Pages under load: 50 requests in flight against the production server, on SQLite and on PostgreSQL.

    .venv/bin/python benchmarks/web.py            # needs wrk; PostgreSQL is measured where its server is installed

Pages and databases take turns, round by round, since single samples differ by more than half. The load generator
(wrk, one thread) runs on the same two cores; its share of the processor time is stated beside the figures.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.md"
IN_FLIGHT = 50
PAGES = {
    "home": "/nl/",
    "list": "/nl/enterprises/",
    "filtered list": "/nl/enterprises/?q=fietsn",
    "enterprise": None,
    "monitor": None,
    "search, each time new words": "/nl/enterprises/?q=fiets{n}",
}
# `{n}` in an address becomes another number with each request: no page can be ready beforehand.
REPORT = """
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", (wrk.path:gsub("{n}", tostring(asked))))
end
done = function(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format('RESULT {"p50": %f, "p95": %f, "requests": %d, "seconds": %f, "errors": %d}\\n',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, summary.requests, summary.duration / 1e6, bad))
end
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgreSQL:
    """A throw-away server with the settings a city would keep (fsync on)."""

    def __init__(self, place: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found or os.getuid() != 0:
            raise FileNotFoundError("no PostgreSQL server here")
        self.bin, self.place, self.port = found[-1].parent, place / "postgres", free_port()
        place.chmod(0o711)
        self.place.mkdir()
        shutil.chown(self.place, "postgres", "postgres")
        self.run(
            "initdb", "-D", self.place, "-A", "trust", "-U", "momentum", "-E", "UTF8", "--locale=C.UTF-8"
        )
        self.run(
            "pg_ctl", "-D", self.place, "-w", "-l", self.place / "log",
            "-o", f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.place}", "start",
        )  # fmt: skip
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "momentum", "momentum")

    @property
    def url(self) -> str:
        return f"postgres://momentum@127.0.0.1:{self.port}/momentum"

    def run(self, program: str, *arguments: object) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self.bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.place, "-m", "fast", "stop")


class City:
    """A demo city on one database, served as in production."""

    def __init__(self, name: str, place: Path, database: str) -> None:
        self.name, self.port = name, free_port()
        self.environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("MOMENTUM_", "DATABASE_"))
        }
        self.environment |= {"MOMENTUM_VAR": str(place), "MOMENTUM_ENV": str(place / "momentum.env")}
        if database:
            self.environment["DATABASE_URL"] = database
        self.server = subprocess.Popen(
            [sys.executable, "-m", "momentum.site.serve", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.address = f"http://127.0.0.1:{self.port}"
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            try:
                if self.read("/healthz"):
                    return
            except OSError:
                time.sleep(0.3)
        raise TimeoutError(f"the city on {name} did not come up")

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def first_link(self, page: str, prefix: str) -> str:
        for part in self.read(page).split('"'):
            if part.startswith(prefix) and part != prefix and "?" not in part and part.endswith("/"):
                return part
        raise LookupError(f"no link below {prefix} on {page}")

    def stop(self) -> None:
        os.killpg(self.server.pid, signal.SIGTERM)
        self.server.wait(20)


def load(city: City, path: str, seconds: int, script: Path) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        ["wrk", "-t1", f"-c{IN_FLIGHT}", f"-d{seconds}s", "-s", str(script), city.address + path],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(next(line for line in run.stdout.splitlines() if line.startswith("RESULT"))[7:])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result["generator"] = used / (result["seconds"] * (os.cpu_count() or 1))
    return result


def measure(cities: list[City], wanted: list[str], seconds: int, rounds: int, script: Path) -> list[str]:
    pages = {page: path for page, path in PAGES.items() if page in wanted}
    if "enterprise" in pages:
        pages["enterprise"] = cities[0].first_link("/nl/enterprises/", "/nl/enterprises/")
    if "monitor" in pages:
        pages["monitor"] = cities[0].first_link("/nl/monitor/", "/nl/monitor/")
    samples: dict[tuple[str, str], list[dict[str, float]]] = {}
    for round_ in range(rounds + 1):
        for page, path in pages.items():
            for city in cities:
                sample = load(city, path, seconds if round_ else 2, script)
                if round_:
                    samples.setdefault((page, city.name), []).append(sample)
    rows = [
        "| page | database | requests/s | p50 ms | p95 ms (rounds) | errors | load generator's share |",
        "|---|---|---|---|---|---|---|",
    ]
    for (page, name), taken in samples.items():

        def middle(key: str, taken=taken) -> float:
            return statistics.median(sample[key] for sample in taken)

        rate = statistics.median(sample["requests"] / sample["seconds"] for sample in taken)
        each = " · ".join(f"{sample['p95']:.0f}" for sample in taken)
        errors = sum(int(sample["errors"]) for sample in taken)
        rows.append(
            f"| {page} | {name} | {rate:.0f} | {middle('p50'):.0f} | **{middle('p95'):.0f}** ({each}) | {errors} | {middle('generator'):.0%} |"
        )
    return rows


def write(rows: list[str], rounds: int, seconds: int) -> None:
    start, end = "<!-- web -->", "<!-- /web -->"
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Measured\n"
    section = "\n".join(
        [
            start,
            "## Pages under load (`benchmarks/web.py`)",
            "",
            f"{date.today()} · {os.cpu_count()} cores, Python {platform.python_version()} · {IN_FLIGHT} requests in flight, "
            f"{rounds} interleaved rounds of {seconds} s a page after a warming-up; median of rounds.",
            "",
            *rows,
            end,
        ]
    )
    if start in text:
        text = text[: text.index(start)] + section + text[text.index(end) + len(end) :]
    else:
        text = text.rstrip() + "\n\n" + section + "\n"
    RESULTS.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", nargs="+", default=list(PAGES), choices=list(PAGES), metavar="PAGE")
    parser.add_argument("--no-write", action="store_true", help="print only")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("This benchmark needs wrk, a load generator: apt install wrk")
    cities: list[City] = []
    postgres = None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        script = place / "report.lua"
        script.write_text(REPORT)
        try:
            (place / "sqlite").mkdir()
            cities.append(City("SQLite", place / "sqlite", ""))
            try:
                postgres = PostgreSQL(place)
                (place / "pg").mkdir()
                cities.append(City("PostgreSQL", place / "pg", postgres.url))
            except FileNotFoundError as absent:
                print(f"PostgreSQL left out: {absent}", file=sys.stderr)
            rows = measure(cities, arguments.pages, arguments.seconds, arguments.rounds, script)
        finally:
            for city in cities:
                city.stop()
            if postgres:
                postgres.stop()
    print("\n".join(rows))
    if not arguments.no_write:
        write(rows, arguments.rounds, arguments.seconds)


if __name__ == "__main__":
    main()
