"""What is kept of somebody's second factors: a code used up, a factor shown, all of them taken away."""

import time
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

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


def show_factor(form: Any) -> None:
    """The factor that a valid form checked was shown: when is kept, and the session told of it by signal."""
    form.save()


def take_away_factors(user: User) -> None:
    """Every second factor of `user` is gone; the next sign-in leads to setting up anew."""
    Authenticator.objects.filter(user=user).delete()


def keep_only_number(account: SocialAccount) -> None:
    """Of what a city's own service told of somebody nothing stays but its number for them."""
    account.extra_data = {}
    if account.pk:
        account.save(update_fields=["extra_data"])
