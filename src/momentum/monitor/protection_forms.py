"""Forms about how an edition is protected."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OverrideReason(forms.Form):
    reason = forms.CharField(
        label=_("Why must this number be published?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your colleague who checks the edition reads it."),
    )
