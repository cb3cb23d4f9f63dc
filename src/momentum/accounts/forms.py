"""What people type about people and roles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.dates import DateField
from momentum.accounts.models import Organisation
from momentum.accounts.queries import organisations_to_grant_in, roles_to_grant


class InvitationForm(forms.Form):
    """Somebody, the role they get, where, and from when until when."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Who signs in here already keeps the name they have.")
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=[("nl", "Nederlands"), ("en", "English")]
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("Choose an organisation")
    )
    role = forms.ChoiceField(label=_("Role"))
    starts = DateField(label=_("From"))
    ends = DateField(
        label=_("Until"),
        required=False,
        help_text=_(
            "The first day without the role, for example 31-12-2016. Leave it empty if no end is known."
        ),
    )

    def __init__(self, actor: Actor, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_to_grant_in(actor)
        roles = [(role.value, role.label) for role in roles_to_grant(actor)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]
        self.fields["starts"].initial = today
        if actor.organisation and self.fields["organisation"].queryset.count() == 1:
            self.fields["organisation"].initial = actor.organisation.pk


class EndForm(forms.Form):
    """The day at whose start a role ends."""

    ends = DateField(label=_("First day without the role"), initial=today)
