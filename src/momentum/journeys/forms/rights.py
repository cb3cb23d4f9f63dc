"""Forms with which people ask about their own record, and with which they are answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.journeys.forms.base import RecordForm, free_text
from momentum.journeys.models import Purpose, Right


class AskForm(RecordForm):
    """In the person's own words, which need not be many."""

    free_texts = ("text",)
    text = free_text(
        _("Do you want to say something with it?"),
        rows=3,
        longest=1000,
        required=False,
        hint=_("You do not have to."),
    )


class ObjectForm(RecordForm):
    free_texts = ("text",)
    text = free_text(_("Why do you not want this?"), rows=4, longest=1000)


class TakeDownForm(RecordForm):
    """What somebody asks by mouth or by letter."""

    free_texts = ("text",)
    right = forms.ChoiceField(
        label=_("What the person asks"), choices=Right.choices, widget=forms.RadioSelect
    )
    purpose = forms.ChoiceField(
        label=_("With an objection: to which use"),
        choices=[("", "–"), *Purpose.choices],
        required=False,
    )
    text = free_text(
        _("In their own words"),
        rows=4,
        longest=1000,
        required=False,
        hint=_("Needed with a correction or an objection."),
    )


class AnswerForm(RecordForm):
    free_texts = ("answer",)
    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("grant", _("Yes, do it")), ("refuse", _("No"))],
        widget=forms.RadioSelect,
    )
    planned_for = DateField(
        label=_("Not before"),
        required=False,
        help_text=_(
            "Only where a task in law asks for the record until then: the first day without it. Leave empty to erase now."
        ),
    )
    answer = free_text(
        _("What you tell the person"),
        rows=5,
        longest=2000,
        hint=_(
            "In plain words. With a no: why, and that they can complain to the data protection authority."
        ),
    )

    def __init__(self, *args: Any, right: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if right != Right.ERASE:
            del self.fields["planned_for"]

    def asked(self) -> dict[str, Any]:
        values = super().asked()
        granted = values.pop("decision") == "grant"
        return {**values, "granted": granted}


class ProlongForm(RecordForm):
    free_texts = ("reason",)
    reason = free_text(_("Why more time is needed"), rows=3, longest=1000, hint=_("The person reads this."))


class EndRestrictionForm(RecordForm):
    free_texts = ("answer",)
    ends = DateField(label=_("From which day the record is used again"))
    answer = free_text(_("Why"), rows=3, longest=1000, hint=_("The person reads this."))
