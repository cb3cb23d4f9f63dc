"""The key in a link for a new password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from momentum.accounts.sign_in.proofs import CLOCKS_DIFFER


class ResetTokens(PasswordResetTokenGenerator):
    """Ends with its use, a sign-in, another address, after `PASSWORD_RESET_TIMEOUT`, and where it was made in a time
    to come: then the clock was set back, and what expired would begin again."""

    def check_token(self, user, token) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(token.split("-")[0])
        return made <= self._num_seconds(self._now()) + CLOCKS_DIFFER
