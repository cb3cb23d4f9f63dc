"""What people type about the access log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access_log.flow import steps_of
from momentum.accounts.access_log.queries import LogFilter
from momentum.accounts.dates import DateField
from momentum.accounts.models import LogQuestionKind
from momentum.accounts.policy import Role, Verb


class LogForm(forms.Form):
    """What to look for in the access log; everything may stay empty."""

    acting = forms.CharField(label=_("Name of who looked"), required=False, max_length=120)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("every role")), *Role.choices])
    verb = forms.ChoiceField(
        label=_("What they did"),
        required=False,
        choices=[("", _("everything")), *[pair for pair in Verb.choices if pair[0] != Verb.COUNT]],
    )
    since = DateField(label=_("From, for example 31-12-2016"), required=False, help_text="")
    until = DateField(label=_("Up to and including"), required=False, help_text="")
    refused = forms.BooleanField(label=_("Only what was refused"), required=False)

    def chosen(self) -> LogFilter:
        """The filter as typed; what could not be read is left out, and the form says so."""
        return LogFilter(
            **{name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        )


class AskForm(forms.Form):
    """What a participant asks about an entry, or objects to."""

    kind = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        choices=[
            (LogQuestionKind.QUESTION, _("I want to ask something")),
            (LogQuestionKind.OBJECTION, _("I do not think this was allowed")),
        ],
    )
    text = forms.CharField(
        label=_("Your question or objection"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("At most 1000 characters. Only the privacy officer reads it."),
    )


ANSWERS = {
    "answer": _("an answer to the question"),
    "uphold": _("right: this should not have happened"),
    "not_uphold": _("not right: this was allowed"),
}


class AnswerForm(forms.Form):
    """The privacy officer's answer; with an objection, whether it is right."""

    step = forms.ChoiceField(label=_("The objection is"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The person reads it as you write it. At most 1000 characters."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = steps_of(kind)
        self.fields["step"].choices = [(step, ANSWERS[step]) for step in steps]
        if len(steps) == 1:
            self.fields["step"].widget = forms.HiddenInput()
            self.fields["step"].initial = steps[0]
