"""The steps of the flow, each a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from momentum.accounts.access import Stale
from momentum.accounts.sign_in import step_up
from momentum.monitor import actions
from momentum.monitor.flow import TRANSITIONS
from momentum.monitor.forms.editions import PublicReason, SendBack
from momentum.monitor.models import Edition
from momentum.monitor.views.draft import draft_page
from momentum.monitor.views.workshop import edition_of

# Before these somebody shows again who they are: they change what the public reads.
WEIGHS = frozenset({"approve", "publish", "withdraw", "supersede"})


@require_POST
@never_cache
def step(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Take one transition of the flow; whatever is typed stays when it is refused."""
    edition = edition_of(request, slug)
    if verb not in STEPS:
        raise Http404
    form = _form(request, edition, verb)
    if form is not None and not form.is_valid():
        return render(request, "monitor/draft.html", draft_page(request, edition, **{verb: form}))
    if verb in WEIGHS and (answer := step_up(request)):
        return answer
    told: dict[str, Any] = form.cleaned_data if form is not None else {}
    try:
        STEPS[verb](request, edition, told)
    except Stale:
        messages.error(request, _("This edition changed while you looked at it. Look at it as it is now."))
    except ValidationError as error:
        if form is not None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, errors)
            return render(request, "monitor/draft.html", draft_page(request, edition, **{verb: form}))
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(TRANSITIONS[verb].done))
        if verb == "rebuild":
            return redirect("monitor:progress", slug=slug)
    return redirect("monitor:draft", slug=slug)


def _form(request: HttpRequest, edition: Edition, verb: str) -> Any:
    if verb == "send_back":
        return SendBack(request.POST)
    if verb in ("withdraw", "supersede"):
        return PublicReason(request.POST, edition=edition, replaced=verb == "supersede", prefix=verb)
    return None


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None


STEPS: dict[str, Callable[[HttpRequest, Edition, dict[str, Any]], Edition]] = {
    "rebuild": lambda request, edition, told: actions.rebuild(
        request.actor, edition, version=_version(request)
    ),
    "submit": lambda request, edition, told: actions.submit(
        request.actor, edition, version=_version(request)
    ),
    "approve": lambda request, edition, told: actions.approve(
        request.actor,
        edition,
        content_hash=request.POST.get("content_hash", ""),
        version=_version(request),
    ),
    "send_back": lambda request, edition, told: actions.send_back(
        request.actor, edition, version=_version(request), **told
    ),
    "publish": lambda request, edition, told: actions.publish(
        request.actor, edition, version=_version(request)
    ),
    "withdraw": lambda request, edition, told: actions.withdraw(request.actor, edition, **told),
    "supersede": lambda request, edition, told: actions.supersede(request.actor, edition, **told),
}
