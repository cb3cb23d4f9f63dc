"""Somebody who looks at the place from a process of their own, which nobody kills."""

import json
import subprocess
import sys
from typing import Any

from tests.recovery.places import FOUND, ROOT, Place

LOOP = """
import json, sys
import django; django.setup()
from django.db import connection
from tests.recovery.kill.invariants import look
for line in sys.stdin:
    print("found: " + json.dumps(look(json.loads(line))), flush=True)
    connection.close()
"""


class Inspector:
    def __init__(self, place: Place) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOOP],
            env=place.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def look(self, promises: dict[str, Any]) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(promises, default=sorted) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith(FOUND):
                return json.loads(line.removeprefix(FOUND))
        raise AssertionError("The inspector ended.")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
