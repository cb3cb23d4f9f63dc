"""Deleting many records at once, with a history of each: what an undone import brought."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, SET_NULL, ProtectedError, QuerySet

from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.sealed_fields import keep_sealed

AT_ONCE = 1000


def take_out(actor: Actor, rows: QuerySet[Any], reason: str) -> None:
    """Deletes `rows` and what hangs on them, as Django's own `delete` would; but in few statements, and with who did
    it and why in the history of every record. Raises `ProtectedError`."""
    keys = list(rows.values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        _take_out(actor, rows.model, keys[first : first + AT_ONCE], reason)


def _take_out(actor: Actor, model: Any, keys: list[Any], reason: str) -> None:
    for field, others in hanging(model, keys):
        rule = field.remote_field.on_delete
        if rule is CASCADE:
            take_out(actor, others, reason)
        elif rule is SET_NULL:
            others.update(**{field.name: None})
        elif rule is not DO_NOTHING and others.exists():
            raise ProtectedError(f"{model.__name__} is still referred to", set(others))
    rows = model._base_manager.filter(pk__in=keys)
    if hasattr(model, "history"):
        past = model.history.model
        names = [field.attname for field in past.tracked_fields]
        past.objects.bulk_create(
            [
                keep_sealed(
                    row,
                    past(
                        history_date=now(),
                        history_type="-",
                        history_user=actor.user,
                        history_change_reason=reason,
                        **{name: getattr(row, name) for name in names},
                    ),
                )
                for row in rows
            ],
            batch_size=AT_ONCE,
        )
    rows._raw_delete(rows.db)


def hanging(model: Any, keys: list[Any]) -> Iterator[tuple[Any, QuerySet[Any]]]:
    """Every field of another record that refers to records of `model`, with the records that refer to these."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            field = relation.field
            yield field, relation.related_model._base_manager.filter(**{f"{field.name}__in": keys})
