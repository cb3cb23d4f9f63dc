"""What is written down when somebody signs in or shows a factor: in their session, never elsewhere; a new password ends the other ones."""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from momentum.accounts.actions.sessions import end_all
from momentum.accounts.sign_in import session_store
from momentum.accounts.sign_in.devices import device_of, network_of
from momentum.accounts.sign_in.first_factor import opens_link
from momentum.accounts.sign_in.proofs import prove
from momentum.accounts.sign_in.sessions import this_one


@receiver(user_logged_in)
def signed_in(sender, request, user, **_signal) -> None:
    session = request.session
    session[session_store.STARTED] = timezone.now().isoformat()
    session[session_store.DEVICE] = device_of(request)
    session[session_store.NETWORK] = network_of(request)
    prove(session, user, "password", second_factor=False)


@receiver(factors.authenticator_used)
def factor_used(sender, request, user, authenticator, **_signal) -> None:
    prove(request.session, user, authenticator.type, second_factor=True)


@receiver(factors.authenticator_added)
def passkey_added(sender, request, user, authenticator, **_signal) -> None:
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        prove(request.session, user, authenticator.type, second_factor=True)


@receiver(password_reset)
def reset_by_link(sender, request, user, **_signal) -> None:
    opens_link(request.session, user)


@receiver([password_changed, password_set, password_reset])
def password_is_new(sender, request, user, **_signal) -> None:
    end_all(user, this_one(request) if request.user == user else "")
