"""Puts the wall in place: after every `migrate`, by the owner, and the same again each time."""

# SQL is made here from names in the program, never from what somebody typed.

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connections

from momentum.accounts.policy import MATRIX, PART_OF, Scope
from momentum.accounts.purposes import REASONS
from momentum.accounts.row_security import functions
from momentum.accounts.row_security.policies import policies, sign_in_policies
from momentum.accounts.row_security.registry import Task, guarded, tasks

# What is written once: by no one changed, and removed only where the log's own rules let it go.
WRITTEN_ONCE = ("accounts_accessentry", "accounts_accessentryperson")
READ_ONLY = ("django_migrations",)


def check_owner(sender: Any, using: str, **_signal: Any) -> None:
    """Called before `migrate`: who cannot see every row of a guarded table would leave rows behind, untold.

    Raises CommandError. The first migration of an empty database may do without: there is no guarded table yet.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, EXISTS (SELECT FROM pg_class "
            "WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        role, sees_all, guarded_already = cursor.fetchone()
    if guarded_already and not sees_all:
        raise CommandError(
            f"The role {role} does not see every row of the tables about people, so a migration would leave rows as "
            "they were. Nothing was changed. Migrate as the owner (DATABASE_OWNER_URL), and let the owner pass the "
            f"rows' rules, as a superuser: ALTER ROLE {quoted(role)} BYPASSRLS. See docs/how-to/two-roles.md."
        )


def install(sender: Any, using: str, **_signal: Any) -> None:
    """Called after `migrate`. Does nothing elsewhere than on PostgreSQL, or while tables are still missing."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    present = set(connection.introspection.table_names())
    if not present >= {one.table for one in guarded()}:
        return
    with connection.cursor() as cursor:
        _own_role(cursor)
        for statement in [*functions.TABLES, *functions.WHO, *functions.MATRIX, *functions.reach()]:
            cursor.execute(statement)
        _fill(cursor)
        for statement in functions.touching():
            cursor.execute(statement)
        for one in guarded():
            for statement in policies(one):
                cursor.execute(statement)
        for statement in sign_in_policies():
            cursor.execute(statement)
        for statement in grants(settings.DATABASE_APPLICATION_ROLE, present):
            cursor.execute(statement)


def _own_role(cursor: Any) -> None:
    """Where one URL serves for everything, as in tests, the application's role is made here."""
    if settings.DATABASE_OWNER_URL:
        return
    role = quoted(settings.DATABASE_APPLICATION_ROLE)
    cursor.execute(
        f"DO $wall$ BEGIN CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $wall$"
    )


def _fill(cursor: Any) -> None:
    """The matrix, the reasons and the tasks, as the program knows them."""
    cursor.execute("DELETE FROM wall.cell; DELETE FROM wall.reason; DELETE FROM wall.task")
    cursor.executemany("INSERT INTO wall.cell VALUES (%s, %s, %s, %s, %s)", matrix_rows())
    reasons = [(role.value, reason.value) for role, several in REASONS.items() for reason in several]
    cursor.executemany("INSERT INTO wall.reason VALUES (%s, %s)", reasons)
    cursor.executemany("INSERT INTO wall.task VALUES (%s, %s, %s, %s)", task_rows())
    cursor.execute(
        "INSERT INTO wall.day (today, zone) VALUES (%s, %s) "
        "ON CONFLICT (only_row) DO UPDATE SET today = EXCLUDED.today, zone = EXCLUDED.zone",
        [settings.TODAY, settings.TIME_ZONE],
    )


def matrix_rows() -> list[tuple[str, str, str, bool, bool]]:
    """(record, role, read or write, own only, for a reason only); who has the whole of a record has its parts."""
    rows = {
        (record.value, role.value, verb, cell.scope == Scope.OWN, cell.reasoned)
        for whole, roles in MATRIX.items()
        for record in (whole, *(part for part, of in PART_OF.items() if of == whole))
        for role, several in roles.items()
        for cell in several
        for verb in ("read", "write")
        if verb in cell.verbs
    }
    return sorted(rows)


def task_rows() -> list[tuple[str, str, str, str | None]]:
    return [
        (name, table, verb, role)
        for name, task in tasks().items()
        for table, verbs in task.reach.items()
        for verb in sorted(verbs)
        for role in _roles_of(task)
    ]


def _roles_of(task: Task) -> Sequence[str | None]:
    """The roles that may enter it; None for a task of the system's own."""
    return sorted(each.value for each in task.roles) or [None]


def grants(role: str, present: set[str]) -> list[str]:
    """What the application's role may do at all: rows of tables, and never the tables themselves."""
    name = quoted(role)
    statements = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {name}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC, {name}",
        f"GRANT USAGE ON SCHEMA public, wall TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ]
    for table in sorted(present):
        verbs = "SELECT" if table in READ_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        verbs = "SELECT, INSERT, DELETE" if table in WRITTEN_ONCE else verbs
        statements.append(f"GRANT {verbs} ON {quoted(table)} TO {name}")
    return [
        *statements,
        *(f"GRANT EXECUTE ON FUNCTION wall.{called} TO {name}" for called in functions.CALLED),
    ]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
