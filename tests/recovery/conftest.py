"""A small city in a place of its own, from the data of the first release brought forward, and a backup of it."""

import os
import shutil

import pytest

from tests.recovery.places import Place, back_up, drop_database, new_database, restore, unpack

SERVER = os.environ.get("DATABASE_URL", "")
# Only PostgreSQL knows owners of tables; an outage is of a server of its own, whatever the suite runs on.
collect_ignore = ["test_outage.py"] if SERVER.startswith("postgres") else ["test_owner.py"]


@pytest.fixture(scope="session")
def new_place(tmp_path_factory):
    """Empty places on the database that the suite runs on (or with a copy of another's, by its address)."""
    made = []

    def make(like: str = "", **more: str) -> Place:
        database = new_database(SERVER, like) if SERVER else ""
        place = Place(tmp_path_factory.mktemp("place") / "var", database, more)
        made.append(place)
        return place

    yield make
    for place in made:
        if place.database:
            drop_database(place.database, SERVER)


@pytest.fixture(scope="session")
def first_release(tmp_path_factory):
    """A backup of the city as release 0.1 left it, of version 0.1."""
    old = unpack("0.1", tmp_path_factory.mktemp("release") / "var")
    return back_up(old, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def city(first_release, new_place):
    """The small city at the present version; look, and leave it as it is."""
    place = new_place()
    place.said = restore(place, first_release)
    return place


@pytest.fixture(scope="session")
def backup(city, tmp_path_factory):
    return back_up(city, tmp_path_factory.mktemp("backup"))


@pytest.fixture
def copy(city, new_place):
    """A copy of the city that a test may change."""
    place = new_place(like=city.database)
    shutil.copytree(city.var, place.var)
    return place
