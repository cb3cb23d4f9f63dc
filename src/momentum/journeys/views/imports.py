"""A file of stays, page by page: offer, columns, words, check, receipt."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Refused, require
from momentum.accounts.policy import Record
from momentum.journeys.actions import imports as actions
from momentum.journeys.forms.imports import ColumnsForm, FileForm, WordsForm
from momentum.journeys.importing import sentence
from momentum.journeys.models import EndReason, ImportBatch, ImportState
from momentum.journeys.queries import imports as queries
from momentum.methods.facts import columns_of
from momentum.methods.sheets import write_csv
from momentum.sector.models import PlaceKind

SHOWN = 50


def _batch(request: HttpRequest, pk: Any) -> ImportBatch:
    try:
        return queries.batch(request.actor, pk)
    except ImportBatch.DoesNotExist:
        raise Refused("read", Record.IMPORT, str(pk)) from None


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IMPORT)
    if not queries.may_import(request.actor):
        raise Refused("write", Record.IMPORT)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = actions.offer_file(
                request.actor, name=upload.name, data=upload.read(), mapping=form.cleaned_data["mapping"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("journeys:import_columns", batch.pk)
    page = Paginator(queries.batches(request.actor), 15).get_page(request.GET.get("page"))
    return render(request, "journeys/imports/offer.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: Any) -> HttpResponse:
    batch = _batch(request, pk)
    if batch.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        return redirect("journeys:import_receipt", pk)
    look, given = columns_of(queries.contents(batch)), queries.given_mapping(batch)
    form = ColumnsForm(look, given, request.POST or None)
    if request.method == "POST" and "reshape" not in request.POST and form.is_valid():
        actions.map_file(request.actor, batch, given=form.mapping())
        return redirect("journeys:import_words", pk)
    if "reshape" in request.POST:
        form = ColumnsForm(look, {**given, "shape": request.POST.get("shape")})
    sample = [list(row.values()) for row in look.sample]
    context = {
        "batch": batch,
        "form": form,
        "header": list(look.sample[0]) if look.sample else [],
        "sample": sample,
    }
    return render(request, "journeys/imports/columns.html", context | {"rows": len(look.sheet.rows)})


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, pk: Any) -> HttpResponse:
    batch = _batch(request, pk)
    if batch.state != ImportState.CHECKED:
        return redirect("journeys:import_receipt", pk)
    look, given = columns_of(queries.contents(batch)), queries.given_mapping(batch)
    calendar = given.get("shape") == "calendar"
    states = queries.state_words(look, given) if calendar else []
    form = WordsForm(queries.unmatched_words(given, look), states, given, request.POST or None)
    if not form.fields:
        return redirect("journeys:import_check", pk)
    if request.method == "POST" and form.is_valid():
        actions.map_file(request.actor, batch, given=form.mapping())
        return redirect("journeys:import_check", pk)
    return render(request, "journeys/imports/words.html", {"batch": batch, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: Any) -> HttpResponse:
    batch = _batch(request, pk)
    if batch.state != ImportState.CHECKED:
        return redirect("journeys:import_receipt", pk)
    refused: list[str] = []
    if request.method == "POST":
        try:
            done = actions.take_in(request.actor, batch)
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(
                request,
                _("All %(stays)s stays are taken in.") % {"stays": done.receipt["stays"]},
            )
            return redirect("journeys:import_receipt", pk)
    found = queries.understand(batch)
    kinds = {kind.code: kind.name for kind in PlaceKind.objects.all()}
    reasons = {reason.code: reason.name for reason in EndReason.objects.all()}
    stays = [
        (stay, kinds.get(stay.kind, stay.kind), reasons.get(stay.end_reason or "", stay.end_reason or ""))
        for stay in found.stays[:SHOWN]
    ]
    problems = [(problem, sentence(problem)) for problem in found.problems[:SHOWN]]
    context = {"batch": batch, "found": found, "stays": stays, "problems": problems, "refused": refused}
    return render(
        request, "journeys/imports/check.html", context | {"more": max(0, len(found.problems) - SHOWN)}
    )


@require_safe
def problems(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every problem of the file as a sheet, to work through in the source."""
    batch = _batch(request, pk)
    if batch.state != ImportState.CHECKED:
        raise Http404
    found = queries.understand(batch)
    rows = [[problem.row, problem.column or "", sentence(problem)] for problem in found.problems]
    sheet = io.BytesIO()
    write_csv(sheet, [_("row"), _("column"), _("problem")], rows)
    return HttpResponse(
        sheet.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="problems.csv"'},
    )


@require_safe
def receipt(request: HttpRequest, pk: Any) -> HttpResponse:
    batch = _batch(request, pk)
    if batch.state == ImportState.UPLOADED:
        return redirect("journeys:import_columns", pk)
    if batch.state == ImportState.CHECKED:
        return redirect("journeys:import_check", pk)
    return render(request, "journeys/imports/receipt.html", {"batch": batch, "receipt": batch.receipt})


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: Any) -> HttpResponse:
    batch = _batch(request, pk)
    refused: list[str] = []
    if request.method == "POST":
        try:
            actions.undo_import(request.actor, batch)
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(request, _("The import is undone: its stays are out again."))
            return redirect("journeys:import_receipt", pk)
    return render(
        request, "journeys/imports/undo.html", {"batch": batch, "receipt": batch.receipt, "refused": refused}
    )


@require_POST
def drop(request: HttpRequest, pk: Any) -> HttpResponse:
    actions.drop_file(request.actor, _batch(request, pk))
    messages.success(request, _("The file is thrown away. Nothing was taken in."))
    return redirect("journeys:import")
