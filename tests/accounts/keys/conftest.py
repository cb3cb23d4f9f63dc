import subprocess
import sys
from pathlib import Path

import pytest

from momentum.accounts.keys import PersonKeys


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(folder) -> PersonKeys:
    return PersonKeys(folder)


@pytest.fixture
def elsewhere(folder):
    """A second process with the same key store: runs the program lines and gives what they print."""

    def run(program: str) -> subprocess.Popen:
        head = f"from pathlib import Path\nfrom momentum.accounts.keys import *\nstore = PersonKeys(Path({str(folder)!r}))\n"
        return subprocess.Popen(
            [sys.executable, "-u", "-c", head + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return run
