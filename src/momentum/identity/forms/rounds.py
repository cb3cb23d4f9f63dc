"""What an analyst fills in about rounds."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.accounts.policy import Role
from momentum.accounts.purposes import REASONS


class DaysForm(forms.Form):
    """The first and the last day of a round."""

    opens = DateField(label=_("First day"))
    closes = DateField(label=_("Last day"))

    def take(self, error: ValidationError) -> None:
        """An action's refusal, at the fields it names."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class RoundForm(DaysForm):
    year = forms.IntegerField(
        label=_("Year"),
        help_text=_("The year that the profiles are about, for example 2016."),
        error_messages={
            "invalid": _("Write a year, for example 2016."),
            "required": _("Write a year, for example 2016."),
        },
    )
    field_order = ["year", "opens", "closes"]


class WhyForm(forms.Form):
    """Why an analyst opens an enterprise's answers."""

    purpose = forms.ChoiceField(
        label=_("Why do you look?"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in REASONS[Role.ANALYST]],
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
    )


class ProfilesFileForm(forms.Form):
    file = forms.FileField(
        label=_("The file with profiles"),
        help_text=_("CSV, XLSX or ODS. One row for each enterprise and year, a column for each question."),
        error_messages={
            "required": _("Choose the file with profiles."),
            "empty": _("The file is empty. Choose the file with the rows."),
        },
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_LIMIT_MB * 1_000_000:
            raise ValidationError(
                _("The file is %(size)s MB; at most %(limit)s MB is taken in. Split it into smaller files."),
                params={"size": upload.size // 1_000_000, "limit": settings.UPLOAD_LIMIT_MB},
            )
        return upload
