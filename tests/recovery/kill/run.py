"""One run: a client works, something is killed at a random instant, everything is looked at, and on it goes."""

import json
import threading
import time
from collections import Counter
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
DRAFTS = """
import json
from tests.recovery.kill.drafts import drafts
print("found: " + json.dumps(drafts({analyst!r}, {count})))
"""
VICTIMS = ("web", "worker", "both", "all")
WEIGHTS = (12, 3, 2, 1)
SOON, LATER = 0.8, 4.0
"""Most deaths come within a request; one in four only after so many seconds that an edition can be finished."""
AIMED, PUBLISHING = 3, 0.06
"""So many deaths are aimed at publishing, spread over so many seconds from its request: the first within it, the last
about when it is answered."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Death:
    """`victims` die so many seconds `after` the client went to work, or (`aimed`) after it asked to publish."""

    after: float
    victims: str
    aimed: bool = False

    def __str__(self) -> str:
        return f"{self.victims} {self.after:.3f} s after {'publishing began' if self.aimed else 'the last'}"


@dataclass
class Outcome:
    seed: int
    kills: int
    seconds: float = 0
    broken: list[str] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    interrupted: dict[str, int] = field(default_factory=dict)
    """What was broken off, and how often."""


def deaths(kills: int, chance: Random) -> list[Death]:
    """One in five is aimed at publishing, and `AIMED` of them at most."""
    schedule = [
        Death(
            chance.uniform(0.02, LATER if chance.random() < 0.25 else SOON),
            chance.choices(VICTIMS, WEIGHTS)[0],
        )
        for _ in range(kills)
    ]
    aimed = min(AIMED, -(-kills // 5))
    for number in range(aimed):
        after = (number + chance.random()) * PUBLISHING / AIMED
        schedule[(2 * number + 1) * kills // (2 * aimed)] = Death(after, "web", aimed=True)
    return schedule


def run(place: Place, *, kills: int, seed: int, log: Path, say: Say = lambda _text: None) -> Outcome:
    """`kills` deaths of a machine in this place. The schedule of instants and victims follows from the seed."""
    begun, schedule = time.monotonic(), deaths(kills, Random(seed))
    outcome, promises, broken_off = Outcome(seed, kills), Promises(), Counter()
    cast = place.look(CAST)
    aimed = sum(death.aimed for death in schedule)
    ready = place.look(DRAFTS.format(analyst=cast["analysts"][0], count=aimed + 1))
    machine, inspector = Machine(place, log), Inspector(place)
    try:
        client = Client(machine.port, cast, promises, Random(seed + 1), ready)
        for number, death in enumerate(schedule, 1):
            off = _round(machine, client, death)
            broken_off.update([off] if off else [])
            found = inspector.look(asdict(promises))
            outcome.broken += [f"after kill {number}, of {death}: {each}" for each in found["broken"]]
            say(f"kill {number}/{kills}: {death}, broke off: {off or 'nothing'}, {found['states']}")
        _until_nothing_is_built(inspector, promises, outcome)
        # Everything still works: one more of each, with nobody killing.
        for act in (client.import_file, client.start_stay, client.end_stay, client.publish):
            act()
        outcome.broken += inspector.look(asdict(promises))["broken"]
    finally:
        machine.stop()
        inspector.close()
    if aimed and not broken_off["publish"]:
        # Chance, and no fault of the program: the figures beside it say what was shown.
        say(f"nothing was shown about publishing: none of {aimed} deaths came within it")
    outcome.kept, outcome.interrupted = promises.kept(), dict(broken_off)
    outcome.seconds = time.monotonic() - begun
    return outcome


def _round(machine: Machine, client: Client, death: Death) -> str:
    """The client works until something dies; what that broke off of what it was doing."""
    stop, failed = threading.Event(), []
    client.publishing.clear()

    def work() -> None:
        try:
            if death.aimed:
                client.publish()
            while not stop.is_set():
                client.act()
        except BROKEN:
            failed.append(None)
        except BaseException as error:
            failed.append(error)

    at_work = threading.Thread(target=work)
    at_work.start()
    if death.aimed:
        client.publishing.wait(30)
    time.sleep(death.after)
    for each in ("web", "worker") if death.victims == "both" else (death.victims,):
        machine.kill(each)
    stop.set()
    at_work.join(60)
    machine.wait_until_well()
    if failed and failed[0] is not None:
        raise failed[0]
    return client.doing if failed else ""


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
