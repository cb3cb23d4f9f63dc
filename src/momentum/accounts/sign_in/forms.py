"""What people type to sign in."""

from allauth.account.forms import LoginForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from momentum.accounts.dates import DateField


class SignInForm(LoginForm):
    """An e-mail address, or the sign-in name of somebody without one; and a password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or sign-in name")
        self.fields["login"].widget.attrs = {"autocomplete": "username webauthn", "autocapitalize": "none"}
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}

    def user_credentials(self) -> dict:
        """One way of looking somebody up: tried in two ways, a known address would take longer than an unknown one."""
        login = self.cleaned_data["login"]
        named = "email" if "@" in login else "username"
        return {named: login, "password": self.cleaned_data.get("password")}

    def clean_login(self) -> str:
        return self.cleaned_data["login"].strip().lower()


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app, which shows that the secret arrived."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _("Code"), _("The six digits that the app shows now.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PasskeyForm(AddWebAuthnForm):
    """A passkey, always one that checks who holds it: by fingerprint, face or code."""

    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you recognise it later, such as: my telephone.")
        self.fields["name"].max_length = 60

    def clean_passwordless(self) -> bool:
        return True


class NewLinkForm(forms.Form):
    """Where to send a new link."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class LetterForm(forms.Form):
    """What stands in a letter, and what only its reader knows."""

    code = forms.CharField(
        label=_("The code in your letter"),
        max_length=40,
        help_text=_("Three groups of four letters and figures. Capitals or not, it is all the same."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    birth_date = DateField(label=_("Your date of birth"), help_text=_("For example 31-12-1980"))


class PasswordForm(forms.Form):
    """The password, once more."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
