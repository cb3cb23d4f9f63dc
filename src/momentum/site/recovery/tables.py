"""The tables of any state of the migrations, of this version or an older one."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from momentum.site.recovery.values import Column, Kind

State = list[tuple[str, str]]
"""The last migration of every room, as (room, name)."""

KINDS: dict[str, Kind] = {
    "BooleanField": "boolean",
    "FloatField": "float",
    "DecimalField": "decimal",
    "DateTimeField": "datetime",
    "DateField": "date",
    "TimeField": "time",
    "DurationField": "duration",
    "JSONField": "json",
    "UUIDField": "uuid",
    "BinaryField": "binary",
    **dict.fromkeys(
        (
            "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
            "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField",
        ),
        "integer",
    ),
    **dict.fromkeys(
        ("CharField", "TextField", "EmailField", "SlugField", "URLField", "FileField", "GenericIPAddressField"),
        "text",
    ),
}  # fmt: skip
COUNTING = ("AutoField", "BigAutoField", "SmallAutoField")

LEFT_OUT = {
    "django_session": "nobody stays signed in through a backup: whoever holds a session is that person",
    "accounts_session": "the same",
}
"""Tables whose rows are in no backup, and why."""


@dataclass(frozen=True)
class Table:
    """`key` is the column rows are ordered by; `counts`: the database itself hands out its numbers."""

    name: str
    columns: tuple[Column, ...]
    key: str
    counts: bool


def _column(field: Any) -> Column:
    held = field
    while held.remote_field is not None:
        held = held.target_field
    return Column(field.column, KINDS[held.get_internal_type()], getattr(held, "decimal_places", 0))


def tables_of(apps: Any) -> list[Table]:
    """Every table of these models, in the order of their names."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.db_table in LEFT_OUT:
            continue
        columns = tuple(_column(field) for field in meta.concrete_fields)
        counts = meta.pk.get_internal_type() in COUNTING
        found[meta.db_table] = Table(meta.db_table, columns, meta.pk.column, counts)
    return [found[name] for name in sorted(found)]


def present_state() -> State:
    """The last migration that was applied here, of every room."""
    graph = MigrationExecutor(connection).loader.graph
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [key for key in sorted(applied & set(graph.nodes)) if not _followed(graph, key, applied)]


def _followed(graph: Any, key: tuple[str, str], applied: set[tuple[str, str]]) -> bool:
    return any(child.key[0] == key[0] and child.key in applied for child in graph.node_map[key].children)


def applied_by_a_newer_version() -> State:
    """Migrations that were applied here and that this version does not know."""
    loader = MigrationExecutor(connection).loader
    applied = MigrationRecorder(connection).applied_migrations()
    return [
        key for key in sorted(applied) if key[0] in loader.migrated_apps and key not in loader.graph.nodes
    ]


def unknown_migrations(state: State) -> State:
    """Migrations of a backup that this version does not know: it was made by a newer one."""
    known = MigrationExecutor(connection).loader.graph.nodes
    return [key for key in state if key not in known]


def tables_at(state: State) -> list[Table]:
    """The tables as they are after these migrations."""
    return tables_of(MigrationExecutor(connection).loader.project_state(state).apps)


def make_tables(state: State) -> None:
    """Make the tables of that state in an empty database; what is put in place after every `migrate` is not yet."""
    executor = MigrationExecutor(connection)
    executor.migrate(state)
