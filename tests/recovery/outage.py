"""The database goes away under a running Momentum, and comes back."""

import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from tests.recovery.cluster import Cluster
from tests.recovery.kill.browser import BROKEN
from tests.recovery.kill.client import Client
from tests.recovery.kill.inspector import Inspector
from tests.recovery.kill.machine import Machine
from tests.recovery.kill.promises import Promises
from tests.recovery.kill.run import CAST
from tests.recovery.places import Place


@dataclass
class Outage:
    """What was seen from outside: `asked` pages during the outage, `said` how they were answered."""

    seconds: float
    asked: int = 0
    unlike_503: list[str] = field(default_factory=list)
    slowest: float = 0
    well_after: float = 0
    kept: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.asked} pages asked meanwhile, each answered 503 with a page and Retry-After within {self.slowest:.1f} s; "
            f"well again {self.well_after:.1f} s after the database, without a restart; acknowledged before and after: {self.kept}; "
            f"broken: {len(self.broken)}"
        )


def outage(place: Place, cluster: Cluster, *, seconds: float, log: Path, seed: int = 1) -> Outage:
    """PostgreSQL is stopped as by a power cut while a client works and an edition is built, for so many seconds."""
    seen, promises = Outage(seconds), Promises()
    cast = place.look(CAST)
    machine = Machine(place, log)
    try:
        web, worker = machine.web.pid, machine.tasks.pid
        client = Client(machine.port, cast, promises, Random(seed))
        client.import_file()
        client.start_stay()
        client.edition()
        stop = threading.Event()
        at_work = threading.Thread(target=_work, args=(client, stop))
        at_work.start()
        time.sleep(0.5)
        cluster.stop_at_once()
        gone = time.monotonic()
        stop.set()
        at_work.join(60)
        while time.monotonic() - gone < seconds:
            _ask(client, seen)
            time.sleep(min(0.5, seconds / 10))
        cluster.start()
        back = time.monotonic()
        machine.wait_until_well()
        client.import_file()
        seen.well_after = time.monotonic() - back
        seen.broken += _finish(place, promises)
        if (machine.web.pid, machine.tasks.pid) != (web, worker) or machine.tasks.poll() is not None:
            seen.broken.append("web server or worker had to be started again")
    finally:
        machine.stop()
    seen.broken += seen.unlike_503
    seen.kept = promises.kept()
    return seen


def _work(client: Client, stop: threading.Event) -> None:
    """Until an answer is not what it should be: then the database is gone."""
    while not stop.is_set():
        try:
            client.act()
        except (AssertionError, ValueError, *BROKEN):
            return


def _ask(client: Client, seen: Outage) -> None:
    for path in ("/en/people/", "/nl/people/", "/nl/", "/healthz"):
        begun = time.monotonic()
        status, headers, page = client.coach.ask(path)
        seen.asked += 1
        seen.slowest = max(seen.slowest, time.monotonic() - begun)
        told = "Retry-After" in headers and "Traceback" not in page and "OperationalError" not in page
        if status != 503 or not told:
            seen.unlike_503.append(f"{path}: {status} {page[:200]}")


def _finish(place: Place, promises: Promises) -> list[str]:
    """What is broken once nothing is being built any more."""
    inspector = Inspector(place)
    try:
        deadline = time.monotonic() + 120
        while (found := inspector.look(asdict(promises)))["building"]:
            if time.monotonic() > deadline:
                return [*found["broken"], f"still being built after two minutes: {found['states']}"]
            time.sleep(0.5)
        return found["broken"]
    finally:
        inspector.close()
