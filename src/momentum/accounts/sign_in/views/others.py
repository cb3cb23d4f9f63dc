"""How other people sign in, for who looks after their roles: ending sessions, and factors that were lost."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from momentum.accounts import queries
from momentum.accounts.access import Refused, in_scope, require
from momentum.accounts.actions import sign_in as actions
from momentum.accounts.models import FactorReset, Mandate
from momentum.accounts.policy import Record
from momentum.accounts.sign_in.notices import FACTORS_RESET
from momentum.accounts.sign_in.sessions import sessions_of
from momentum.accounts.sign_in.step_up import step_up


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def their_sign_in(request: HttpRequest, pk) -> HttpResponse:
    """Somebody's sessions, as a number, and whether they have second factors; `pk` is one of their roles."""
    mandates = in_scope(request.actor, Record.ACCOUNTS, queries.roles_to_come(), verb="write")
    mandate = mandates.filter(pk=pk).select_related("user", "organisation").first()
    if mandate is None:
        raise Refused("write", Record.ACCOUNTS)
    error = ""
    if request.method == "POST":
        if answer := step_up(request):
            return answer
        try:
            _do(request, mandate)
            return redirect("accounts:their_sign_in", pk=pk)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    context = {
        "mandate": mandate,
        "error": error,
        "sessions": sessions_of(mandate.user).count(),
        "factors": Authenticator.objects.filter(user=mandate.user).exists(),
        "asked": FactorReset.objects.filter(user=mandate.user, answered=None).first(),
        "checked": FactorReset.Checked.choices,
        "themselves": mandate.user_id == request.user.pk,
    }
    return render(request, "accounts/their_sign_in.html", context, status=422 if error else 200)


def _do(request: HttpRequest, mandate: Mandate) -> None:
    told = {"name": mandate.user.name}
    if "end" in request.POST:
        actions.end_sessions(request.actor, user_pk=mandate.user_id)
        messages.success(request, _("%(name)s is signed out everywhere.") % told)
    elif "ask" in request.POST:
        checked = request.POST.get("checked", "")
        actions.ask_factor_reset(request.actor, user_pk=mandate.user_id, checked=checked)
        messages.success(request, _("Asked. Another person, the operator, confirms it.") % told)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_resets(request: HttpRequest) -> HttpResponse:
    """For an operator: who lost every second factor, who saw them, and confirming that."""
    require(request.actor, "write", Record.ACCOUNTS)
    waiting = queries.factor_resets(request.actor)
    error = ""
    if request.method == "POST":
        if answer := step_up(request):
            return answer
        confirm = "confirm" in request.POST
        try:
            reset = actions.answer_factor_reset(request.actor, reset_pk=_chosen(request), confirm=confirm)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            if confirm:
                get_adapter(request).send_notification_mail(FACTORS_RESET, reset.user)
            told = {"name": reset.user.name}
            done = _("%(name)s sets up a new second step at the next sign-in.") if confirm else _("Refused.")
            messages.success(request, done % told)
            return redirect("accounts:factor_resets")
    context = {"waiting": waiting, "error": error}
    return render(request, "accounts/factor_resets.html", context, status=422 if error else 200)


def _chosen(request: HttpRequest) -> str:
    """The request that was pressed; the empty key, which nothing has, where what came is none."""
    chosen = request.POST.get("confirm") or request.POST.get("refuse") or ""
    known = {str(pk) for pk in FactorReset.objects.filter(answered=None).values_list("pk", flat=True)}
    return chosen if chosen in known else "00000000-0000-4000-8000-000000000000"
