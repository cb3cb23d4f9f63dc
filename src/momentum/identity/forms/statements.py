"""Forms of statements and counter-measures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.identity.models import CounterMeasure
from momentum.identity.queries.counter_measures import requirements_in_force
from momentum.sector.models import Requirement


def _text(label, longest: int, rows: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class NewStatement(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args, years: list[int], **options) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, str(year)) for year in years]


class Words(forms.Form):
    remark_nl = _text(
        _("What it means, in Dutch"), 4000, 8, required=False, help_text=_("Needed before you submit it.")
    )
    remark_en = _text(
        _("What it means, in English"), 4000, 8, required=False, help_text=_("Needed before you submit it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBack(forms.Form):
    reason = _text(_("What must change?"), 2000, 3)


class PublicReason(forms.Form):
    reason_nl = _text(_("Reason in Dutch"), 300, 3, help_text=_("Everybody can read it."))
    reason_en = _text(_("Reason in English"), 300, 3, help_text=_("Everybody can read it."))


class NewCounterMeasure(forms.Form):
    requirement = forms.ModelChoiceField(
        label=_("Requirement"), queryset=Requirement.objects.none(), empty_label=_("Choose")
    )
    kind = forms.ChoiceField(
        label=_("What is done about it"), choices=CounterMeasure.Kind.choices, widget=forms.RadioSelect
    )
    into = forms.ModelChoiceField(
        label=_("Merged into"),
        queryset=Requirement.objects.none(),
        required=False,
        empty_label=_("Choose"),
        help_text=_("Only where it is merged with another: the requirement that takes it up."),
    )
    words_nl = forms.CharField(
        label=_("In words, in Dutch"),
        max_length=300,
        help_text=_("For example: Leave out the quarterly report, the yearly one says the same."),
    )
    words_en = forms.CharField(label=_("In words, in English"), max_length=300, required=False)
    owner = forms.CharField(
        label=_("Who sees to it"),
        max_length=160,
        required=False,
        help_text=_("An organisation or a post, not a person's name. Everybody can read it."),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        for name in ("requirement", "into"):
            self.fields[name].queryset = requirements_in_force()


class Finish(forms.Form):
    done_on = DateField(label=_("From which day"), help_text=_("For example 01-01-2016"))
    hours_after = forms.DecimalField(
        label=_("Hours a year that it costs an enterprise from then on"),
        min_value=0,
        max_digits=7,
        decimal_places=2,
        required=False,
        localize=True,
    )

    def __init__(self, *args, kind: str, **options) -> None:
        super().__init__(*args, **options)
        if kind != CounterMeasure.Kind.LIGHTER:
            del self.fields["hours_after"]


class Drop(forms.Form):
    reason = _text(_("Why is it dropped?"), 2000, 3, help_text=_("Everybody can read it."))
