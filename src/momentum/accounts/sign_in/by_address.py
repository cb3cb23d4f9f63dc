"""Signing in, and asking for a new password, by an e-mail address that the database knows by its digest only."""

from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ResetPasswordForm

from momentum.accounts.models import User


class ByAddress(AuthenticationBackend):
    """One look-up and one hashing, whether the address is known or not."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        return self._check_password(User.objects.by_address(email), password)


class AskResetForm(ResetPasswordForm):
    """Where to send the link for a new password."""

    def clean_email(self) -> str:
        email = get_adapter().clean_email(self.cleaned_data["email"].lower())
        user = User.objects.by_address(email)
        self.users = [user] if user and user.is_active else []
        return self.cleaned_data["email"]
