"""A database of release 0.1, with names and texts in plain text, goes forward: afterwards no file holds them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

WORDS = ["Zwanebloem", "Kalmoes", "Pijlkruid"]
PER_PERSON = ["voornaam", "achternaam", "@example.org", "wens", "uitleg", "opmerking", "fout"]


@pytest.fixture
def old_database(tmp_path):
    """The address of an empty database of the same kind as the tests', and how to read all that it keeps."""
    if connection.vendor == "sqlite":
        yield "", lambda: "".join(file.read_bytes().decode("latin-1") for file in tmp_path.glob("*.sqlite3*"))
        return
    to = connection.settings_dict
    server = f"postgres://{to['USER']}@{to['HOST']}:{to['PORT']}"
    name = f"{to['NAME']}_old_rows"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}", lambda: _pages(f"{server}/{name}")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _pages(address):
    """The bytes of the tables' files, rows that were replaced included."""
    with psycopg.connect(address, autocommit=True) as reader:
        reader.execute("CHECKPOINT")
        tables = reader.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname LIKE 'journeys_%' OR relname LIKE 'accounts_user%'"
        )
        read = "SELECT pg_read_binary_file(%s)"
        return "".join(
            bytes(reader.execute(read, [path]).fetchone()[0]).decode("latin-1") for (path,) in tables if path
        )


@pytest.mark.django_db
def test_old_rows_are_sealed_and_leave_no_trace(tmp_path, old_database):
    address, everything = old_database
    environment = os.environ | {
        "MOMENTUM_VAR": str(tmp_path),
        "MOMENTUM_MODE": "demo",
        "MOMENTUM_ENV": os.devnull,
        "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
        "DATABASE_URL": address,
    }
    program = Path(__file__).with_name("sealing_old_rows.py")
    done = subprocess.run(
        [sys.executable, program, *WORDS],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["names"] == [f"{word}voornaam {word}achternaam" for word in WORDS * 8]
    assert told["unsealed"] == []
    # Ten values of an identity and its history, four of the journey; two more in histories, which outlive a journey.
    read = " ".join(told["texts"])
    assert [word + text for word in WORDS for text in PER_PERSON if word + text not in read] == []
    # The references of journeys that are still there. Every account's address; the name of who is not registered yet.
    assert told["values"] == 24 * (10 + 2) + 12 * 4 + 12 + 24 + 12
    assert told["references"] == [
        [f"{word}lijst{number}", True] for number, word in enumerate(WORDS * 8) if number % 2 == 0
    ]
    assert told["accounts"] == [
        [number, "", None, f"{word}{number}@login.example".lower(), name]
        for number, word in enumerate(WORDS * 8)
        for name in [f"{word}naam" if number % 2 else f"{word}voornaam {word}achternaam"]
    ]
    held = everything()
    assert f"{1:064x}" in held
    assert [word for word in WORDS if word in held] == []
