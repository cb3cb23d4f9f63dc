"""The whole matrix as a page of the reference, with through what each record was tried (see `reference.py`)."""

from typing import Any

VERBS = {
    "read": "read", "search": "search", "print": "print", "export": "export", "write": "change", "count": "figures",
}  # fmt: skip


def matrix_parts() -> list[str | list[str]]:
    """The blocks of the page: what was tried, then a table for every kind of record. Needs Django to be set up."""
    from momentum.accounts.policy import Record
    from tests.wall.test_matrix_in_sql import NARROWER, TABLES, WIDER

    parts: list[str | list[str]] = [
        "Every role × record × verb, one table a record. *all*: every record of the kind · *own*: only whose own it is, "
        "or who is assigned (see [who may see and do what](access.md)) · *for a reason*: each opening needs one from the "
        "role's list · *emergency*: a reason, and looked into afterwards · –: nothing, and no way to tell it from absence.",
        "Tests make every pairing from the page that says who may see and do what, and try it through three doors:",
        [
            "- **the web**: every listed page, as every role, own and another's, of the own organisation and another, "
            "with no reason, a right and a wrong one (`tests/accounts/test_web.py`, `test_web_dimensions.py`);",
            "- **the command line**: every command that acts for somebody (`tests/accounts/test_command_line_matrix.py`);",
            "- **SQL**, in the application's role, with nothing of the program in between: select, insert, update and "
            "delete on every table, own and another's, with no reason, a right and a wrong one "
            "(`tests/wall/test_matrix_in_sql.py`, on PostgreSQL).",
        ],
    ]
    for record in Record:
        parts += [
            f"## {str(record.label)[:1].upper()}{str(record.label)[1:]}",
            _doors(record.value, TABLES),
            _pairings(record),
        ]
    parts += [
        "## Where the database is wider, or narrower",
        "A policy opens rows, and the program shows of a row what the matrix says. Rows that a role reads for an effect and "
        "never sees: "
        + "; ".join(f"{_name(role)}: `{table}`" for table, role in sorted(WIDER))
        + ", to know whether somebody may be asked afterwards; "
        "work coach: the journey's own row of whoever was proposed to the own enterprise, and their earlier stays there, "
        "to know whether the proposal was used.",
        "Narrower than the matrix: "
        + "; ".join(
            f"{_name(role)}: `{table}` ({', '.join(verb.lower() for verb in sorted(verbs))})"
            for (table, role), verbs in sorted(NARROWER.items())
        )
        + ".",
    ]
    return parts


def _name(role: str) -> str:
    from momentum.accounts.policy import Role

    return str(Role(role).label)


def _doors(record: str, tables: dict[str, tuple[set[str], set[str]]]) -> str:
    from tests.accounts.test_command_line_matrix import TOKENED
    from tests.accounts.web_requests import PAGES

    pages = len({listed.name for listed in PAGES if listed.record == record})
    commands = sorted(name for name, (about, *_rest) in TOKENED.items() if about == record)
    held = sorted(table for table, (reads, writes) in tables.items() if record in reads | writes)
    told = [
        f"web: {pages} pages" if pages else "web: no page of its own",
        "command line: " + ", ".join(f"`momentum {name}`" for name in commands)
        if commands
        else "command line: none",
        "SQL: " + ", ".join(f"`{table}`" for table in held) if held else "SQL: in no table about people",
    ]
    return "Tried through " + " · ".join(told) + "."


def _pairings(record: Any) -> list[str]:
    from momentum.accounts.policy import Role, cell_for

    rows = []
    for role in (None, *Role):
        cells = [cell_for(role, verb, record) for verb in VERBS]
        rows.append([str(role.label) if role else "visitor", *(_said(cell) for cell in cells)])
    lines = [["role", *VERBS.values()], ["---"] * (len(VERBS) + 1), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _said(cell: Any) -> str:
    from momentum.accounts.policy import Scope

    if cell is None:
        return "–"
    said = "own" if cell.scope == Scope.OWN else "all"
    if cell.emergency:
        return f"{said}, emergency"
    return f"{said}, for a reason" if cell.reasoned else said
