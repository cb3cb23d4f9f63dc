"""Rows of the database that hold sealed text: sealed where they still stand in plain text, sealed anew under new keys.

Both go through a table in batches, each in a transaction of its own, beside a city that works on: a value somebody
saved meanwhile stays as they saved it. Stopped anywhere, they go on where they were.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connections, models, transaction
from django.db.models.functions import Cast

from momentum.accounts.keys import KeyDestroyed, SealBroken, person_keys
from momentum.accounts.keys.sealing import is_sealed, key_of
from momentum.accounts.sealed_fields import SealedField, sealed_fields

BATCH = 500
Row = tuple[Any, dict[str, str], dict[str, str]]
"""A row's key; its texts that are not empty, by field, as the database holds them; the name each is sealed under."""

_by_hand: dict[str, dict[str, str]] = {}


def register(model: type[models.Model], **names: str) -> None:
    """Columns of `model` that are no sealed fields and hold sealed text all the same, each with its sealed name.

    Without this a rotation of keys would not seal them anew, and their keys would be removed."""
    _by_hand[model._meta.label_lower] = names


def holds_sealed_text(model: type[models.Model]) -> bool:
    return bool(sealed_fields(model)) or model._meta.label_lower in _by_hand


def seal_plain_rows(
    found: Iterable[type[models.Model]],
    using: str,
    whose: Callable[[type[models.Model], list[Any]], dict[Any, str]],
) -> int:
    """Seals what stands in plain text in the sealed fields of these models; gives the number of rows changed.

    `whose(model, keys)` tells the pseudonym of the person each row is about.
    """
    return sum(_seal_plain(model, using, whose) for model in found if sealed_fields(model))


def seal_anew(model: type[models.Model], using: str, retired: set[str]) -> tuple[int, list[str]]:
    """Seals under the persons' present keys what is sealed under one of `retired`.

    Gives the number of values sealed anew, and where a value stands that does not open: it stays as it is.
    """
    store, changed, broken = person_keys(), 0, []
    for batch in _batches(model, using):
        for key, texts, names in batch:
            for field, text in texts.items():
                if not is_sealed(text) or key_of(text) not in retired:
                    continue
                try:
                    changed += _seal_value_anew(store, model, using, key, field, text, names[field])
                except SealBroken:
                    broken.append(f"{model._meta.db_table} {key} {field}")
        store.forget()
    return changed, broken


def sealed_rows(model: type[models.Model], using: str) -> Iterator[tuple[str, str]]:
    """Where every value of the model's sealed fields stands, and the text that is kept there."""
    for batch in _batches(model, using):
        for key, texts, _names in batch:
            yield from ((f"{model._meta.db_table} {key} {field}", text) for field, text in texts.items())


def rub_out(connection: Any, found: Iterable[type[models.Model]]) -> None:
    """Writes the tables of these models anew, so that no page of a file keeps what stood there before."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in found:
            table, column = quote(model._meta.db_table), quote(sealed_fields(model)[0].column)
            # VACUUM FULL would copy what was replaced as long as anything in the whole server may still see it.
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column} || ''")
            cursor.execute(f"ANALYZE {table}")


def _seal_plain(
    model: type[models.Model], using: str, whose: Callable[[type[models.Model], list[Any]], dict[Any, str]]
) -> int:
    store, changed = person_keys(), 0
    by_name = {field.name: field for field in sealed_fields(model)}
    for batch in _batches(model, using):
        plain = [
            (key, {name: text for name, text in texts.items() if not is_sealed(text)}, names)
            for key, texts, names in batch
        ]
        plain = [row for row in plain if row[1]]
        if not plain:
            continue
        people = whose(model, [key for key, _texts, _names in plain])
        _make(store, people.values())
        with transaction.atomic(using=using):
            for key, texts, names in plain:
                sealed = {
                    name: _seal(store, people[key], by_name[name], names[name], text)
                    for name, text in texts.items()
                }
                model._default_manager.using(using).filter(pk=key).update(**sealed)
        store.forget()
        changed += len(plain)
    return changed


def _make(store: Any, pseudonyms: Iterable[str]) -> None:
    store.make(each for each in set(pseudonyms) if not store.is_destroyed(each))


def _seal(store: Any, pseudonym: str, field: SealedField, name: str, text: str) -> str | None:
    """Sealed text; nothing of a person who was erased, of whom nothing should stand here."""
    try:
        return store.seal(pseudonym, name, text)
    except KeyDestroyed:
        return None if field.null else ""


def _seal_value_anew(
    store: Any, model: type[models.Model], using: str, key: Any, name: str, text: str, sealed_name: str
) -> int:
    try:
        anew = store.seal(store.person_of(text), sealed_name, store.open(text, sealed_name))
    except KeyDestroyed:
        return 0
    connection = connections[using]
    quote, field = connection.ops.quote_name, model._meta.get_field(name)
    key_column = model._meta.pk.column
    assert isinstance(field, models.Field)
    assert field.column
    assert key_column
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {quote(field.column)} = %s "  # noqa: S608
            f"WHERE {quote(key_column)} = %s AND {quote(field.column)} = %s",
            [anew, model._meta.pk.get_db_prep_value(key, connection), text],
        )
        return cursor.rowcount


def _batches(model: type[models.Model], using: str) -> Iterator[list[Row]]:
    fields, by_hand = sealed_fields(model), _by_hand.get(model._meta.label_lower, {})
    names = [field.name for field in fields] + list(by_hand)
    bound = sorted({field.bound_to for field in fields})
    rows = model._default_manager.using(using).order_by("pk")
    rows = rows.annotate(**{f"held_{name}": Cast(name, models.TextField()) for name in names})
    last: Any = None
    while True:
        rest = rows if last is None else rows.filter(pk__gt=last)
        batch = list(rest.values_list("pk", *bound, *(f"held_{name}" for name in names))[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        yield [
            (
                row[0],
                {name: text for name, text in zip(names, row[1 + len(bound) :], strict=True) if text},
                by_hand
                | {field.name: field.sealed_name(row[1 + bound.index(field.bound_to)]) for field in fields},
            )
            for row in batch
        ]
