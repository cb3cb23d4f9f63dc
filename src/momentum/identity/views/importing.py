"""Earlier profiles from a sheet: a file, what is wrong with its rows, then all of it at once."""

import hashlib

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import require
from momentum.accounts.policy import Record
from momentum.identity.actions import importing as actions
from momentum.identity.forms.rounds import ProfilesFileForm
from momentum.identity.importing import Preview, Row, look_over
from momentum.identity.instrument import CURRENT, load
from momentum.identity.queries import imports as queries
from momentum.journeys.import_sentences import file_sentence
from momentum.methods.sheets import SheetError, read_sheet
from momentum.sector.views.sheets import sheet_response

SALT = "momentum.identity.importing"
HOUR = 3600
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def import_profiles(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_ROUND)
    sent = request.method == "POST"
    form = ProfilesFileForm(request.POST if sent else None, request.FILES if sent else None)
    preview, carried, name = None, "", ""
    if form.is_valid():
        upload = form.cleaned_data["file"]
        data = upload.read()
        try:
            preview = look_over(read_sheet(data))
        except SheetError as error:
            form.add_error("file", file_sentence(error))
        else:
            name = f"{upload.name[-100:]} · {hashlib.sha256(data).hexdigest()[:12]}"
            carried = "" if preview.problems else _carried(request, preview, name)
    return render(
        request,
        "identity/rounds/import.html",
        {
            "form": form,
            "preview": preview,
            "problems": preview.problems[:SHOWN] if preview else [],
            "name": name,
            "carried": carried,
            "imports": queries.imports(request.actor),
            "questions": load(CURRENT).items,
        },
        status=422 if form.errors or (preview and preview.problems) else 200,
    )


@require_POST
@never_cache
def take_in(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_ROUND)
    try:
        name, rows = _looked_over(request)
        count = actions.take_in(request.actor, rows=rows, name=name)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Choose the file once more."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = ngettext("%(count)d profile is taken in.", "%(count)d profiles are taken in.", count)
        messages.success(request, told % {"count": count})
    return redirect("identity:import_profiles")


@require_POST
@never_cache
def take_back(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_ROUND)
    try:
        count = actions.take_back(request.actor, name=request.POST.get("name", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = ngettext("%(count)d profile is taken back.", "%(count)d profiles are taken back.", count)
        messages.success(request, told % {"count": count})
    return redirect("identity:import_profiles")


@require_safe
def empty_sheet(request: HttpRequest, format_: str) -> HttpResponse:
    """A sheet with a column for each question, to fill in."""
    require(request.actor, "write", Record.IDENTITY_ROUND)
    header = ["organisation", "year", *(item.code for item in load(CURRENT).items)]
    return sheet_response(format_, "profiles", header, [])


def _carried(request: HttpRequest, preview: Preview, name: str) -> str:
    """What was looked over, signed for this person: nothing is kept until it is taken in."""
    rows = [[row.line, row.organisation, row.name, row.year, row.answers] for row in preview.rows]
    return signing.dumps([str(request.user.pk), name, rows], salt=SALT, compress=True)


def _looked_over(request: HttpRequest) -> tuple[str, list[Row]]:
    who, name, rows = signing.loads(request.POST.get("carried", ""), salt=SALT, max_age=HOUR)
    if who != str(request.user.pk):
        raise signing.BadSignature
    return name, [Row(*row) for row in rows]
