"""Opening an invitation: by a link from an e-mail, or by the link and the code of a letter."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SetPasswordForm
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from momentum.accounts import queries
from momentum.accounts.actions.factors import take_away_factors
from momentum.accounts.actions.invitations import code_fits, count_failure, open_invitation, use_invitation
from momentum.accounts.actions.sessions import end_all
from momentum.accounts.mail import send_invitation
from momentum.accounts.models import Invitation, User
from momentum.accounts.sign_in.first_factor import opens_link
from momentum.accounts.sign_in.forms import LetterForm, NewLinkForm
from momentum.accounts.sign_in.letters import birth_date_fits
from momentum.accounts.sign_in.limits import may_try

OPENED = "invitation"  # in the session: the token of the link, or the letter whose code was right
TOO_OFTEN = 429


@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address, where it would stay in histories, into the session."""
    request.session[OPENED] = {"token": token}
    return redirect("account_invitation")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """For who opened an invitation: a password of their own, and they are in."""
    if not may_try(request, "invitation"):
        return render(request, "429.html", status=TOO_OFTEN)
    invitation = opened(request)
    if invitation is None:
        return render(request, "account/invitation_over.html", {"form": NewLinkForm()}, status=410)
    form = SetPasswordForm(data=request.POST or None, user=invitation.user)
    if request.method == "POST" and form.is_valid():
        if not use_invitation(invitation):
            return render(request, "account/invitation_over.html", {"form": NewLinkForm()}, status=410)
        request.session.pop(OPENED, None)
        if invitation.code_digest:
            # Who wrote the letter saw the person: what they signed in with before may be lost or stolen.
            take_away_factors(invitation.user)
        end_all(invitation.user)
        get_adapter(request).set_password(invitation.user, form.cleaned_data["password1"])
        if invitation.user.last_login:
            get_adapter(request).send_notification_mail("account/email/password_set", invitation.user)
        answer = perform_login(request, invitation.user, email_verification="none")
        opens_link(request.session, invitation.user)
        return answer
    context = {"form": form, "invited": invitation.user, "letter": bool(invitation.code_digest)}
    return render(request, "account/invitation.html", context)


def opened(request: HttpRequest) -> Invitation | None:
    """The invitation that this browser opened and that still works."""
    told = request.session.get(OPENED) or {}
    if "letter" in told:
        return open_invitation(told["letter"], letter=True)
    return open_invitation(told.get("token", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Asks for a new link. The answer is the same for every address, and one e-mail goes out whoever asks."""
    form = NewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_try(request, "new_link"):
            return render(request, "429.html", status=TOO_OFTEN)
        _send_link(request, form.cleaned_data["email"])
        return redirect("account_reset_password_done")
    return render(request, "account/new_link.html", {"form": form})


def _send_link(request: HttpRequest, email: str) -> None:
    user = User.objects.by_address(email)
    mandate = queries.mandates_to_come(user).first() if user and user.is_active else None
    if mandate is not None:
        send_invitation(request, mandate)
    else:
        get_adapter(request).send_mail("account/email/unknown_account", email, {"request": request})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The code of a letter and a date of birth. Whether the letter exists shows nowhere before both are right."""
    form = LetterForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if not may_try(request, "letter", key=token.upper()):
            return render(request, "429.html", status=TOO_OFTEN)
        found = open_invitation(token.upper(), letter=True)
        fits = code_fits(found, form.cleaned_data["code"])
        born = birth_date_fits(found.user if found else None, form.cleaned_data["birth_date"])
        if fits and born:
            request.session[OPENED] = {"letter": token.upper()}
            return redirect("account_invitation")
        if found is not None:
            count_failure(found)
        form.add_error(
            None,
            _(
                "This does not fit together, or the letter is too old. Look at the code and at the date once more."
            ),
        )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "account/letter.html", context, status=status)
