"""One's own second factors: what there is, an app with its picture to scan, a passkey, recovery codes."""

import io

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from momentum.accounts.actions.factors import use_up_present_code
from momentum.accounts.sign_in.first_factor import may_add_factor, opens_link, own_link_fits, send_own_link
from momentum.accounts.sign_in.limits import may_try
from momentum.accounts.sign_in.proofs import is_demo, prove


@never_cache
@login_required
@require_safe
def my_sign_in(request: HttpRequest) -> HttpResponse:
    """What somebody signs in with, what is still asked of them, and where they are signed in."""
    held = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    by_type = {kind: [each for each in held if each.type == kind] for kind in Authenticator.Type}
    codes = by_type[Authenticator.Type.RECOVERY_CODES]
    context = {
        "app": next(iter(by_type[Authenticator.Type.TOTP]), None),
        "passkeys": [{"pk": each.pk, "name": each.wrap().name, "made": each.created_at,
                      "used": each.last_used_at} for each in by_type[Authenticator.Type.WEBAUTHN]],
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
        "needed": request.second_factor_missing,
        "has_password": request.user.has_usable_password(),
        "is_demo": is_demo(request),
    }  # fmt: skip
    return render(request, "account/my_sign_in.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_own_link(request: HttpRequest) -> HttpResponse:
    """For who came by a password alone and has no second factor yet: a link to their own mailbox comes first.

    The answer is the same whether an address is kept or not.
    """
    if may_add_factor(request):
        return redirect("mfa_index")
    if request.method == "POST":
        if not may_try(request, "own_link", key=str(request.user.pk)):
            return render(request, "429.html", status=429)
        send_own_link(request)
        messages.success(
            request, _("If an e-mail address of yours is known here, a link is on its way to it.")
        )
        return redirect("account_ask_own_link")
    return render(request, "account/ask_own_link.html")


@never_cache
@login_required
@require_safe
def own_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link that came by e-mail, opened in a browser where its reader is signed in."""
    if not own_link_fits(request.user, token):
        messages.warning(request, _("This link no longer works. Ask for a new one."))
        return redirect("account_ask_own_link")
    opens_link(request.session, request.user)
    return redirect("mfa_index")


class AddApp(ActivateTOTPView):
    """The secret as a picture and as text, and the first code."""

    def get_context_data(self, **kwargs) -> dict:
        context = super(ActivateTOTPView, self).get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        use_up_present_code(self.request.user)
        prove(self.request.session, self.request.user, Authenticator.Type.TOTP, second_factor=True)
        return response


@never_cache
@login_required
@require_safe
def app_picture(request: HttpRequest) -> HttpResponse:
    """The picture to scan, of the secret that the page beside it waits with."""
    if not request.session.get("mfa.totp.secret"):
        raise Http404
    url = get_adapter().build_totp_url(request.user, get_totp_secret())
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


class AddPasskey(AddWebAuthnView):
    """A key that lives in the device, and checks who holds it."""

    def get_context_data(self, **kwargs) -> dict:
        context = super(AddWebAuthnView, self).get_context_data(**kwargs)
        context["js_data"] = webauthn.begin_registration(self.request.user, True)
        return context


add_app, add_passkey = never_cache(AddApp.as_view()), never_cache(AddPasskey.as_view())
