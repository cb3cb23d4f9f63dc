"""What is told by e-mail about somebody's own signing in, by the name that the sign-in library gives it."""

from django.utils.translation import gettext_lazy as _

NEW_DEVICE = "new_device"
FACTORS_RESET = "factors_reset"
NOTICES = {
    NEW_DEVICE: _("Somebody signed in with your name in a browser that we did not know yet."),
    FACTORS_RESET: _("All your second steps for signing in were taken away, as you asked after losing them."),
    "socialaccount/email/account_connected": _(
        "Your sign-in was joined to an account at the city's sign-in service."
    ),
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed."),
    "account/email/password_set": _("A password was chosen for you to sign in with."),
    "mfa/email/totp_activated": _("An authenticator app was added as a second step for signing in."),
    "mfa/email/totp_deactivated": _("The authenticator app was taken away as a second step for signing in."),
    "mfa/email/webauthn_added": _("A passkey was added with which you sign in."),
    "mfa/email/webauthn_removed": _("A passkey with which you signed in was taken away."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
}
