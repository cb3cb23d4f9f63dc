"""What an analyst says before looking at single enterprises."""

from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Role
from momentum.accounts.purposes import REASONS, Purpose


class Reason(forms.Form):
    """Why an analyst looks at where single enterprises stand."""

    purpose = forms.ChoiceField(
        label=_("Why do you look?"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in REASONS[Role.ANALYST] if each != Purpose.BUILD_EDITION],
    )
