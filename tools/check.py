"""`make check`: everything that a reader, a linter or a translator would object to. Runs all, then says which failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
CHECKS = {
    "format": [BIN / "ruff", "format", "--check", "."],
    "lint": [BIN / "ruff", "check", "."],
    "import rules": [BIN / "lint-imports"],
    "types": [BIN / "mypy", "src/momentum"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "tools/translations.py", "check"],
    "settings": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "docs": [PYTHON, "-m", "sphinx", "-q", "-W", "-b", "html", "docs", "build/docs"],
}


def main() -> int:
    environment = os.environ | {"MOMENTUM_MODE": "demo"}
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        run = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        print(
            f"{'ok' if run.returncode == 0 else 'FAILED':7}{name} ({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        if run.returncode:
            failed.append(name)
            print((run.stdout + run.stderr).strip(), flush=True)
    if failed:
        print(f"\nNot good yet: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
