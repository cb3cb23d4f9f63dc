"""What the database itself refuses of the access log, besides its constraints: put in place after every migration.

An entry is written once, in its place in the chain, and is removed only where an expired segment with its signed
reason stands for it. These rules stop a mistake and a curious colleague; whoever owns the database can lift them,
and is found by the chain and its anchors.
"""

# ruff: noqa: S608
from django.db import connections

ENTRY, PERSON = "accounts_accessentry", "accounts_accessentryperson"
HEAD, SEGMENT = "accounts_accessloghead", "accounts_expiredsegment"

NOT_CHANGED = "the access log is not changed"
NOT_REMOVED = "the access log is not removed"
IN_ORDER = "an entry of the access log follows the one before it"

_AFTER_HEAD = (
    f"COALESCE(NEW.number <> (SELECT number + 1 FROM {HEAD}) "
    f"OR NEW.previous <> (SELECT digest FROM {HEAD}), 1 = 1)"
)
_ENTRY_STANDS_FOR_SEGMENT = f"NOT EXISTS (SELECT 1 FROM {SEGMENT} WHERE OLD.number BETWEEN first AND last)"
_PERSON_STANDS_FOR_SEGMENT = (
    f"NOT EXISTS (SELECT 1 FROM {SEGMENT} s JOIN {ENTRY} e ON e.number BETWEEN s.first AND s.last "
    "WHERE e.id = OLD.entry_id)"
)
_NAMED_LATER = (
    f"COALESCE((SELECT number FROM {ENTRY} WHERE id = NEW.entry_id) <= (SELECT number FROM {HEAD}), 1 = 1)"
)
_HEAD_ELSEWHERE = (
    "NEW.number <> OLD.number + 1 "
    f"OR NOT EXISTS (SELECT 1 FROM {ENTRY} WHERE number = NEW.number AND digest = NEW.digest)"
)

# name of the rule: (table, event, when it refuses, what it says)
RULES: dict[str, tuple[str, str, str, str]] = {
    "access_entry_written_once": (ENTRY, "UPDATE", "1 = 1", NOT_CHANGED),
    "access_entry_person_written_once": (PERSON, "UPDATE", "1 = 1", NOT_CHANGED),
    "access_entry_in_order": (ENTRY, "INSERT", _AFTER_HEAD, IN_ORDER),
    "access_entry_person_in_order": (PERSON, "INSERT", _NAMED_LATER, IN_ORDER),
    "access_entry_kept": (ENTRY, "DELETE", _ENTRY_STANDS_FOR_SEGMENT, NOT_REMOVED),
    "access_entry_person_kept": (PERSON, "DELETE", _PERSON_STANDS_FOR_SEGMENT, NOT_REMOVED),
    "access_log_head_in_order": (HEAD, "UPDATE", _HEAD_ELSEWHERE, IN_ORDER),
    "access_log_head_kept": (HEAD, "DELETE", "1 = 1", NOT_REMOVED),
    "expired_segment_written_once": (SEGMENT, "UPDATE", "1 = 1", NOT_CHANGED),
    "expired_segment_kept": (SEGMENT, "DELETE", "1 = 1", NOT_REMOVED),
}


def statements(vendor: str) -> list[str]:
    """The SQL that puts every rule in place, whether it stands already or not."""
    made = lifted(vendor)
    for name, (table, event, refused, says) in RULES.items():
        if vendor == "sqlite":
            made.append(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refused} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return made


def lifted(vendor: str) -> list[str]:
    """The SQL that takes every rule away: for a migration of these tables, and for who empties a test database."""
    on = "" if vendor == "sqlite" else " ON {table}"
    return [
        f"DROP TRIGGER IF EXISTS {name}" + on.format(table=table)
        for name, (table, _event, _refused, _says) in RULES.items()
    ]


def lift(using: str = "default") -> None:
    connection = connections[using]
    if not _tables_stand(connection):
        return
    with connection.cursor() as cursor:
        for statement in lifted(connection.vendor):
            cursor.execute(statement)


def install(sender: object, using: str, **_signal: object) -> None:
    """Called after `migrate`; does nothing where the tables do not stand yet."""
    connection = connections[using]
    if not _tables_stand(connection):
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def _tables_stand(connection) -> bool:
    return {ENTRY, PERSON, HEAD, SEGMENT} <= set(connection.introspection.table_names())
