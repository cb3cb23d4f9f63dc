"""How the sign-in library behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from momentum.accounts.sign_in.devices import device_of, meets_device, network_of
from momentum.accounts.sign_in.notices import NEW_DEVICE, NOTICES
from momentum.accounts.sign_in.proofs import PROVIDER, prove
from momentum.accounts.sign_in.provider import keep_when_shown, vouched_for
from momentum.accounts.sign_in.step_up import KEPT

# One sentence, whatever was typed and whatever of it was wrong.
WRONG = _("This is not right. Look at the name and the password once more; capitals count in the password.")


def _by_provider(hook: dict[str, Any]) -> SocialLogin | None:
    """Where somebody signs in by the city's own service: what it said."""
    return (hook.get("signal_kwargs") or {}).get("sociallogin")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(("email_password_mismatch", "username_password_mismatch", "invalid_login"), WRONG),
    }

    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: people are invited by an organisation or by the operator."""
        return False

    def get_login_stages(self) -> list[str]:
        return ["momentum.accounts.sign_in.stages.SecondFactorStage"]

    def pre_login(self, request, user, **hook) -> HttpResponse | None:
        refused = super().pre_login(request, user, **hook)
        if refused is None and vouched_for(_by_provider(hook)):
            prove(request.session, user, PROVIDER, second_factor=True)
        return refused

    def post_login(self, request, user, **hook) -> HttpResponse:
        response = super().post_login(request, user, **hook)
        keep_when_shown(request, _by_provider(hook), on_the_way_to=hook.get("redirect_url") or "")
        if meets_device(request, user, response):
            self.send_notification_mail(NEW_DEVICE, user)
        return response

    def logout(self, request) -> None:
        """What waits for a step-up stays when somebody comes back from their provider: it is theirs alone."""
        kept = request.session.get(KEPT)
        super().logout(request)
        if kept and request.resolver_match.view_name == "openid_connect_callback":
            request.session[KEPT] = kept

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is written; the sender already says who writes."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of who reads it, not of who caused it."""
        user = context.get("user")
        with override(getattr(user, "language", None) or get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        """Tells somebody what changed about their signing in, or that somebody did so in a new place."""
        if not user.address or template_prefix not in NOTICES:
            return
        with override(user.language):
            told = {"user": user, "what": str(NOTICES[template_prefix]), "at": timezone.now()}
        told |= {"device": device_of(self.request), "network": network_of(self.request)}
        self.send_mail("account/email/notice", user.address, told)
