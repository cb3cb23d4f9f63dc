"""Backup and restore as the owner of the tables, who is no superuser and whom row-level security holds too."""

from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.recovery.conftest import SERVER
from tests.recovery.manifests import manifest
from tests.recovery.places import back_up, drop_database, new_database, restore


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
    assert "886 people can be read" in restore(place, first_release)
    counts = manifest(back_up(place, tmp_path).data)["counts"]
    with psycopg.connect(address) as superuser:
        really = {
            table: superuser.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in counts
        }
        left = superuser.execute("SELECT count(*) FROM wall.task WHERE task = 'recovery'").fetchone()
    assert left == (0,)
    assert counts == really
    assert counts["journeys_identity"] > 500


def test_an_application_that_owns_nothing_makes_no_backup_of_a_part(owned, first_release, tmp_path):
    place, _address = owned
    restore(place, first_release)
    del place.more["DATABASE_OWNER_URL"]
    said = place.momentum("backup", tmp_path / "data", "--keys", tmp_path / "keys", fails=True)
    assert "shows it only a part of the rows. Set DATABASE_OWNER_URL" in said
    assert list((tmp_path / "data").iterdir()) == []


def test_whoever_was_erased_is_erased_by_the_owner_too(owned, first_release, city):
    place, address = owned
    import psycopg

    with psycopg.connect(city.database) as there:
        (pseudonym,) = there.execute("SELECT pseudonym FROM journeys_identity LIMIT 1").fetchone()
    place.var.mkdir(parents=True)
    city.python(
        "from momentum.accounts.keys import ledger; from django.utils.timezone import now\n"
        f"ledger.enter('{pseudonym}', what='erased', at=now())"
    )
    (city.var / "ledger").rename(place.var / "ledger")
    assert "885 people can be read" in restore(place, first_release)
