"""Letters to people who sign in, in their own language."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from momentum.accounts.models import Mandate


def send_invitation(request: HttpRequest, mandate: Mandate) -> None:
    """Tells somebody of their role, with a link to choose a password where they have none yet."""
    user = mandate.user
    with override(user.language):
        path = reverse("account_login")
        if not user.has_usable_password():
            key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
            path = reverse("account_reset_password_from_key", kwargs=key)
    context = {"user": user, "mandate": mandate, "link": request.build_absolute_uri(path)}
    get_adapter(request).send_mail("accounts/email/invitation", user.email, context)
