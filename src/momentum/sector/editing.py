"""Forms for a record that somebody else may save meanwhile: what was typed is kept, and so is what they changed.

The form carries the record's version and, signed, the values it was opened with. When the record has moved on,
fields that only the other person changed take their value; fields that both changed keep what was typed here and
show the other value; either way the second to save reads what changed and saves once more.
"""

from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

SALT = "momentum.sector.editing"


@dataclass(frozen=True)
class Meanwhile:
    """One field that somebody else changed: what it says now, and whether something else was typed here."""

    label: str
    now: str
    typed_too: bool


class EditForm(forms.Form):
    """A form over the values of one record; `for_record` opens it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def for_record(cls, values: dict[str, Any], version: int | None) -> Self:
        form = cls(initial=values)
        form.initial = values | {
            "version": version,
            "opened": signing.dumps(form.texts(values), salt=SALT, compress=True),
        }
        return form

    @classmethod
    def for_request(cls, request: HttpRequest, values: dict[str, Any], version: int | None) -> Self:
        """What the request sends; where it sends nothing yet, the form opened for these values."""
        return cls(request.POST) if request.method == "POST" else cls.for_record(values, version)

    @property
    def fields_to_edit(self) -> dict[str, forms.Field]:
        return {name: field for name, field in self.fields.items() if name not in ("version", "opened")}

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, cleaned, without the form's own two fields."""
        return {name: self.cleaned_data[name] for name in self.fields_to_edit if name in self.cleaned_data}

    def texts(self, values: dict[str, Any]) -> dict[str, str]:
        """Values as the page would send them back."""
        texts = {}
        for name, field in self.fields_to_edit.items():
            value = values.get(name)
            if isinstance(field, forms.BooleanField):
                texts[name] = "on" if value else ""
            else:
                shown = field.widget.format_value(field.prepare_value(value))
                shown = shown[0] if isinstance(shown, list) else shown
                texts[name] = _plain("" if shown is None else str(shown))
        return texts

    def merged_with(self, values: dict[str, Any], version: int) -> tuple[Self, list[Meanwhile]]:
        """This form over the record as it stands now, and what changed while it was open."""
        try:
            opened = signing.loads(self.data.get("opened", ""), salt=SALT)
        except signing.BadSignature:
            opened = {}
        now, merged, changes = self.texts(values), QueryDict(mutable=True), []
        for name, field in self.fields_to_edit.items():
            typed = _plain(self.data.get(name, ""))
            if now[name] == opened.get(name, now[name]):
                merged[name] = typed
                continue
            typed_too = typed not in (opened.get(name), now[name])
            merged[name] = typed if typed_too else now[name]
            changes.append(Meanwhile(str(field.label), _in_words(field, now[name]), typed_too))
        merged["version"] = str(version)
        merged["opened"] = signing.dumps(now, salt=SALT, compress=True)
        for name in [
            name for name, field in self.fields_to_edit.items() if isinstance(field, forms.BooleanField)
        ]:
            if not merged[name]:
                del merged[name]
        return type(self)(data=merged), changes

    def take(self: forms.Form, error: ValidationError) -> None:
        """Shows an action's refusal at the fields it names; what has no field of this form stands on top."""
        problems = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in problems.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _in_words(field: forms.Field, text: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if text else _("no")
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for value, label in _flat(field.choices) if str(value) == text), text)
    return text or _("empty")


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, label in choices:
        flat += label if isinstance(label, list | tuple) else [(value, label)]
    return flat
