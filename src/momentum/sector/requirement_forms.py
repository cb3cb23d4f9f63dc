"""What people fill in about demands. The rules are the actions'; a form only turns text into values."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.sector.editing import EditForm
from momentum.sector.forms import Lines
from momentum.sector.models import Mechanism, Party, Requirement, RequirementState

PARTIES = [each for each in Party.choices if each[0] != Party.PLATFORM]
MECHANISMS = [
    (
        Mechanism.COERCIVE,
        _("It must. Law, a contract or money depends on it: a yearly account for a subsidy."),
    ),
    (Mechanism.NORMATIVE, _("It is the norm. Professionals expect it: a quality mark, a method, a diploma.")),
    (Mechanism.MIMETIC, _("Others do it. We copy it to be safe: the same plan or system as a larger one.")),
]
UNKNOWN_HOURS = _(
    "For one enterprise, all its people together. Leave it empty if you do not know: it then counts as "
    "unknown, never as 0."
)


class HoursField(forms.Field):
    """Hours a year with at most two decimals, with a comma or a point; nothing where they are not known."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _(
            "Write hours as a number with at most two decimals, for example 12,5; or leave it empty."
        )
    }

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {
            "required": False,
            "label": _("Hours a year"),
            "help_text": UNKNOWN_HOURS,
        }
        super().__init__(**usual | options)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value if value is not None else "").strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,2})?", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return number_format(value, decimal_pos=0 if value == value.to_integral_value() else 2)


class NamesField(Lines):
    """Names of enterprises, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ReportForm(forms.Form):
    """`binds` becomes what the action takes: `binds_all` and `others`."""

    title = forms.CharField(
        label=_("What is demanded?"),
        max_length=160,
        help_text=_("In a few words, for example: quarterly report on hours per client. Name no people."),
    )
    party = forms.ChoiceField(label=_("Who demands it?"), choices=PARTIES, widget=forms.RadioSelect)
    party_name = forms.CharField(
        label=_("Name of that party"),
        max_length=160,
        required=False,
        help_text=_("For example the law, the fund or the department."),
    )
    mechanism = forms.ChoiceField(label=_("How does it work?"), choices=MECHANISMS, widget=forms.RadioSelect)
    hours = HoursField(label=_("How many hours a year does it cost you?"))
    since = DateField(label=_("Since when?"), help_text=_("About is good enough, for example 1-1-2015"))
    until = DateField(
        label=_("Until when?"),
        required=False,
        help_text=_("The first day on which it no longer held. Leave it empty if it still holds."),
    )
    binds = forms.ChoiceField(
        label=_("Whom does it bind?"),
        choices=[
            ("us", _("us")),
            ("others", _("us, and others that I name")),
            ("all", _("every enterprise")),
        ],
        widget=forms.RadioSelect,
        initial="us",
    )
    others = NamesField(
        label=_("Which others?"), required=False, help_text=_("Names of enterprises, one a line.")
    )
    remark = Lines(
        label=_("Something the platform should know"),
        required=False,
        max_length=2000,
        help_text=_("Only the broker of the platform reads this."),
    )

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        binds = values.pop("binds")
        return values | {
            "binds_all": binds == "all",
            "others": values["others"] if binds == "others" else [],
        }

    take = EditForm.take


class AddHoursForm(forms.Form):
    hours = HoursField(label=_("How many hours a year does it cost you?"))
    remark = Lines(
        label=_("Something the platform should know"),
        required=False,
        max_length=2000,
        help_text=_("Only the broker of the platform reads this."),
    )

    take = EditForm.take


class SettleForm(EditForm):
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    explanation = Lines(label=_("Explanation"), required=False, max_length=2000)
    party = forms.ChoiceField(label=_("Who demands it?"), choices=Party.choices)
    party_name = forms.CharField(label=_("Name of that party"), max_length=160, required=False)
    mechanism = forms.ChoiceField(label=_("How does it work?"), choices=Mechanism.choices)
    hours = HoursField(
        label=_("Settled hours a year"),
        help_text=_("For one enterprise. Leave it empty, and what enterprises report counts."),
    )
    since = DateField(label=_("Since"))
    until = DateField(
        label=_("Until"), required=False, help_text=_("The first day on which it no longer holds.")
    )
    binds_all = forms.BooleanField(label=_("It binds every enterprise"), required=False)
    bound = NamesField(
        label=_("Else: which enterprises"), required=False, help_text=_("Names of enterprises, one a line.")
    )


class RejectForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = Lines(
        label=_("Why is it no demand from outside?"),
        max_length=2000,
        help_text=_("Whoever reported it reads this."),
    )

    take = EditForm.take


class MergeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.ModelChoiceField(
        label=_("Which demand is kept?"), queryset=Requirement.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, beside: Requirement, first: list[Requirement], **options: Any) -> None:
        super().__init__(*args, **options)
        open_ = Requirement.objects.filter(state__in=(RequirementState.REPORTED, RequirementState.CONFIRMED))
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = open_.exclude(pk=beside.pk)
        alike = [each.pk for each in first]
        rest = [each for each in field.queryset if each.pk not in alike]
        field.choices = [(each.pk, each.title) for each in [*first, *rest]]

    take = EditForm.take
