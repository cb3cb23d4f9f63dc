"""The machine that is killed: gunicorn with its workers, and the worker of tasks."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from tests.recovery.places import ROOT, Place

QUIET = subprocess.DEVNULL


class Machine:
    """Web server and worker of a place, started, killed with -9 and started again."""

    def __init__(self, place: Place, log: Path) -> None:
        self.place, self.log = place, log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.web: subprocess.Popen | None = None
        self.tasks: subprocess.Popen | None = None
        self.worker = 0
        self._start_tasks()
        self._start_web()
        self.wait_until_well()

    def kill(self, victims: str) -> None:
        """`web`: the processes that answer; `worker`: the one that does tasks; `all`: everything, as a power cut."""
        if victims in ("web", "all"):
            for each in psutil.Process(self.web.pid).children():
                _kill(each.pid)
        if victims in ("worker", "all") and self.worker:
            _kill(self.worker)
        if victims == "all":
            self.web.kill()
            self.web.wait()
            self._start_web()

    def wait_until_well(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.tasks.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                    if answer.status == 200 and self.worker:
                        return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"The server did not come back:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        for process in (self.tasks, self.web):
            for each in psutil.Process(process.pid).children(recursive=True):
                _kill(each.pid)
            process.kill()
            process.wait()

    def _start_web(self) -> None:
        options = (
            "--config",
            "python:momentum.site.gunicorn",
            "--preload",
            "--bind",
            f"127.0.0.1:{self.port}",
        )
        self.web = self._start("-m", "gunicorn", "momentum.site.wsgi:application", *options, out=QUIET)

    def _start_tasks(self) -> None:
        self.tasks = self._start("-m", "tests.recovery.kill.worker", out=subprocess.PIPE)
        threading.Thread(target=self._follow, args=(self.tasks,), daemon=True).start()

    def _follow(self, tasks: subprocess.Popen) -> None:
        for line in tasks.stdout:
            self.worker = int(line) if line.strip().isdigit() else self.worker

    def _start(self, *command: str, out: int) -> subprocess.Popen:
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                env=self.place.environment,
                cwd=ROOT,
                stdout=out,
                stderr=log,
                text=True,
            )


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
