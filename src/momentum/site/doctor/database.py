"""The database: whether it answers, holds the tables of this release, tells the same time and keeps its walls."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from momentum.site.doctor.findings import Finding, fail, ok, warn

DRIFT = timedelta(seconds=30)


def reachable() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        yield fail(
            "database",
            f"does not answer ({type(error).__name__})",
            "Start it, and look at DATABASE_URL: host, port, name, role and password.",
        )
    else:
        yield ok("database", connection.vendor)
        if connection.vendor == "sqlite" and not settings.DEMO:
            yield warn(
                "database",
                "SQLite has no second wall (row-level security) around people's records",
                "Use PostgreSQL: docs/how-to/install.md.",
            )


def tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield fail(
            "tables",
            f"{len(plan)} migrations wait, the first {plan[0][0]}",
            "Make a backup, then run: manage.py migrate (as the owner of the tables).",
        )
    else:
        yield ok("tables", "those of this release")


def clock() -> Iterator[Finding]:
    """The database's clock beside this machine's. A clock that was set back is told by the daily work."""
    if connection.vendor != "postgresql":
        yield ok("clock", "one machine, one clock")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    here = now()
    if abs(here - there) > DRIFT:
        yield fail(
            "clock",
            f"differs by {abs(here - there).total_seconds():.0f} seconds from the database's",
            "Let both machines keep time (systemd-timesyncd or chrony).",
        )
    else:
        yield ok("clock", "within half a minute of the database's")


def role() -> Iterator[Finding]:
    """What the application's own role may do: on PostgreSQL it owns no table and no wall gives way to it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        name, *powers = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        (owned,) = cursor.fetchone()
    said = [
        word
        for word, held in zip(
            ("is superuser", "passes row-level security", "makes roles", "makes databases"),
            powers,
            strict=True,
        )
        if held
    ]
    if owned:
        said.append(f"owns {owned} tables")
    if said:
        yield (warn if settings.DEMO else fail)(
            "role",
            f"{name} {', '.join(said)}",
            "Give DATABASE_URL the application's role and DATABASE_OWNER_URL the owner's: docs/how-to/install.md.",
        )
    else:
        yield ok("role", f"{name} owns nothing and passes no wall")
