"""A city of its own behind a real wall: two roles of the database, as docs/how-to/install.md makes them.

The tests here ask the database itself, as the application's role with nothing of Django in between. There is no wall on
SQLite, so there these modules are not collected.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
collect_ignore_glob = [] if ON_POSTGRESQL else ["test_*.py"]
DAY = "2016-11-28"


def pytest_collection_modifyitems(items):
    """One process builds the walled city, and asks it everything."""
    for item in items:
        if "walled" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("wall"))


@dataclass(frozen=True)
class Place:
    """Where the walled city stands: three ways into its database, and who and what is in it."""

    administrator: str
    owner: str
    application: str
    city: dict[str, Any]
    environment: dict[str, str]


@pytest.fixture(scope="session")
def walled(worker_id, tmp_path_factory):
    """The small city, its tables made by the owner with `manage.py migrate`."""
    plain = urlsplit(os.environ["DATABASE_URL"])
    name = f"{plain.path.lstrip('/')}_walled_{worker_id}"
    administrator = urlunsplit(plain._replace(path="/postgres"))
    owner, application = (_url(plain, name, f"{name}_{role}") for role in ("owner", "application"))
    _make(administrator, name)
    environment = {
        **os.environ,
        "DATABASE_URL": application,
        "DATABASE_OWNER_URL": owner,
        "MOMENTUM_TODAY": DAY,
        "MOMENTUM_MODE": "demo",
        "MOMENTUM_ENV": os.devnull,
        "MOMENTUM_VAR": str(tmp_path_factory.mktemp("walled")),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }
    run(environment, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
    told = run(environment | {"MOMENTUM_DATABASE_AS": "owner"}, "-m", "tests.wall.city")
    yield Place(
        urlunsplit(plain._replace(path=f"/{name}")), owner, application, json.loads(told), environment
    )
    _remove(administrator, name)


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _url(plain: Any, name: str, role: str) -> str:
    host = plain.netloc.rsplit("@", 1)[-1]
    return urlunsplit(plain._replace(netloc=f"{role}@{host}", path=f"/{name}"))


def statements_of_the_guide() -> str:
    """The SQL that the guide to two roles gives an operator."""
    text = (ROOT / "docs" / "how-to" / "two-roles.md").read_text(encoding="utf-8")
    return text.split("```sql\n", 1)[1].split("```", 1)[0]


def _make(administrator: str, name: str) -> None:
    _remove(administrator, name)
    with psycopg.connect(administrator, autocommit=True) as connection:
        for statement in statements_of_the_guide().split(";\n"):
            if statement.strip():
                renamed = statement.replace("momentum_owner", f"{name}_owner")
                renamed = renamed.replace("momentum_application", f"{name}_application")
                connection.execute(renamed.replace("DATABASE momentum ", f"DATABASE {name} "))


def _remove(administrator: str, name: str) -> None:
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for role in ("owner", "application"):
            connection.execute(f"DROP ROLE IF EXISTS {name}_{role}")


class Session:
    """A connection as the application's role, each question in a transaction that is taken back."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def tell(self, mandate: str | None = "", system: str = "") -> None:
        self.connection.execute(
            "SELECT set_config('momentum.mandate', %s, false), set_config('momentum.system', %s, false), "
            "set_config('momentum.references', '', false)",
            [mandate or "", system],
        )

    def ask(self, sql: str, parameters: Any = (), *, reason: tuple[str, str] | None = None) -> Any:
        """The rows, or the number of rows changed; nothing of it stays."""
        with self.connection.transaction(force_rollback=True):
            if reason:
                self.connection.execute("SELECT wall.open(%s, %s)", reason)
            cursor = self.connection.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture(scope="session")
def session(walled):
    session = Session(walled.application)
    yield session
    session.connection.close()


@pytest.fixture(scope="session")
def administrator(walled):
    """The database as a superuser sees it, to compare with."""
    with psycopg.connect(walled.administrator, autocommit=True) as connection:
        yield connection
