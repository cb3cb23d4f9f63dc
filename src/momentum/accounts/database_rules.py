"""What the database itself refuses, besides its constraints: put in place after every migration.

Two roles that never go together span two rows, which no portable constraint can compare; so these are triggers.
They are made again after each `migrate`, since SQLite drops them whenever a migration rebuilds their table.
"""

from django.db import connections

from momentum.accounts.policy import NEVER_TOGETHER


def _pairs() -> str:
    """The pairs of roles, both ways round, as SQL conditions on the new row and another of the same person."""
    ordered = [(first, second) for pair in NEVER_TOGETHER for first in pair for second in pair - {first}]
    return " OR ".join(
        f"(NEW.role = '{first.value}' AND other.role = '{second.value}')" for first, second in sorted(ordered)
    )


def _overlapping() -> str:
    return (
        "SELECT 1 FROM accounts_mandate other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id "  # noqa: S608
        "AND (other.ends IS NULL OR NEW.starts < other.ends) AND (NEW.ends IS NULL OR other.starts < NEW.ends) "
        f"AND ({_pairs()})"
    )


def sqlite_rules() -> list[str]:
    together = "SELECT RAISE(ABORT, 'these two roles never go together');"
    statements = []
    for event in ("INSERT", "UPDATE"):
        name = f"mandate_never_together_{event.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} ON accounts_mandate "
            f"WHEN EXISTS ({_overlapping()}) BEGIN {together} END",
        ]
    return statements


def postgresql_rules() -> list[str]:
    return [
        # The person's row is locked first: of two grants at once, the second sees the first.
        "CREATE OR REPLACE FUNCTION mandate_never_together() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE; "
        f"IF EXISTS ({_overlapping()}) THEN RAISE EXCEPTION 'these two roles never go together' "
        "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        "CREATE OR REPLACE TRIGGER mandate_never_together BEFORE INSERT OR UPDATE ON accounts_mandate "
        "FOR EACH ROW EXECUTE FUNCTION mandate_never_together()",
    ]


def install(sender, using: str, **_signal) -> None:
    """Called after `migrate`; harmless when the rules stand already, or the tables do not stand yet."""
    connection = connections[using]
    if "accounts_mandate" not in connection.introspection.table_names():
        return
    rules = {"sqlite": sqlite_rules, "postgresql": postgresql_rules}[connection.vendor]()
    with connection.cursor() as cursor:
        for statement in rules:
            cursor.execute(statement)
