"""Model fields that the database holds sealed, under the key of the person they are about.

    remark = SealedCharField(max_length=300, blank=True, person="spell.journey.pseudonym", bound_to="spell_id")

In Python the field has its plain value, opened when it is first read; in the database, and in the history table, it is
sealed text. `person` is the path from the record to the pseudonym whose key seals it; `bound_to` is the attribute of
the record itself that the sealed text belongs to. Text that was moved to another field, or to the record of another
person, does not open: `SealBroken`. Its own earlier text, put back on the same record, does open.

Nothing (None, "") is kept as it is. Once the person's key is destroyed, text reads as “erased” and a date as None. The
database cannot compare what it cannot read, so looking up, ordering or writing by `update()` and `bulk_update()` is
refused with `SealedFieldError`; whether there is a value (`isnull`) may be asked.

A field's name is part of what is sealed: a field or model that is renamed is sealed anew by its migration.
"""

from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import FieldError
from django.core.signals import request_finished
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _
from django_tasks.signals import task_finished
from simple_history.signals import pre_create_historical_record

from momentum.accounts.keys import KeyDestroyed, person_keys
from momentum.accounts.keys.sealing import is_sealed

HISTORY = "historical"
Past = TypeVar("Past", bound=models.Model)


class SealedFieldError(FieldError):
    """The database is asked for something that only who holds the keys can tell."""


class Erased(str):
    """What a text reads as once its key was destroyed."""

    __slots__ = ()


class Sealed:
    """A value as the database holds it; once opened, with its plain value and the name it was opened under."""

    __slots__ = ("name", "plain", "text")

    def __init__(self, text: str, plain: Any = None, name: str | None = None) -> None:
        self.text, self.plain, self.name = text, plain, name

    def __str__(self) -> str:
        raise SealedFieldError(
            "This value is sealed: read it through its record, or open it with `opened(record, text)`."
        )

    __repr__ = object.__repr__


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is read; keeps sealed text as it is where the same value is set again."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return self.field.opened(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        held = instance.__dict__.get(self.field.attname)
        if isinstance(held, Sealed) and held.name is not None and held.plain == value:
            return
        instance.__dict__[self.field.attname] = value


class SealedCol(Col):
    """The column of a sealed field: selected as it is, and never an order."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        # Django resolves the columns of an ORDER BY once more, and those of lookups, which are refused as well.
        raise SealedFieldError(
            f"{self.target.model.__name__} cannot be ordered by {self.target.name} in the database, where it is "
            "sealed: sort the opened records."
        )


class HasValue(IsNull):
    """Whether there is a value at all: the one thing that the database may tell of a sealed field."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(
            Col(lhs.alias, lhs.target, lhs.output_field) if isinstance(lhs, SealedCol) else lhs, rhs
        )


class SealedField(models.Field):
    """What every sealed field has in common; comes before the field whose values it seals."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, person: str, bound_to: str, **kwargs: Any) -> None:
        self.person, self.bound_to = person, bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"person": self.person, "bound_to": self.bound_to}

    # --- plain and sealed -----------------------------------------------------------------------------------
    def sealed_name(self, bound: Any) -> str:
        """What sealed text of this field is bound to; a record's history shares it."""
        meta = self.model._meta
        return f"{meta.app_label}.{(meta.model_name or '').removeprefix(HISTORY)}.{self.name}:{bound}"

    def opened(self, instance: Any, sealed: Sealed) -> Any:
        """The plain value of what `instance` holds. Raises `SealBroken` and `KeyMissing`."""
        name = self.sealed_name(getattr(instance, self.bound_to))
        if sealed.name != name:
            try:
                sealed.plain = self.of_text(person_keys().open(sealed.text, name))
            except KeyDestroyed:
                return self.erased()
            sealed.name = name
        return sealed.plain

    def of_text(self, text: str) -> Any:
        return text

    def to_text(self, value: Any) -> str:
        return str(value)

    def erased(self) -> Any:
        return Erased(_("erased"))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == "":
            return value
        if isinstance(value, Erased):
            return None if self.null else ""
        name = self.sealed_name(getattr(model_instance, self.bound_to))
        if isinstance(value, Sealed):
            if value.name is None:
                self.opened(model_instance, value)  # raises where it does not belong here: better than lost
            if value.name in (None, name):
                return value
            value = value.plain
        value = self.to_python(value)
        text = person_keys().seal(self._pseudonym(model_instance), name, self.to_text(value))
        model_instance.__dict__[self.attname] = sealed = Sealed(text, value, name)
        return sealed

    def _pseudonym(self, instance: Any) -> str:
        value = instance
        for step in self.person.split("."):
            value = getattr(value, step, None)
        if not value:
            raise SealedFieldError(
                f"{self.name} is sealed under the key of {self.person}, which is not known yet."
            )
        return value

    # --- the database ---------------------------------------------------------------------------------------
    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Sealed(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.text
        if value is None or value == "" or (isinstance(value, str) and is_sealed(value)):
            return value
        raise SealedFieldError(
            f"{self.name} is sealed under a person's key: save the records one by one or with bulk_create(); "
            "update() and bulk_update() would write it as it is."
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return HasValue
        raise SealedFieldError(
            f"{self.model.__name__} cannot be looked up by {self.name} in the database, where it is sealed: "
            "compare the opened records."
        )

    def get_transform(self, lookup_name: str) -> Any:
        return self.get_lookup(lookup_name)

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        return SealedCol(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Col:
        return SealedCol(self.model._meta.db_table, self)

    def value_to_string(self, obj: Any) -> str:
        """What a serialised record holds: sealed text."""
        value = self.pre_save(obj, add=False)
        return value.text if isinstance(value, Sealed) else value


class SealedCharField(SealedField, models.CharField):
    """A short text; `max_length` is that of the plain text."""


class SealedEmailField(SealedField, models.EmailField):
    """An e-mail address."""


class SealedTextField(SealedField, models.TextField):
    """A text."""


class SealedDateField(SealedField, models.DateField):
    """A day."""

    def of_text(self, text: str) -> date:
        return date.fromisoformat(text)

    def to_text(self, value: date) -> str:
        return value.isoformat()

    def erased(self) -> None:
        return None


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def open_all(record: models.Model) -> None:
    """Opens every sealed value of `record`, before what they are bound to changes; saving seals them anew."""
    # The class as the record tells it: who is signed in comes as a stand-in that is loaded when first asked.
    for field in sealed_fields(record.__class__):
        getattr(record, field.attname)


def opened_columns(rows: models.QuerySet, person: str, *names: str) -> dict[str, list[Any]]:
    """The opened values of sealed fields of many records at once, by the pseudonym in their field `person`, which
    the fields are bound to as well; without making the records, for names of thousands."""
    fields = [rows.model._meta.get_field(name) for name in names]
    found = list(rows.values_list(person, *names))
    store = person_keys()
    store.hold(row[0] for row in found)
    sealed = [
        (value.text, field.sealed_name(row[0]))
        for row in found
        for field, value in zip(fields, row[1:], strict=True)
        if isinstance(value, Sealed)
    ]
    plain = iter(store.open_many(sealed))
    return {
        row[0]: [
            _plain(field, next(plain)) if isinstance(value, Sealed) else value
            for field, value in zip(fields, row[1:], strict=True)
        ]
        for row in found
    }


def _plain(field: SealedField, text: str | None) -> Any:
    return field.erased() if text is None else field.of_text(text)


def keep_sealed(instance: models.Model, history_instance: Past, **_signal: Any) -> Past:
    """A history row keeps the very text of its record: it needs no key, and no second look for whose it is."""
    for field in sealed_fields(type(history_instance)):
        value = instance.__dict__.get(field.attname)
        if isinstance(value, Sealed):
            history_instance.__dict__[field.attname] = value
    return history_instance


def forget_keys(**_signal: Any) -> None:
    """Keys are held no longer than a request or a task lasts."""
    person_keys().forget()


request_finished.connect(forget_keys)
task_finished.connect(forget_keys)
pre_create_historical_record.connect(keep_sealed)
