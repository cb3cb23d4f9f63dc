"""Letters to people who sign in, in their own language."""

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from momentum.accounts.actions.invitations import make_invitation
from momentum.accounts.models import Mandate


def send_invitation(request: HttpRequest, mandate: Mandate) -> None:
    """Tells somebody of their role, with a link to choose a password where they have no way to sign in yet."""
    user = mandate.user
    known = user.has_usable_password() or SocialAccount.objects.filter(user=user).exists()
    with override(user.language):
        path = reverse("account_login")
        if not known:
            token = make_invitation(user, made_by=request.user if request.user.is_authenticated else None)
            path = reverse("account_follow_invitation", args=[token])
    context = {"user": user, "mandate": mandate, "link": request.build_absolute_uri(path), "known": known}
    context["days"] = settings.INVITATION_DAYS
    get_adapter(request).send_mail("accounts/email/invitation", user.address, context)
