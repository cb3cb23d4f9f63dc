"""Forms about who takes part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField
from momentum.accounts.models import Organisation, OrganisationKind, User
from momentum.journeys.forms.base import RecordForm, free_text
from momentum.journeys.models import Ground, Purpose
from momentum.journeys.needs import NEEDS
from momentum.sector.models import District, Place, TargetGroup

STAFF_GROUNDS = [
    (Ground.LAW, _("a task in law")),
    (Ground.CONTRACT, _("an agreement with the person")),
]
BIRTH = {"label": _("Date of birth"), "required": False, "help_text": _("For example 31-12-1985")}


class DetailsForm(RecordForm):
    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    birth_date = DateField(**BIRTH)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )


class ChangeDetailsForm(DetailsForm):
    free_texts = ("reason",)
    reason = free_text(_("Why is it changed?"), longest=100, required=False)


class SituationForm(RecordForm):
    district = forms.ModelChoiceField(
        District.objects.all(), label=_("Neighbourhood"), required=False, empty_label=_("Not known")
    )
    needs = forms.MultipleChoiceField(
        choices=NEEDS.items(),
        label=_("What helps this person to work well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RegisterForm(DetailsForm, SituationForm):
    free_texts = ("explanation",)
    field_order = ("first_name", "last_name", "birth_date", "email", "phone", "district", "target_groups")
    target_groups = forms.ModelMultipleChoiceField(
        TargetGroup.objects.all(),
        label=_("Target groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guidance = forms.ChoiceField(
        choices=STAFF_GROUNDS, label=_("Finding and keeping a place rests on"), widget=forms.RadioSelect
    )
    counting = forms.ChoiceField(
        choices=[
            (Ground.LAW, _("a task in law")),
            (Ground.TO_BE_CONFIRMED, _("still to be confirmed: not counted")),
        ],
        label=_("Counting in the monitor rests on"),
        widget=forms.RadioSelect,
    )
    follow_up = forms.ChoiceField(
        choices=[*STAFF_GROUNDS, ("", _("nothing yet: nobody asks"))],
        label=_("Asking afterwards how it goes rests on"),
        required=False,
        widget=forms.RadioSelect,
    )
    explanation = free_text(
        _("Which law, which agreement"), hint=_("For example: Participation Act, article 7.")
    )

    def asked(self) -> dict[str, Any]:
        values = super().asked()
        grounds = {purpose: values.pop(purpose) for purpose in PURPOSES_ASKED}
        return {**values, "grounds": {purpose: ground for purpose, ground in grounds.items() if ground}}


PURPOSES_ASKED = (Purpose.GUIDANCE, Purpose.COUNTING, Purpose.FOLLOW_UP)


class RegisterMyselfForm(DetailsForm):
    district = SituationForm.base_fields["district"]
    counting = forms.BooleanField(
        label=_("I may be counted in the yearly figures. Nobody can see from those that it is me."),
        required=False,
    )
    follow_up = forms.BooleanField(
        label=_("Somebody may ask me later how it goes: after 3 months, half a year and a year."),
        required=False,
    )
    guidance = forms.BooleanField(label=_("You may use my details to help me find and keep a place."))

    def asked(self) -> dict[str, Any]:
        values = super().asked()
        chosen = [purpose for purpose in PURPOSES_ASKED if values.pop(purpose)]
        return {**values, "grounds": dict.fromkeys(chosen, Ground.CONSENT)}


class MembershipForm(RecordForm):
    target_group = forms.ModelChoiceField(
        TargetGroup.objects.all(), label=_("Target group"), empty_label=_("Choose a group")
    )
    starts = DateField(label=_("From which day"))
    ends = DateField(label=_("First day without it"), required=False)


class EndMembershipForm(RecordForm):
    ends = DateField(label=_("First day without it"))


class ReferForm(RecordForm):
    free_texts = ("wish",)
    to_organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.SOCIAL_ENTERPRISE),
        label=_("To which enterprise"),
        empty_label=_("Choose an enterprise"),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("For which place"),
        required=False,
        empty_label=_("No place in particular"),
    )
    wish = free_text(
        _("What would they like to do?"),
        required=False,
        hint=_("The enterprise reads this before it says yes, and no name yet. So do not write one."),
    )

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places
        self.fields["place"].label_from_instance = lambda place: f"{place.organisation.name}: {place.title}"


class ReferMyselfForm(ReferForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_organisation"].label = _("Where would you like to work?")
        self.fields["place"].label = _("Which place there?")
        self.fields["wish"].label = _("What would you like to do?")


class MergeForm(RecordForm):
    merged = forms.ChoiceField(
        label=_("Which other record is of the same person?"),
        help_text=_(
            "The name and the sign-in of this record stay. Everything of the other one comes with it."
        ),
    )
    merged_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["merged"].choices = people


class DeathForm(RecordForm):
    died = DateField(label=_("Day of death"))


class HandOverForm(RecordForm):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("To which colleague"), empty_label=_("Choose a colleague")
    )
    starts = DateField(label=_("From which day"))
    journeys = forms.MultipleChoiceField(label=_("Whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, colleagues: Any, people: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues
        self.fields["journeys"].choices = people


class CoverForm(RecordForm):
    by = forms.ModelChoiceField(
        User.objects.none(), label=_("Who covers"), empty_label=_("Choose a colleague")
    )
    starts = DateField(label=_("First day away"))
    ends = DateField(label=_("First day back"))

    def __init__(self, *args: Any, colleagues: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["by"].queryset = colleagues
