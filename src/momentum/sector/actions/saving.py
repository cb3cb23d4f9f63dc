"""Saving a record that somebody else may have saved meanwhile."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, Stale
from momentum.sector.models import Named

Word = TypeVar("Word", bound=Named)


def locked(model: type[Model], pk: Any, version: int | None, record: str = "registry") -> Any:
    """The record, locked until the transaction ends; raises `Stale` where its version is another one."""
    found: Any = model._default_manager.select_for_update().filter(pk=pk).first()
    if found is None:
        raise Refused("write", record, detail=str(pk))
    if found.version != version:
        raise Stale(found)
    return found


def put(record: Model, values: dict[str, Any], fields: frozenset[str]) -> None:
    """Sets `values` on the record; a word of a city list may be given as its code."""
    unknown = values.keys() - fields
    if unknown:
        raise TypeError(f"{type(record).__name__} has no editable field {', '.join(sorted(unknown))}")
    for name, value in values.items():
        relation: Any = record._meta.get_field(name).related_model
        if relation and isinstance(value, str):
            setattr(record, name, word(relation, name, value) if value else None)
        else:
            setattr(record, name, value.strip() if isinstance(value, str) else value)


def word(model: type[Word], field: str, code: str) -> Word:
    found = model._default_manager.filter(pk=code).first()
    if found is None:
        raise ValidationError({field: _("“%s” is not on the list. Choose one that is.") % code})
    return found
