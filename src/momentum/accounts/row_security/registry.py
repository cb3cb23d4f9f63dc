"""Which tables the wall guards, whose own what is, and which work of the system reaches what: as data.

Each room registers its own from its `row_security.py`, in `AppConfig.ready()`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model

from momentum.accounts.policy import Record, Role

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
EVERYTHING = frozenset(VERBS)
READING = frozenset({"SELECT"})
ADDING = frozenset({"SELECT", "INSERT"})


class Way(StrEnum):
    """How a row leads to a person's journey: the column that holds the key of it."""

    JOURNEY = "journey"
    SPELL = "spell"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True)
class Guarded:
    """One table about people. Who may read (or write) one of the records `read` (or `write`), reaches its rows.

    `besides` gives SQL conditions that open a row also without its journey, by verb: `{me}` and `{organisation}`
    stand for who acts and for whom. `own_rows` is for tables without a way to a journey: only `besides` opens them.
    `history`: written by whoever changed the record, and by nobody else.
    """

    model: type[Model]
    way: Way
    column: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    insert: tuple[str, ...]
    besides: Mapping[str, str] = field(default_factory=dict)
    history: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table


_guarded: dict[str, Guarded] = {}
_own: dict[Role, str] = {}
_tasks: dict[str, "Task"] = {}


def register(
    model: type[Model],
    path: str,
    *,
    read: Iterable[str] = (Record.JOURNEY,),
    write: Iterable[str] = (Record.JOURNEY,),
    insert: Iterable[str] | None = None,
    besides: Mapping[str, str] | None = None,
) -> None:
    """Guards the table of `model` and, where it has one, of its history.

    `path` is the lookup from a row to its journey: "journey", "spell__journey", "pseudonym", or "pk" for the journey
    itself; "" where only `besides` opens a row. `insert` defaults to `write`.
    """
    way, column = _way(model, path)
    write = tuple(write)
    one = Guarded(
        model,
        way,
        column,
        tuple(read),
        write,
        tuple(write if insert is None else insert),
        dict(besides or {}),
    )
    _guarded[one.table] = one
    if hasattr(model, "history"):
        past = model.history.model
        _guarded[past._meta.db_table] = Guarded(
            past, way, column, one.read, (), (*one.write, *one.insert), history=True
        )


def _way(model: type[Model], path: str) -> tuple[Way, str]:
    if path == "pk":
        return Way.JOURNEY, _column(model._meta.pk)
    if path in ("", "pseudonym"):
        return Way.PSEUDONYM, path
    first, _, rest = path.partition("__")
    column = _column(model._meta.get_field(first))
    if rest in ("", "journey"):
        return (Way.SPELL if rest else Way.JOURNEY), column
    raise ValueError(f"No way from {model.__name__} to a journey by {path!r}.")


def _column(field: object) -> str:
    column = getattr(field, "column", None)
    if column is None:
        raise ValueError(f"{field} is no column.")
    return str(column)


def guarded() -> tuple[Guarded, ...]:
    """Every guarded table, the same order each time."""
    return tuple(_guarded[name] for name in sorted(_guarded))


def register_own(role: Role, sql: str) -> None:
    """The journeys that are a role's own: a query giving their keys. In it `me_user`, `me_organisation`, `me_role`
    and `day` stand for who acts and for today."""
    _own[role] = sql


def own_rules() -> Mapping[Role, str]:
    return dict(_own)


@dataclass(frozen=True)
class Task:
    """Work of the system: by table, what it does there. `roles`: only while somebody in one of them acts."""

    name: str
    reach: Mapping[str, frozenset[str]]
    roles: frozenset[Role] = frozenset()


def register_task(
    name: str, reach: Mapping[Any, frozenset[str]], *, roles: Iterable[Role] = (), history: bool = False
) -> None:
    """Lets `as_system(name)` do with the tables of these models (classes, or "room.Model") what is named here, and
    with no other. With `history` the tables of their history too. A name registered twice reaches both."""
    tables: dict[str, frozenset[str]] = {}
    for each, verbs in reach.items():
        model = apps.get_model(each) if isinstance(each, str) else each
        tables[model._meta.db_table] = frozenset(verbs)
        if history and hasattr(model, "history"):
            tables[model.history.model._meta.db_table] = frozenset(verbs)
    before = _tasks[name].reach if name in _tasks else {}
    merged = {
        table: before.get(table, frozenset()) | tables.get(table, frozenset()) for table in {*before, *tables}
    }
    _tasks[name] = Task(name, merged, frozenset(roles))


def tasks() -> Mapping[str, Task]:
    return dict(_tasks)
