"""The program itself in the application's role: pages work as they do elsewhere, and no actor outlives a request."""

import json
import subprocess
import sys

import pytest

from tests.wall.conftest import ROOT

STAFF = {"work_coach": ("sanne",), "case_manager": ("sanne",)}


def visit(walled, what: str) -> dict:
    environment = {name: value for name, value in walled.environment.items() if name != "DATABASE_OWNER_URL"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.wall.visits", what],
        cwd=ROOT, env=environment, input=json.dumps(walled.city), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_pages_open_for_whom_they_should_in_the_role_that_owns_nothing(walled):
    found = visit(walled, "pages")
    for role, seen in found.items():
        for name in ("person", "print_person"):
            opened = {person for person in ("sanne", "piet", "kees") if seen[f"{name} {person}"] == 200}
            assert opened == set(STAFF.get(role, ())), (role, name)
        assert (seen["people"] == 200) == (role in STAFF), role
        assert (seen["mine"] == 200) == (role == "participant"), role
        assert (seen["my_access"] == 200) == (role in ("participant", "privacy_officer")), role
        assert (seen["follow_ups"] == 200) == (role in STAFF or role == "journey_keeper"), role
        assert seen["desk"] == 200, role
    assert found["case_manager"]["grounds sanne"] == 200


def test_two_people_at_once_on_connections_that_stay_open_never_see_each_others(walled):
    assert visit(walled, "at_once")["wrong"] == []


def test_what_is_told_is_taken_back_whatever_happens(walled):
    nobody, noor = [False, False, 0], [True, False, 1]
    assert visit(walled, "sessions") == {
        "before": nobody,
        "acting": noor,
        "with a task": [True, True, 1],
        "a visitor within": nobody,
        "acting again": noor,
        "on a connection made anew": noor,
        "after a rollback": noor,
        "after": nobody,
        "after an error": nobody,
        "error kept": "DataError",
        "after a broken transaction": nobody,
        "nobody yet": nobody,
        "somebody": noor,
        "after the request": nobody,
        "told for a visitor": 0,
    }


@pytest.mark.parametrize("url", ["application", "owner"])
def test_who_is_connected_decides_what_is_there(walled, url):
    import psycopg

    with psycopg.connect(getattr(walled, url)) as connection:
        seen = connection.execute("SELECT count(*) FROM journeys_identity").fetchone()
    assert seen == ((0,) if url == "application" else (3,))
