"""Forms with which people measure, ask and answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.journeys import own_voice
from momentum.journeys.forms.base import RecordForm, free_text
from momentum.journeys.forms.people import STAFF_GROUNDS
from momentum.journeys.models import Instrument, Outcome, Purpose

RUNGS = [
    (1, _("1 – isolated")),
    (2, _("2 – contacts outdoors")),
    (3, _("3 – organised activities")),
    (4, _("4 – unpaid work")),
    (5, _("5 – paid work with support")),
    (6, _("6 – paid work")),
]


class AnswerReferralForm(RecordForm):
    free_texts = ("answer",)
    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", _("Yes, we would like to meet")), ("decline", _("No"))],
        widget=forms.RadioSelect,
    )
    answer = free_text(
        _("A few words with it"), required=False, hint=_("Needed with a no. The person can read this.")
    )


class LadderForm(RecordForm):
    free_texts = ("reason",)
    value = forms.TypedChoiceField(label=_("Rung"), choices=RUNGS, coerce=int, widget=forms.RadioSelect)
    date = DateField(label=_("On which day"))
    reason = free_text(_("Remark"), longest=100, required=False)
    instrument = Instrument.LADDER


class WageValueForm(RecordForm):
    free_texts = ("reason",)
    value = forms.DecimalField(
        label=_("Wage value"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text=_("As a percentage of the minimum wage: from 0 to 100."),
    )
    date = DateField(label=_("On which day"))
    reason = free_text(_("Remark"), longest=100, required=False)
    instrument = Instrument.WAGE_VALUE


class OwnVoiceForm(RecordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, sentence in own_voice.SENTENCES.items():
            self.fields[key] = forms.TypedChoiceField(
                label=sentence,
                choices=own_voice.ANCHORS.items(),
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, int]:
        return {key: value for key, value in self.asked().items() if value is not None}


class FollowUpForm(RecordForm):
    free_texts = ("remark",)
    asked_on = DateField(label=_("When did you ask?"))
    outcome = forms.ChoiceField(label=_("How is it now?"), choices=Outcome.choices, widget=forms.RadioSelect)
    remark = free_text(_("Remark"), required=False)


class ReportErrorForm(RecordForm):
    free_texts = ("text",)
    about = forms.ChoiceField(label=_("What is it about?"))
    text = free_text(_("What is wrong, and how should it be?"), rows=5, longest=1000)

    def __init__(self, *args: Any, subjects: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = subjects


class AnswerCorrectionForm(RecordForm):
    free_texts = ("answer",)
    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("corrected", _("It was wrong, and I corrected it")),
            ("not_corrected", _("It stays as it is")),
        ],
        widget=forms.RadioSelect,
    )
    answer = free_text(_("What you did, or why not"), rows=4, longest=1000, hint=_("The person reads this."))


class GroundForm(RecordForm):
    free_texts = ("explanation",)
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices)
    ground = forms.ChoiceField(label=_("It rests on"), choices=STAFF_GROUNDS, widget=forms.RadioSelect)
    explanation = free_text(_("Which law, which agreement"))
    ends = DateField(
        label=_("Until when"), required=False, help_text=_("The first day without it. Empty: no end.")
    )


class GiveConsentForm(RecordForm):
    ends = DateField(label=_("Until when?"), required=False, help_text=_("Empty: until you withdraw it."))


class ConfirmGroundsForm(RecordForm):
    free_texts = ("explanation",)
    ground = forms.ChoiceField(label=_("It rests on"), choices=STAFF_GROUNDS, widget=forms.RadioSelect)
    explanation = free_text(_("Which law, which agreement"))
    journeys = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["journeys"].choices = people
