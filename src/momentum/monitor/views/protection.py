"""What an analyst decides about protection: what is published anyway."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from momentum.monitor import actions
from momentum.monitor.forms.protection import OverrideReason
from momentum.monitor.naming import Words
from momentum.monitor.queries.cells import cell_of, reason_at
from momentum.monitor.views.cells import coordinates
from momentum.monitor.views.draft import REASON_NAMES, title_of
from momentum.monitor.views.workshop import edition_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def override(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a withheld number anyway: first what that means, then the reason."""
    edition = edition_of(request, slug)
    asked = request.POST if request.method == "POST" else request.GET
    table, at = asked.get("table", ""), coordinates(asked.get("at", ""))
    try:
        key, why = cell_of(edition, table, tuple(at)), reason_at(edition, table, tuple(at))
    except ValidationError as error:
        raise Http404 from error
    form = OverrideReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.override(request.actor, edition, table=table, at=at, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Noted. Build again: the check then says whether it is safe."))
            return redirect("monitor:draft", slug=slug)
    words = Words(edition)
    return render(
        request,
        "monitor/override.html",
        {
            "edition": edition,
            "title": title_of(edition),
            "table": table,
            "table_title": words.table(table),
            "at": "|".join(at),
            "cell": words.cell(key),
            "why": REASON_NAMES.get(why, why or _("It is not withheld.")),
            "form": form,
        },
    )


@require_POST
@never_cache
def lift(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request, slug)
    number = request.POST.get("override", "")
    try:
        actions.lift(request.actor, edition, override_id=int(number) if _is_number(number) else 0)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Left to protection again. Build again to see it."))
    return redirect(reverse("monitor:draft", args=[slug]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
