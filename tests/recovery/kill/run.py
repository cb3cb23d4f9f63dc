"""One run: a client works, something is killed at a random instant, everything is looked at, and on it goes."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from tests.recovery.kill.browser import BROKEN
from tests.recovery.kill.client import Client
from tests.recovery.kill.inspector import Inspector
from tests.recovery.kill.machine import Machine
from tests.recovery.kill.promises import Promises
from tests.recovery.places import Place

CAST = """
import json
from tests.recovery.kill.cast import cast
print("found: " + json.dumps(cast()))
"""
VICTIMS = ("web", "worker", "both", "all")
WEIGHTS = (12, 3, 2, 1)
SOON, LATER = 0.8, 4.0
"""Most deaths come within a request; one in four only after so many seconds that an edition can be finished."""
Say = Callable[[str], None]


@dataclass
class Outcome:
    seed: int
    kills: int
    seconds: float = 0
    broken: list[str] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    interrupted: int = 0


def run(place: Place, *, kills: int, seed: int, log: Path, say: Say = lambda _text: None) -> Outcome:
    """`kills` deaths of a machine in this place. The schedule of instants and victims follows from the seed."""
    begun, chance = time.monotonic(), Random(seed)
    schedule = [
        (chance.uniform(0.02, LATER if chance.random() < 0.25 else SOON), chance.choices(VICTIMS, WEIGHTS)[0])
        for _ in range(kills)
    ]
    outcome, promises = Outcome(seed, kills), Promises()
    cast = place.look(CAST)
    machine, inspector = Machine(place, log), Inspector(place)
    try:
        client = Client(machine.port, cast, promises, Random(seed + 1))
        for number, (after, victims) in enumerate(schedule, 1):
            outcome.interrupted += _round(machine, client, after, victims)
            found = inspector.look(asdict(promises))
            outcome.broken += [
                f"after kill {number} of {victims} at {after:.3f} s: {each}" for each in found["broken"]
            ]
            say(f"kill {number}/{kills}: {victims} after {after:.3f} s, {found['states']}")
        _until_nothing_is_built(inspector, promises, outcome)
        # Everything still works: one more of each, with nobody killing.
        for act in (client.import_file, client.start_stay, client.end_stay):
            act()
        outcome.broken += inspector.look(asdict(promises))["broken"]
    finally:
        machine.stop()
        inspector.close()
    outcome.kept, outcome.seconds = promises.kept(), time.monotonic() - begun
    return outcome


def _round(machine: Machine, client: Client, after: float, victims: str) -> bool:
    """The client works until something dies; whether that broke off what it was doing."""
    stop, failed = threading.Event(), []

    def work() -> None:
        try:
            while not stop.is_set():
                client.act()
        except BROKEN:
            failed.append(None)
        except BaseException as error:
            failed.append(error)

    at_work = threading.Thread(target=work)
    at_work.start()
    time.sleep(after)
    for each in ("web", "worker") if victims == "both" else (victims,):
        machine.kill(each)
    stop.set()
    at_work.join(60)
    machine.wait_until_well()
    if failed and failed[0] is not None:
        raise failed[0]
    return bool(failed)


def _until_nothing_is_built(inspector: Inspector, promises: Promises, outcome: Outcome) -> None:
    """A task that was interrupted goes on, or says that it does not: in either case it ends."""
    deadline = time.monotonic() + 120
    while (found := inspector.look(asdict(promises)))["building"]:
        if time.monotonic() > deadline:
            outcome.broken.append(f"still being built after two minutes: {found['states']}")
            return
        time.sleep(0.5)


def report(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome))
