"""Pages about who signs in, in which role."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts import actions, queries
from momentum.accounts import removed as proofs
from momentum.accounts.access import Refused, in_scope, may, require
from momentum.accounts.forms import EndForm, InvitationForm
from momentum.accounts.mail import send_invitation
from momentum.accounts.models import Mandate
from momentum.accounts.policy import Record, Role
from momentum.accounts.roles import COMES_TO
from momentum.accounts.sign_in.proofs import DEMO, prove
from momentum.accounts.sign_in.step_up import step_up

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """In the demo city only: be one of its people."""
    if not settings.DEMO:
        raise Http404
    mandates = queries.demo_mandates()
    if request.method == "POST":
        chosen = next((each for each in mandates if str(each.pk) == request.POST.get("mandate")), None)
        if chosen is None:
            raise Http404
        login(request, chosen.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[queries.SESSION_KEY] = str(chosen.pk)
        prove(request.session, chosen.user, DEMO, second_factor=True)
        return redirect("desk")
    persons = [{"mandate": mandate, "comes_to": COMES_TO[Role(mandate.role)]} for mandate in mandates]
    return render(request, "accounts/sign_in_as.html", {"persons": persons})


@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Goes on under another of one's own mandates."""
    if not request.actor.signed_in:
        raise Refused("write", Record.ACCOUNTS)
    chosen = next((each for each in request.mandates if str(each.pk) == request.POST.get("mandate")), None)
    if chosen is None:
        raise Refused("write", Record.ACCOUNTS)
    request.session[queries.SESSION_KEY] = str(chosen.pk)
    return redirect("desk")


@never_cache
@require_safe
def people_and_roles(request: HttpRequest) -> HttpResponse:
    search, ended = request.GET.get("q", ""), "ended" in request.GET
    mandates = queries.people_and_roles(request.actor, search, ended)
    context = {
        "page": Paginator(mandates, PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "ended": ended,
        "may_change": may(request.actor, "write", Record.ACCOUNTS),
        "may_reset": queries.may_reset_factors(request.actor),
    }
    return render(request, "accounts/people_and_roles.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Type, check, give: the last step only after the page that shows what will happen."""
    require(request.actor, "write", Record.ACCOUNTS)
    form = InvitationForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if name != "language"}
        try:
            actions.check_invitation(request.actor, **typed)
            if "confirm" in request.POST:
                if answer := step_up(request):
                    return answer
                mandate = actions.invite_person(request.actor, **form.cleaned_data)
                send_invitation(request, mandate)
                # By the name that was typed: not what an account with this address happened to be called.
                told = {"name": form.cleaned_data["name"], "role": mandate.get_role_display()}
                messages.success(request, _("%(name)s is now %(role)s and gets an e-mail.") % told)
                return redirect("accounts:people_and_roles")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if "change" not in request.POST:
                role = Role(form.cleaned_data["role"])
                context = {"form": form, "role_name": role.label, "comes_to": COMES_TO[role]}
                return render(request, "accounts/invite_check.html", context)
    return render(request, "accounts/invite.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk) -> HttpResponse:
    """Ends a role, after a page that shows whose and from when."""
    mandates = in_scope(request.actor, Record.ACCOUNTS, Mandate.objects.all(), verb="write")
    mandate = (
        mandates.exclude(role=Role.PARTICIPANT).select_related("user", "organisation").filter(pk=pk).first()
    )
    if mandate is None:
        raise Refused("write", Record.ACCOUNTS)
    form = EndForm(request.POST or None)
    context = {"form": form, "mandate": mandate}
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_end(request.actor, mandate, form.cleaned_data["ends"])
            if "confirm" in request.POST:
                if answer := step_up(request):
                    return answer
                actions.end_mandate(request.actor, mandate, ends=form.cleaned_data["ends"])
                messages.success(request, _("The role of %(name)s ends.") % {"name": mandate.user.name})
                return redirect("accounts:people_and_roles")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if "change" not in request.POST:
                return render(request, "accounts/end_check.html", context)
    return render(request, "accounts/end.html", context)


@never_cache
@require_safe
def removed(request: HttpRequest) -> HttpResponse:
    """What the clock removed, and how its last run went."""
    page = Paginator(proofs.proofs(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": proofs.as_told(page),
        "last": proofs.last_run(),
        "under_way": proofs.under_way(),
    }
    return render(request, "accounts/removed.html", context)
