"""A file of stays, page by page: offer, columns, words, check, receipt."""

import io
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Refused, may, require
from momentum.accounts.models import Organisation
from momentum.accounts.policy import Record
from momentum.journeys.actions import imports as actions
from momentum.journeys.forms.imports import ColumnsForm, FileForm, WordsForm
from momentum.journeys.import_sentences import file_sentence, sentence
from momentum.journeys.importing import look_at, names_of
from momentum.journeys.models import ImportBatch, ImportState
from momentum.journeys.queries import import_words as unexplained
from momentum.journeys.queries import imports as queries
from momentum.methods.sheets import SheetError, write_csv

SHOWN = 50
View = Callable[[HttpRequest, ImportBatch], HttpResponse]


def of_one_file(view: View) -> Callable[[HttpRequest, Any], HttpResponse]:
    """A page of one file. Where the file went or changed meanwhile, the list of files says so."""

    @wraps(view)
    def shown(request: HttpRequest, pk: Any) -> HttpResponse:
        try:
            batch = queries.batch(request.actor, pk)
        except ImportBatch.DoesNotExist:
            raise Refused("read", Record.IMPORT, str(pk)) from None
        try:
            return view(request, batch)
        except SheetError as error:
            said = file_sentence(error)
        except FileNotFoundError:
            said = _("This file is not kept any more. Offer it again to start anew.")
        except ValidationError as error:
            said = " ".join(error.messages)
        messages.error(request, said)
        return redirect("journeys:import")

    return shown


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
@of_one_file
def columns(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        return redirect("journeys:import_receipt", batch.pk)
    typed, given = request.POST, queries.given_mapping(batch)
    look = look_at(queries.contents(batch), given | _sheet(typed))
    form = ColumnsForm(look, given, typed or None)
    if "reshape" in typed:
        given |= {"shape": typed.get("shape", ""), **_sheet(typed)}
        form = ColumnsForm(look, given, initial={name: said for name, said in typed.items() if said})
    elif request.method == "POST" and form.is_valid():
        actions.map_file(request.actor, batch, given=form.mapping())
        return redirect("journeys:import_words", batch.pk)
    sample = [list(row.values()) for row in look.sample]
    context = {
        "batch": batch,
        "form": form,
        "carried": form.carried(typed.dict()),
        "header": list(look.sample[0]) if look.sample else [],
        "sample": sample,
    }
    return render(request, "journeys/imports/columns.html", context | {"rows": len(look.sheet.rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@of_one_file
def words(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state != ImportState.CHECKED:
        return redirect("journeys:import_receipt", batch.pk)
    given = queries.given_mapping(batch)
    look = look_at(queries.contents(batch), given)
    calendar = given.get("shape") == "calendar"
    states = unexplained.state_words(look, given) if calendar else []

    def asked() -> tuple[dict[str, list[str]], tuple[Organisation, list[str]]]:
        names = unexplained.organisation_words(given, look, batch.organisation)
        return unexplained.unmatched_words(given, look), (batch.organisation, names)

    form = WordsForm(*asked(), states, given, request.POST or None)
    if not form.fields:
        return redirect("journeys:import_check", batch.pk)
    if request.method == "POST" and form.is_valid():
        given = form.mapping()
        actions.map_file(request.actor, batch, given=given)
        # Of very many words the first are asked about; then the page comes back with the next.
        words_left, (_here, names_left) = asked()
        return redirect(f"journeys:import_{'words' if words_left or names_left else 'check'}", batch.pk)
    return render(request, "journeys/imports/words.html", {"batch": batch, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_one_file
def check(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state != ImportState.CHECKED:
        return redirect("journeys:import_receipt", batch.pk)
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
            return redirect("journeys:import_receipt", batch.pk)
    found = queries.look_over(request.actor, batch)
    names = names_of(batch.organisation)
    stays = [
        (stay, names["place_kind"].get(stay.kind), names["end_reason"].get(stay.end_reason or "", ""))
        for stay in found.stays[:SHOWN]
    ]
    problems = [(problem, sentence(problem, names)) for problem in found.problems[:SHOWN]]
    context = {"batch": batch, "found": found, "stays": stays, "problems": problems, "refused": refused}
    return render(
        request, "journeys/imports/check.html", context | {"more": max(0, len(found.problems) - SHOWN)}
    )


@require_safe
@of_one_file
def problems(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Every problem of the file as a sheet, to work through in the source."""
    if batch.state != ImportState.CHECKED:
        raise Http404
    found = queries.look_over(request.actor, batch, verb="export")
    names = names_of(batch.organisation)
    rows = [[problem.row, problem.column or "", sentence(problem, names)] for problem in found.problems]
    sheet = io.BytesIO()
    write_csv(sheet, [_("row"), _("column"), _("problem")], rows)
    return HttpResponse(
        sheet.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="problems.csv"'},
    )


@require_safe
@of_one_file
def receipt(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state == ImportState.UPLOADED:
        return redirect("journeys:import_columns", batch.pk)
    if batch.state == ImportState.CHECKED:
        return redirect("journeys:import_check", batch.pk)
    may_see = may(request.actor, "read", Record.JOURNEY)
    context = {"batch": batch, "receipt": batch.receipt, "may_see_people": may_see}
    return render(request, "journeys/imports/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_one_file
def undo(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state != ImportState.APPLIED:
        return redirect("journeys:import_receipt", batch.pk)
    refused: list[str] = []
    if request.method == "POST":
        try:
            actions.undo_import(request.actor, batch)
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(request, _("The import is undone: its stays are out again."))
            return redirect("journeys:import_receipt", batch.pk)
    return render(
        request, "journeys/imports/undo.html", {"batch": batch, "receipt": batch.receipt, "refused": refused}
    )


@require_POST
@of_one_file
def drop(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    actions.drop_file(request.actor, batch)
    messages.success(request, _("The file is thrown away. Nothing was taken in."))
    return redirect("journeys:import")


def _sheet(typed: Mapping[str, str]) -> dict[str, str]:
    return {"sheet": typed["sheet"]} if typed.get("sheet") else {}
