"""How the library of second factors behaves here."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.accounts.sign_in.sealing import seal, unseal


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed at rest; names and sentences are this house's own."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This did not work. A code works once, and for half a minute: wait for the next one and type that."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, "authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "authenticator")

    def get_totp_issuer(self) -> str:
        return f"Momentum {settings.CITY}"

    def _get_site_name(self) -> str:
        return f"Momentum {settings.CITY}"

    def _get_user_identifier(self, user) -> str:
        return user.address or user.sign_in_name

    def generate_authenticator_name(self, user, type) -> str:
        return _("My passkey")
