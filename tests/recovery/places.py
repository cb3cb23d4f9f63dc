"""Places in which a Momentum lives: a folder, a database of its own, and commands run in it as an operator would."""

import json
import os
import signal
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
RELEASES = Path(__file__).parent / "releases"
TODAY = "2017-02-14"
FOUND = "found: "


@dataclass
class Place:
    """`var` is its folder; `database` its address (empty: SQLite in that folder)."""

    var: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOMENTUM_")}
        kept.pop("DATABASE_URL", None)
        own = {
            "MOMENTUM_MODE": "demo",
            "MOMENTUM_TODAY": TODAY,
            "MOMENTUM_ENV": os.devnull,
            "MOMENTUM_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
        }
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {}) | self.more

    def start(self, *command: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def momentum(self, *words: str | Path, fails: bool = False) -> str:
        """Output and messages of a `momentum` command, which succeeds (or fails)."""
        return self._end(self.start("-m", "momentum.site.command_line", *map(str, words)), fails)

    def manage(self, *words: str, fails: bool = False) -> str:
        return self._end(self.start(str(ROOT / "manage.py"), *words), fails)

    def python(self, code: str) -> str:
        """What this code prints, run where Django stands."""
        return self._end(self.start("-c", f"import django; django.setup()\n{code}"), False)

    def look(self, code: str) -> Any:
        """The JSON that this code prints as its last line, with pages as in the other tests (no static files)."""
        place = replace(self, more=self.more | {"DJANGO_SETTINGS_MODULE": "tests.settings"})
        return json.loads(place.python(code).split(FOUND)[1].splitlines()[0])

    def _end(self, process: subprocess.Popen, fails: bool) -> str:
        out, err = process.communicate(timeout=240)
        assert (process.returncode != 0) == fails, out + err
        assert "Traceback" not in err or not fails, err
        return out + err


def kill(process: subprocess.Popen) -> None:
    """As a power cut would: no farewell."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def unpack(release: str, var: Path) -> Place:
    """The demo city as that release left it."""
    var.mkdir(parents=True)
    with tarfile.open(RELEASES / release / "city.tar.xz") as packed:
        packed.extractall(var, filter="data")
    # Keys that others can read are refused.
    (var / "keys").chmod(0o700)
    for key in (var / "keys").iterdir():
        key.chmod(0o600)
    return Place(var)


def new_database(server: str, like: str = "") -> str:
    """A database on that PostgreSQL server, empty or a copy of the one at the address `like`; its address."""
    import psycopg

    name = f"recovery_{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        template = f" TEMPLATE {urlsplit(like).path[1:]}" if like else ""
        connection.execute(f"CREATE DATABASE {name}{template}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop_database(address: str, server: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {urlsplit(address).path[1:]} WITH (FORCE)")


@dataclass(frozen=True)
class Backup:
    data: Path
    keys: Path


def back_up(place: Place, into: Path) -> Backup:
    """A backup made by the command, and its two files."""
    said = place.momentum("backup", into / "data", "--keys", into / "keys", "--quiet").splitlines()
    return Backup(Path(said[0]), Path(said[1]))


def restore(place: Place, backup: Backup, **options) -> str:
    return place.momentum("restore", backup.data, "--keys", backup.keys, **options)
