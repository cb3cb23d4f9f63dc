import pytest

from momentum.methods.indicators import prepare
from tests.methods.indicators.city import example


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The example city, prepared."""
    directory = tmp_path_factory.mktemp("example")
    return prepare(example().write(directory / "facts"), directory / "prepared")
