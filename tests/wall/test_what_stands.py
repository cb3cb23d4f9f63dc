"""What the catalog of the database itself says: every table about people is behind the wall, and who owns what."""

import subprocess
import sys

import psycopg
import pytest
from django.apps import apps

from momentum.accounts.row_security.registry import guarded
from momentum.journeys.models import Identity, Journey
from tests.wall.conftest import ROOT


def tables_about_people() -> set[str]:
    """Every table from which a chain of keys, or a pseudonym, leads to a person; histories included."""
    about = {Journey, Identity}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.related_model in about or field.name == "pseudonym"
        }
        if more <= about:
            break
        about |= more
    pasts = {model.history.model for model in about if hasattr(model, "history")}
    named = {model for model in apps.get_models() if model.__name__ in ("AccessEntry", "AccessEntryPerson")}
    return {model._meta.db_table for model in about | pasts | named}


def test_every_table_about_people_is_behind_the_wall_for_its_owner_too(administrator):
    rows = administrator.execute(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    stands = {name for name, on, forced in rows if on and forced}
    assert len(tables_about_people()) > 25
    assert tables_about_people() - stands == set()
    assert {one.table for one in guarded()} - stands == set()


def test_a_table_without_the_wall_would_be_found(administrator):
    with administrator.transaction(force_rollback=True):
        administrator.execute("ALTER TABLE journeys_spell NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(AssertionError):
            test_every_table_about_people_is_behind_the_wall_for_its_owner_too(administrator)


@pytest.mark.parametrize("who", ["owner", "application"])
def test_who_does_not_see_every_row_migrates_nothing(administrator, walled, who):
    """Else a migration of data would leave the rows of guarded tables as they were, and say that it went well."""
    address = getattr(walled, who)
    role = psycopg.conninfo.conninfo_to_dict(address)["user"]
    administrator.execute(f"ALTER ROLE {role} NOBYPASSRLS")
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"],
            cwd=ROOT, env=walled.environment | {"DATABASE_OWNER_URL": address}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    finally:
        administrator.execute(
            f"ALTER ROLE {psycopg.conninfo.conninfo_to_dict(walled.owner)['user']} BYPASSRLS"
        )
    assert done.returncode == 1
    assert f'ALTER ROLE "{role}" BYPASSRLS' in done.stderr
    assert "Traceback" not in done.stderr


def test_the_application_owns_nothing_and_can_become_nobody_else(administrator, walled):
    role = psycopg.conninfo.conninfo_to_dict(walled.application)["user"]
    assert (
        administrator.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = %s",
            [role],
        ).fetchone()
        == (False,) * 5
    )
    owned = "SELECT 1 FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = %s AND d.deptype = 'o'"
    assert administrator.execute(owned, [role]).fetchall() == []
    member = "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s"
    assert administrator.execute(member, [role]).fetchall() == []
    owners = administrator.execute(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'wall')"
    ).fetchall()
    assert owners == [(psycopg.conninfo.conninfo_to_dict(walled.owner)["user"],)]


def test_the_application_has_rows_and_never_tables(administrator, walled):
    role = psycopg.conninfo.conninfo_to_dict(walled.application)["user"]
    given = administrator.execute(
        "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee IN (%s, 'PUBLIC') AND table_schema NOT IN ('pg_catalog', 'information_schema')",
        [role],
    ).fetchall()
    assert {verb for _schema, _table, verb in given} <= {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {schema for schema, _table, _verb in given} == {"public"}
    log = {verb for _schema, table, verb in given if table == "accounts_accessentry"}
    assert "UPDATE" not in log
    assert log >= {"SELECT", "INSERT"}


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE VIEW public.mine AS SELECT * FROM journeys_identity",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE journeys_identity DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE journeys_identity NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY wall_select ON journeys_identity",
        "CREATE POLICY mine ON journeys_identity USING (true)",
        "TRUNCATE journeys_identity CASCADE",
        "DROP TABLE journeys_identity CASCADE",
        "CREATE TRIGGER mine AFTER INSERT ON journeys_identity EXECUTE FUNCTION wall.touch_journey()",
        "CREATE TEMPORARY TABLE mine (id uuid REFERENCES journeys_identity)",
        "UPDATE accounts_accessentry SET detail = 'nothing happened'",
        "SELECT * FROM wall.opening",
        "SELECT * FROM wall.touched",
        "INSERT INTO wall.cell VALUES ('identity', 'policy_officer', 'read', false, false)",
        "UPDATE wall.day SET today = '2012-01-01'",
        "SELECT wall.own_journeys(gen_random_uuid(), NULL, 'participant', current_date)",
        "COPY journeys_identity TO '/tmp/identities.csv'",
        "COPY journeys_identity TO PROGRAM 'cat'",
        "CREATE EXTENSION file_fdw",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_statistic",
    ],
)
def test_the_application_cannot(attempt, session, walled):
    session.tell(walled.city["mandates"]["case_manager"])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.ask(attempt)


def test_row_security_cannot_be_switched_off(session, walled):
    session.tell(walled.city["mandates"]["policy_officer"])
    with session.connection.transaction(force_rollback=True):
        session.connection.execute("SET LOCAL row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.connection.execute("SELECT count(*) FROM journeys_identity")


def test_every_view_asks_in_the_name_of_who_asks(administrator):
    """A plain view reads with its owner's rights, and would show everything."""
    plain = administrator.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace IN "
        "(SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'wall')) "
        "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
    ).fetchall()
    assert plain == []


def test_every_function_of_the_wall_has_a_search_path_of_its_own(administrator):
    """Else whoever asks could put a table of their own before the one it means."""
    loose = administrator.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'wall'::regnamespace "
        "AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)"
    ).fetchall()
    assert loose == []
    assert not administrator.execute("SELECT 1 FROM pg_proc WHERE prosecdef AND proleakproof").fetchall()


def test_keys_that_a_duplicate_could_tell_of_are_random(administrator):
    """A duplicate key tells that another's row is there: so keys of people are random, and long."""
    numbered = administrator.execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'id' AND data_type <> 'uuid' "
        "AND table_name IN ('journeys_identity', 'journeys_journey', 'journeys_spell', 'journeys_membership', "
        "'journeys_assessment', 'journeys_referral', 'journeys_assignment', 'journeys_purposeground')"
    ).fetchall()
    assert numbered == []
