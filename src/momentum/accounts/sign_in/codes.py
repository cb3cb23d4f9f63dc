"""Codes of an authenticator app and recovery codes: each one counts once."""

from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.actions.factors import use_code
from momentum.accounts.models import User


class CodeForm(forms.Form):
    """A code of the authenticator app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self) -> str:
        forget_failures = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        used = use_code(self.user, code)
        if used is None:
            signals.authentication_failed.send(
                sender=Authenticator, request=context.request, user=self.user, authenticator=None,
                reauthentication=False,
            )  # fmt: skip
            raise get_adapter().validation_error("incorrect_code")
        used.user = self.user
        self.authenticator = used
        forget_failures()
        return code

    def save(self) -> None:
        post_authentication(context.request, self.authenticator)
