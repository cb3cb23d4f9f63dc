"""Backup and restore as the owner of the tables, who is no superuser and whom row-level security holds too."""

from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.recovery.conftest import SERVER
from tests.recovery.manifests import manifest
from tests.recovery.places import back_up, drop_database, new_database, restore

pytestmark = pytest.mark.skipif(not SERVER.startswith("postgres"), reason="only PostgreSQL knows owners")


@pytest.fixture
def owned(new_place):
    """A place whose application owns nothing, and the addresses of its database as owner and as superuser."""
    import psycopg

    address = new_database(SERVER)
    name = urlsplit(address).path[1:]
    owner, application = f"{name}_owner", f"{name}_application"
    with psycopg.connect(SERVER, autocommit=True) as superuser:
        for role in (owner, application):
            superuser.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS")
        superuser.execute(f"ALTER DATABASE {name} OWNER TO {owner}")
    place = new_place(DATABASE_OWNER_URL=_as(owner, address))
    drop_database(place.database, SERVER)
    place.database = _as(application, address)
    yield place, address
    with psycopg.connect(address, autocommit=True) as superuser:
        for role in (owner, application):
            superuser.execute(f"DROP OWNED BY {role} CASCADE")
    drop_database(address, SERVER)
    with psycopg.connect(SERVER, autocommit=True) as superuser:
        for role in (owner, application):
            superuser.execute(f"DROP ROLE {role}")


def _as(role: str, address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.hostname}:{parts.port}"))


def test_the_owner_backs_up_and_restores_every_row(owned, first_release, tmp_path):
    import psycopg

    place, address = owned
    assert "people can be read" in restore(place, first_release)
    counts = manifest(back_up(place, tmp_path).data)["counts"]
    with psycopg.connect(address) as superuser:
        really = {
            table: superuser.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in counts
        }
    assert counts == really
    assert counts["journeys_identity"] > 500
