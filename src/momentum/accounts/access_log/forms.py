"""What people type about the access log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access_log.queries import LogFilter
from momentum.accounts.dates import DateField
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
