"""Asking to open a record for a reason, and saying what was found of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.purposes import Purpose
from momentum.journeys.forms.base import RecordForm, free_text
from momentum.journeys.models import Verdict


class OpeningForm(RecordForm):
    free_texts = ("explanation",)
    key = forms.CharField(
        label=_("Key of the record"),
        max_length=300,
        help_text=_("The long code in the address of the person's page; the whole address will do."),
    )
    purpose = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    explanation = free_text(
        _("What happened, and why can it not be done without opening the record?"), rows=3, longest=500
    )

    def __init__(self, *args: Any, reasons: tuple[Purpose, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = [(each.value, each.label) for each in reasons]


class ReviewForm(RecordForm):
    free_texts = ("remark",)
    verdict = forms.ChoiceField(
        label=_("What did you find?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    remark = free_text(_("Remark"), rows=3, longest=500, required=False)
