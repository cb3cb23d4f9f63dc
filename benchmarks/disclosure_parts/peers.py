"""τ-ARGUS (Statistics Netherlands' engine, PyPI package pytauargus, EUPL-1.2), in an environment of its own.

It is no dependency of Momentum, nor of its tests: the lock `benchmarks/requirements.lock` names it, `build/peers` holds
it, and it runs as another program on people it is given.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from disclosure_parts.instances import CROSSED, people_of

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "peers"
LOCK = ROOT / "benchmarks" / "requirements.lock"
RULE = "FREQ(5,30)"


class PeerError(RuntimeError):
    """The peer could not be installed, or gave no answer; what it said stands in the sentence."""


class PeerTimeout(PeerError):
    """The peer was still at work when its time was over."""


def peer_python() -> Path:
    """The Python of the peers' environment, made and filled the first time."""
    python = PLACE / "bin" / "python"
    if not (PLACE / "ready").exists():
        _ran([sys.executable, "-m", "venv", "--clear", str(PLACE)])
        _ran([str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK)])
        (PLACE / "ready").touch()
    return python


def tau_argus(instance: str, method: str, seconds: float) -> dict[str, Any]:
    """`rows` of (codes, count, status S, U, M or E), and what it took; `method` "MOD" or "OPT"."""
    if instance not in CROSSED or instance == "middle-linked":
        raise PeerError("τ-ARGUS protects one table at a time; linked tables are not tried.")
    people, crossed = people_of(instance), CROSSED[instance]
    names = (*crossed, "branch")
    with tempfile.TemporaryDirectory(prefix="momentum-peer-") as place:
        wanted = {
            "people": {name: [person[name] for person in people] for name in names}
            | {"persons": [1] * len(people)},
            "crossed": list(crossed),
            "hierarchies": {"enterprise": ["enterprise", "branch"]},
            "rule": RULE,
            "method": f"{method}(1)",
            "place": place,
        }
        request, answer = Path(place) / "request.json", Path(place) / "answer.json"
        request.write_text(json.dumps(wanted), encoding="utf-8")
        script = Path(__file__).with_name("argus_run.py")
        command = [str(peer_python()), str(script), str(request), str(answer)]
        # It fails, or crashes, in some working folders: it gets one of its own.
        _ran(command, timeout=2 * seconds + 60, place=place)
        return json.loads(answer.read_text(encoding="utf-8"))


def _ran(command: Sequence[str], timeout: float | None = None, place: str | None = None) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=place)
    except subprocess.TimeoutExpired:
        raise PeerTimeout(f"no answer within {timeout:.0f} seconds") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or f"ended with {done.returncode}").splitlines()
        raise PeerError(said[-1])
