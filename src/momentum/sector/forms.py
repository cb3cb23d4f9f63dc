"""What a manager fills in. The rules are the actions'; a form only turns text into values."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.sector.editing import EditForm
from momentum.sector.form_times import Form
from momentum.sector.models import Borough, Branch, IdentifierScheme, LegalForm, PlaceKind

BLANK = ("", "—")

# The forms of this room that enterprises fill in, of which the time is counted.
TIMED = (
    Form("figures", _("Figures of a year"), times=1),
    Form("profile", _("Our page in the registry")),
    Form("place", _("A place to work")),
    Form("offer", _("What we sell")),
    Form("identifier", _("Numbers in registers")),
    Form("requirement", _("Report a demand")),
    Form("requirement_hours", _("Hours of a demand")),
)


def branches() -> list:
    return [BLANK, *((word.code, word.name) for word in Branch.objects.all())]


def kinds() -> list:
    return [(word.code, word.name) for word in PlaceKind.objects.all()]


def districts() -> list:
    boroughs = Borough.objects.prefetch_related("districts")
    return [
        BLANK,
        *((each.name, [(word.code, word.name) for word in each.districts.all()]) for each in boroughs),
    ]


def schemes() -> list:
    return [(word.code, f"{word.name} ({word.hint})") for word in IdentifierScheme.objects.all()]


class Lines(forms.CharField):
    """Text of several lines, with the line ends of the record."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class MoneyField(forms.Field):
    """Whole euros as people write them: 1250000, 1.250.000, 1 250 000 or € 1.250.000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write an amount in whole euros, without cents, for example 125.000."),
        "required": _("Write an amount; 0 if there was none."),
    }

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"[\s€]", "", str(value or ""))
        if not text:
            return None
        if not re.fullmatch(r"\d{1,15}|\d{1,3}([.,])\d{3}(\1\d{3})*", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(re.sub(r"[.,]", "", text))

    def prepare_value(self, value: Any) -> Any:
        return number_format(value, force_grouping=True) if isinstance(value, int) else value


class JobsField(forms.Field):
    """Full-time jobs with one decimal, with a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write a number with at most one decimal, for example 12,5."),
        "required": _("Write a number; 0 if there were none."),
    }

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value if value is not None else "").strip().replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,6}(\.\d)?", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        return number_format(value, decimal_pos=1) if isinstance(value, Decimal) else value


class ProfileForm(EditForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    branch = forms.ChoiceField(label=_("Branch"), choices=branches, required=False)
    district = forms.ChoiceField(label=_("Neighbourhood"), choices=districts, required=False)
    tagline_nl = forms.CharField(label=_("In one sentence, in Dutch"), max_length=200, required=False)
    tagline_en = forms.CharField(label=_("In one sentence, in English"), max_length=200, required=False)
    story_nl = Lines(
        label=_("Your story, in Dutch"),
        required=False,
        help_text=_(
            "How it began, what you make, what a day is like. Name nobody who works with you as a participant."
        ),
    )
    story_en = Lines(label=_("Your story, in English"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    founded = DateField(label=_("Began on"), required=False)
    closed = DateField(label=_("Stopped on"), required=False)
    listed = forms.BooleanField(label=_("Show our page in the public list"), required=False)


class PlaceForm(EditForm):
    kind = forms.ChoiceField(label=_("Kind of place"), choices=kinds)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=120)
    title_en = forms.CharField(
        label=_("Title in English"),
        max_length=120,
        required=False,
        help_text=_("Left empty, the Dutch title is shown."),
    )
    description_nl = Lines(label=_("What one does here, in Dutch"), required=False)
    description_en = Lines(label=_("What one does here, in English"), required=False)
    capacity = forms.IntegerField(label=_("For how many people"), min_value=1)
    hours_from = forms.IntegerField(label=_("Hours a week, at least"), min_value=0)
    hours_to = forms.IntegerField(label=_("Hours a week, at most"), min_value=1)
    district = forms.ChoiceField(
        label=_("Neighbourhood"),
        choices=districts,
        required=False,
        help_text=_("Only if it is not where you are."),
    )
    opens = DateField(label=_("From"))


class CloseForm(EditForm):
    closes = DateField(
        label=_("First day on which the place is no longer there"), help_text=_("For example 1-1-2017")
    )


class OfferForm(EditForm):
    name_nl = forms.CharField(label=_("Product or service, in Dutch"), max_length=120)
    name_en = forms.CharField(label=_("In English"), max_length=120, required=False)


class IdentifierForm(EditForm):
    scheme = forms.ChoiceField(label=_("Register"), choices=schemes)
    value = forms.CharField(
        label=_("Registration number"),
        max_length=60,
        required=False,
        help_text=_("Leave empty to take the number away."),
    )


class FiguresForm(EditForm):
    revenue_market = MoneyField(label=_("From customers"))
    revenue_public_contract = MoneyField(label=_("From public contracts"))
    revenue_subsidy = MoneyField(label=_("From subsidies"))
    revenue_gifts = MoneyField(label=_("From gifts and funds"))
    fte = JobsField(label=_("Full-time jobs"))
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=[BLANK, *LegalForm.choices])
    board_members = forms.IntegerField(label=_("Members of the board"), min_value=0)
    board_from_target_group = forms.IntegerField(label=_("Of whom from the target group"), min_value=0)
    bears_own_risk = forms.BooleanField(label=_("We bear our own financial risk"), required=False)
