"""Forms of the workshop."""

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.accounts.policy import Role
from momentum.accounts.purposes import REASONS, Purpose
from momentum.monitor.models import Edition, EditionState


class NewEdition(forms.Form):
    title_nl = forms.CharField(
        label=_("Title in Dutch"), max_length=160, help_text=_("For example Monitor 2016")
    )
    title_en = forms.CharField(
        label=_("Title in English"), max_length=160, help_text=_("For example Monitor 2016")
    )
    period_from = DateField(label=_("First day of the period"), help_text=_("For example 01-01-2016"))
    period_last = DateField(label=_("Last day of the period"), help_text=_("For example 31-12-2016"))
    freeze = DateField(
        label=_("Freeze date"),
        help_text=_(
            "Facts of the days before this date count; the day itself does not. For example 01-01-2017"
        ),
    )
    n = forms.IntegerField(
        label=_("Smallest number that is shown"),
        min_value=3,
        max_value=50,
        initial=5,
        help_text=_("Numbers below it, from 1, are withheld."),
    )


class Titles(forms.Form):
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBack(forms.Form):
    reason = forms.CharField(
        label=_("What must change?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PublicReason(forms.Form):
    """A reason that everybody reads, and for a replacement the edition that takes the place."""

    by = forms.ModelChoiceField(label=_("Replaced by"), queryset=Edition.objects.none(), required=False)
    reason_nl = forms.CharField(
        label=_("Reason in Dutch"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it."),
    )
    reason_en = forms.CharField(
        label=_("Reason in English"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it."),
    )

    def __init__(self, *args, edition: Edition, replaced: bool, **options) -> None:
        super().__init__(*args, **options)
        if replaced:
            self.fields["by"].queryset = Edition.objects.filter(state=EditionState.PUBLISHED).exclude(
                pk=edition.pk
            )
            self.fields["by"].required = True
        else:
            del self.fields["by"]


class Reason(forms.Form):
    """Why an analyst looks behind a number."""

    purpose = forms.ChoiceField(
        label=_("Why do you look?"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in REASONS[Role.ANALYST] if each != Purpose.BUILD_EDITION],
    )
