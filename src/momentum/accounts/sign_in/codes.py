"""Codes of an authenticator app and recovery codes: each one counts once."""

import time

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import User

COUNTER = "counter"  # in the authenticator's data: the latest half minute whose code was used
PERIOD = 30


def use_code(user: User, code: str) -> Authenticator | None:
    """The authenticator whose code this is, now used up; None where it is wrong or was used before.

    A code of the app is refused from the moment a later one was used, whatever the clock says (RFC 6238, 5.2).
    """
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user=user)
        app = held.filter(type=Authenticator.Type.TOTP).first()
        if app is not None and _uses(app, code):
            return app
        codes = held.filter(type=Authenticator.Type.RECOVERY_CODES).first()
        return codes if codes is not None and codes.wrap().validate_code(code) else None


def _uses(app: Authenticator, code: str) -> bool:
    secret = get_adapter().decrypt(app.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            if counter <= app.data.get(COUNTER, -1):
                return False
            app.data[COUNTER] = counter
            app.save(update_fields=["data"])
            return True
    return False


def use_up_present_code(user: User) -> None:
    """The code that showed that an app works is used: it signs nobody in besides."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    app.data[COUNTER] = int(time.time()) // PERIOD
    app.save(update_fields=["data"])


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
