"""The policies of every guarded table, made from the registry: which rows a verb reaches, and which it may leave."""

# SQL is made here from names in the program, never from what somebody typed.

from collections.abc import Iterable

from momentum.accounts.row_security.registry import VERBS, Guarded, Way

SETS = {Way.JOURNEY: "wall.journeys", Way.SPELL: "wall.spells", Way.PSEUDONYM: "wall.pseudonyms"}
FRESH = "history_user_id = (SELECT wall.me()) AND history_date >= (SELECT wall.today()) - 1"


def policies(one: Guarded) -> list[str]:
    """The statements that make the policies of one table anew, and switch its row-level security on for everybody."""
    table = one.table
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]
    for verb, clause in _clauses(one).items():
        name = f"wall_{verb.lower()}"
        statements += [
            f"DROP POLICY IF EXISTS {name} ON {table}",
            f"CREATE POLICY {name} ON {table} AS PERMISSIVE FOR {verb} TO PUBLIC {clause}",
        ]
    return statements


def sign_in_policies() -> list[str]:
    """People who sign in: staff are known to each other, a participant is not. Nobody acts yet while signing in."""
    shown = (
        "(SELECT wall.me()) IS NULL OR id = (SELECT wall.me()) "
        "OR (SELECT wall.all_of(ARRAY['accounts'], 'read', 'accounts_user', '{verb}')) OR wall.shows_user(id)"
    )
    statements = [
        "ALTER TABLE accounts_user ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE accounts_user FORCE ROW LEVEL SECURITY",
    ]
    for verb in VERBS:
        rows = shown.format(verb=verb)
        clause = "WITH CHECK (true)" if verb == "INSERT" else f"USING ({rows})"
        statements += [
            f"DROP POLICY IF EXISTS wall_{verb.lower()} ON accounts_user",
            f"CREATE POLICY wall_{verb.lower()} ON accounts_user FOR {verb} TO PUBLIC {clause}",
        ]
    return statements


def _clauses(one: Guarded) -> dict[str, str]:
    if one.history:
        return {
            "SELECT": f"USING ({_rows(one, one.read, 'read', 'SELECT')} OR ({FRESH}))",
            "INSERT": f"WITH CHECK ({_all(one, (), 'write', 'INSERT')} OR ({_may_write(one)} AND {FRESH}))",
            "UPDATE": f"USING ({_all(one, (), 'write', 'UPDATE')})",
            "DELETE": f"USING ({_all(one, (), 'write', 'DELETE')})",
        }
    reads, writes = _rows(one, one.read, "read", "SELECT"), _rows(one, one.write, "write", "DELETE")
    # Locking a row is asked as a change of it, so whoever reads it may begin one; what it becomes is checked apart.
    begins = _rows(one, one.read, "read", "UPDATE")
    return {
        "SELECT": f"USING ({reads})",
        "INSERT": f"WITH CHECK ({_new(one)})",
        "UPDATE": f"USING ({begins}) WITH CHECK ({_rows(one, one.write, 'write', 'UPDATE')})",
        "DELETE": f"USING ({writes})",
    }


def _array(records: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{record}'" for record in dict.fromkeys(map(str, records))) + "]::text[]"


def _all(one: Guarded, records: tuple[str, ...], wanted: str, doing: str) -> str:
    # A file's people are always an organisation's own, whatever the matrix says of files.
    asked = [each for each in records if each not in ("import", "referred")]
    return f"(SELECT wall.all_of({_array(asked)}, '{wanted}', '{one.table}', '{doing}'))"


def _rows(one: Guarded, records: tuple[str, ...], wanted: str, doing: str) -> str:
    parts = [_all(one, records, wanted, doing)]
    if one.column:
        parts.append(f"{one.column} IN (SELECT {SETS[one.way]}({_array(records)}, '{wanted}'))")
    if doing in one.besides:
        parts.append(f"({_besides(one, doing)})")
    return " OR ".join(parts)


def _new(one: Guarded) -> str:
    """A new row: of somebody in reach, or of a person who enters with it."""
    if "INSERT" in one.besides:
        return f"{_all(one, one.insert, 'write', 'INSERT')} OR ({_besides(one, 'INSERT')})"
    if one.way is Way.SPELL:
        # Asked row by row: a file brings many at once, and all stays of an organisation are many more.
        reach = f"wall.journey_of({one.column}) IN (SELECT wall.journeys({_array(one.insert)}, 'write'))"
        return f"{_all(one, one.insert, 'write', 'INSERT')} OR {reach}"
    return _rows(one, one.insert, "write", "INSERT")


def _may_write(one: Guarded) -> str:
    return f"(SELECT wall.may_write({_array(one.insert or one.write)}))"


def _besides(one: Guarded, verb: str) -> str:
    return one.besides[verb].format(
        me="(SELECT wall.me())", organisation="(SELECT wall.organisation())", role="(SELECT wall.role())"
    )
