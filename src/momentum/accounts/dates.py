"""A day as people write it: 31-12-2016."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateField(forms.DateField):
    """A day typed as 31-12-2016, 31/12/2016 or 2016-12-31, shown back as 31-12-2016 in every language."""

    widget = forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    input_formats = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")
    default_error_messages = {
        "invalid": _("Write a day as day-month-year, for example 31-12-2016."),
        "year": _("Write a year from 1800 to 2199."),
        "required": _("Write a day, for example 31-12-2016."),
    }

    def __init__(self, **options) -> None:
        options.setdefault("help_text", _("For example 31-12-2016"))
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not 1800 <= day.year < 2200:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day
