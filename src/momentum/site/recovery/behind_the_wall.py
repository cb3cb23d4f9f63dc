"""Row-level security holds the owner of the tables too, so that a backup in their name would silently miss people.

So the owner lets themselves in: to a task of the system that nobody registered. Within a backup that stands in its own
transaction only, which is rolled back, and nobody else ever sees it; in a restore until it is done, before anything serves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import ProgrammingError, connection

TASK = "recovery"
LET_IN = """
INSERT INTO wall.task (task, "table", verb, role)
SELECT %s, held.relname, verbs.verb, NULL
FROM pg_class held, (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) verbs (verb)
WHERE held.relnamespace = 'public'::regnamespace AND held.relkind = 'r' AND row_security_active(held.oid)
"""


class NotTheOwner(Exception):
    """The database shows this role only a part of its rows."""

    def __init__(self) -> None:
        super().__init__(
            "The role in DATABASE_URL does not own the tables, so the database shows it only a part of the rows. Set "
            "DATABASE_OWNER_URL to the owner's address."
        )


def let_in(cursor: Any, *, transaction_only: bool) -> None:
    """Every row is shown from here on. Raises `NotTheOwner`."""
    cursor.execute("SELECT to_regclass('wall.task') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    try:
        cursor.execute(LET_IN, [TASK])
    except ProgrammingError:
        raise NotTheOwner from None
    cursor.execute("SELECT set_config('momentum.system', %s, %s)", [TASK, transaction_only])


@contextmanager
def every_row() -> Iterator[None]:
    """For a restore: every row is shown within, and the wall stands as before when it ends."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        let_in(cursor, transaction_only=False)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('momentum.system', '', false)")
        cursor.execute("DELETE FROM wall.task WHERE task = %s", [TASK])
