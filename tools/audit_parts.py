"""Asks whether any locked part has a known weakness. A data base that cannot be reached means *unknown*, never *clean*."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    answer = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--timeout", "20",
         "--progress-spinner", "off", "-r", str(ROOT / "requirements.lock")],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = (answer.stdout + answer.stderr).strip()
    if answer.returncode == 0:
        print("clean: no known weakness in the locked parts")
        return 0
    if "vulnerabilit" in said and "ConnectionError" not in said and "Traceback" not in said:
        print(said)
        return 1
    last = said.splitlines()[-1] if said else "no answer"
    print(f"unknown: the data base of weaknesses could not be asked ({last})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
