"""PostgreSQL goes away under a running Momentum and comes back: nobody restarts anything."""

from dataclasses import replace

import pytest

from tests.recovery.cluster import Cluster
from tests.recovery.outage import outage
from tests.recovery.places import drop_database, new_database, restore

SECONDS = 2
"""In the drill it is thirty."""


@pytest.fixture
def cluster():
    made = Cluster()
    yield made
    made.remove()


@pytest.mark.postgres
def test_a_database_that_is_away_for_a_while(cluster, first_release, new_place, tmp_path):
    place = replace(
        new_place(), database=new_database(cluster.url), more={"DJANGO_SETTINGS_MODULE": "tests.settings"}
    )
    restore(place, first_release)
    seen = outage(place, cluster, seconds=SECONDS, log=tmp_path / "log")
    assert seen.broken == []
    assert seen.asked >= 8
    assert seen.slowest < 5
    assert seen.kept["imports taken in"] >= 2
    drop_database(place.database, cluster.url)
