"""A small city in a place of its own, from the data of the first release brought forward, and a backup of it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.recovery.places import Place, back_up, drop_database, new_database, restore, unpack

HERE = Path(__file__).parent
SERVER = os.environ.get("DATABASE_URL", "")
# Only PostgreSQL knows owners of tables.
collect_ignore = [] if SERVER.startswith("postgres") else ["test_owner.py"]


def pytest_collection_modifyitems(items):
    """All in one process: the city is made once."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("recovery"))


@pytest.fixture(scope="session")
def new_place(tmp_path_factory):
    """Empty places on the database that the suite runs on."""
    made = []

    def make(**more: str) -> Place:
        place = Place(tmp_path_factory.mktemp("place") / "var", new_database(SERVER) if SERVER else "", more)
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
def copy(city, backup, new_place):
    """A copy of the city that a test may change."""
    place = new_place()
    if not place.database:
        shutil.copytree(city.var, place.var)
    else:
        restore(place, backup)
    return place
