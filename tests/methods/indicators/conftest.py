import pytest

from momentum.methods.indicators import prepare
from momentum.methods.indicators.engine import open_session
from tests.methods.indicators.cities import seeded_city
from tests.methods.indicators.city import example


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The example city, prepared."""
    directory = tmp_path_factory.mktemp("example")
    return prepare(example().write(directory / "facts"), directory / "prepared")


@pytest.fixture(scope="session")
def larger(tmp_path_factory):
    """A city of eighty people: the city, its prepared facts, and a session that knows them."""
    directory = tmp_path_factory.mktemp("larger")
    city = seeded_city(seed=2016, size=80)
    ready = prepare(city.write(directory / "facts"), directory / "prepared", threads=1)
    session = open_session(threads=1)
    ready.register_in(session)
    yield city, ready, session
    session.close()
