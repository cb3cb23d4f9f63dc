"""What every form of this room shares: a version, free texts that warn, and values in words."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from momentum.journeys.words import citizen_numbers, diagnosis_words

NO_DIAGNOSIS = _("No illness, no treatment, no citizen service number.")


class RecordForm(forms.Form):
    """A form about one record.

    `free_texts` names the fields in which a word for an illness is held up once, and a citizen service number
    always. `version` is the version of the record the actor saw, where it has one.
    """

    free_texts: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.free_texts:
            field = self.fields[name]
            field.help_text = f"{field.help_text} {NO_DIAGNOSIS}".strip()
        if self.free_texts:
            self.fields["text_is_fine"] = forms.BooleanField(
                label=_("I read it again: it names no illness and no treatment."),
                required=False,
                widget=forms.HiddenInput,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fine = bool(self.data.get(self.add_prefix("text_is_fine")))
        for name in self.free_texts:
            text = cleaned.get(name) or ""
            for number in citizen_numbers(text):
                self.add_error(
                    name,
                    ValidationError(
                        _(
                            "This text holds %(number)s, which looks like a citizen service number. Leave it out."
                        ),
                        params={"number": number},
                    ),
                )
            words = diagnosis_words(text)
            if words and not fine:
                self.fields["text_is_fine"].widget = forms.CheckboxInput()
                self.add_error(
                    name,
                    ValidationError(
                        _(
                            "“%(words)s” may name an illness or a treatment, and that has no place here. Write what "
                            "the person needs instead. If it means something else, tick the box below the form."
                        ),
                        params={"words": "”, “".join(words)},
                    ),
                )
        return cleaned

    def asked(self) -> dict[str, Any]:
        """The cleaned values that an action takes."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("version", "text_is_fine")
        }

    def in_words(self) -> list[tuple[str, str]]:
        """(label, value) of all that was filled in, to check before it is saved."""
        return [
            (str(bound.label), _in_words(bound.field, self.cleaned_data[bound.name]))
            for bound in self.visible_fields()
            if self.cleaned_data.get(bound.name) not in (None, "", [], False)
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(_flat(field.choices))
        return ", ".join(str(labels[str(each)]) for each in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(_flat(field.choices)).get(str(value), value))
    if isinstance(value, date):
        return date_format(value)
    if value is True:
        return str(_("yes"))
    return str(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for value, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return flat


def free_text(
    label: Any, *, rows: int = 0, longest: int = 300, required: bool = True, hint: Any = ""
) -> forms.CharField:
    """A text for `RecordForm.free_texts`: one line, or a box of `rows` lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint, widget=widget)
