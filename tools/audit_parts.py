"""Asks whether any locked part has a known weakness.

Says *clean*, names what is weak (exit 1), or says *unknown*: a data base of weaknesses that could not be asked, or
answered for fewer parts than are locked, never means *clean*. `--strict` makes *unknown* an exit of 2.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def ask(lock: Path = LOCK) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--timeout", "20", "--format", "json",
         "--progress-spinner", "off", "-r", str(lock)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def verdict(answer: subprocess.CompletedProcess[str]) -> tuple[str, int]:
    """What is to be said, and with which code. Only an answer that names every part is believed."""
    try:
        parts: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
        weak = [(part["name"], part["version"], part["vulns"]) for part in parts if part.get("vulns")]
        passed_over = [part["name"] for part in parts if "vulns" not in part]
    except (ValueError, KeyError, TypeError):
        last = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
        return f"unknown: the data base of weaknesses could not be asked ({last})", 2
    if weak:
        lines = [
            f"{name} {version}: {found['id']}, mended in {', '.join(found.get('fix_versions') or ['no release yet'])}"
            for name, version, several in weak
            for found in several
        ]
        return "weak: " + "; ".join(lines), 1
    if passed_over or not parts or answer.returncode:
        return f"unknown: no answer about {', '.join(passed_over) or 'any part'}", 2
    return f"clean: no known weakness in {len(parts)} locked parts", 0


def main(arguments: list[str]) -> int:
    try:
        said, code = verdict(ask())
    except subprocess.TimeoutExpired:
        said, code = "unknown: the data base of weaknesses did not answer within five minutes", 2
    print(said)
    return 0 if code == 2 and "--strict" not in arguments else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
