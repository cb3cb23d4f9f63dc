"""Forms about stays: starting, changing, ending."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.accounts.models import Organisation
from momentum.journeys.forms.base import RecordForm, free_text
from momentum.journeys.models import EndReason
from momentum.sector.models import Place, PlaceKind

HOURS = {"min_value": 0, "max_value": 168, "max_digits": 4, "decimal_places": 1, "localize": True}
REASON_FOR_A_CHANGE = _("Why is it changed?")


class StartForm(RecordForm):
    person = forms.ChoiceField(label=_("Who"))
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Which place"), empty_label=_("Choose a place")
    )
    starts = DateField(label=_("First day"))
    hours_per_week = forms.DecimalField(label=_("Hours a week"), required=False, **HOURS)

    def __init__(self, *args: Any, people: list, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people
        self.fields["place"].queryset = places


class JobForm(RecordForm):
    person = forms.ChoiceField(label=_("Who"))
    employer = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Employer"), empty_label=_("Choose an employer")
    )
    kind = forms.ModelChoiceField(
        PlaceKind.objects.filter(paid=True), label=_("Kind of work"), empty_label=_("Choose a kind")
    )
    starts = DateField(label=_("First day"))
    hours_per_week = forms.DecimalField(label=_("Hours a week"), required=False, **HOURS)

    def __init__(self, *args: Any, people: list, employers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people
        self.fields["employer"].queryset = employers


class ChangeForm(RecordForm):
    free_texts = ("reason",)
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Which place"),
        required=False,
        empty_label=_("No place of this organisation"),
    )
    kind = forms.ModelChoiceField(
        PlaceKind.objects.all(),
        label=_("Kind of place"),
        help_text=_("A place of your own has its own kind."),
    )
    starts = DateField(label=_("First day"))
    ends = DateField(
        label=_("First day without it"),
        required=False,
        help_text=_("Empty while the stay runs. For example 31-12-2016"),
    )
    end_reason = forms.ModelChoiceField(
        EndReason.objects.all(), label=_("Why it ended"), required=False, empty_label=_("Not known")
    )
    reason = free_text(
        REASON_FOR_A_CHANGE, longest=100, hint=_("Everybody who reads the journey can read this.")
    )

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places


class HoursForm(RecordForm):
    starts = DateField(label=_("From which day"))
    hours_per_week = forms.DecimalField(label=_("Hours a week"), **HOURS)


class EndForm(RecordForm):
    ends = DateField(
        label=_("First day without it"), help_text=_("The day after the last day. For example 31-12-2016")
    )
    end_reason = forms.ModelChoiceField(
        EndReason.objects.all(), label=_("Why it ends"), required=False, empty_label=_("Not known yet")
    )


class EndOneForm(EndForm):
    stay = forms.ChoiceField(label=_("Whose stay"))
    field_order = ("stay", "ends", "end_reason")

    def __init__(self, *args: Any, stays: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stay"].choices = stays

    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in super().asked().items() if name != "stay"}


class ReasonForm(RecordForm):
    free_texts = ("reason",)
    reason = free_text(
        REASON_FOR_A_CHANGE, longest=100, hint=_("Everybody who reads the journey can read this.")
    )
