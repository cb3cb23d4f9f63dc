"""Where the pressure on enterprises comes from, what is demanded of one, and reporting a demand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from momentum.accounts.access import Refused, may, require
from momentum.accounts.clock import today
from momentum.accounts.policy import Role
from momentum.sector import pressure_words as words
from momentum.sector.actions import requirements as actions
from momentum.sector.actions.form_times import saved
from momentum.sector.models import Requirement
from momentum.sector.queries import requirements as queries
from momentum.sector.queries.form_times import own_forms
from momentum.sector.requirement_forms import AddHoursForm, ReportForm
from momentum.sector.views.sheets import sheet_response

YEARS_SHOWN = 6
FIRST_YEAR = 1900
REPORTERS = (Role.ENTERPRISE_MANAGER, Role.WORK_COACH)


def _year(request: HttpRequest) -> int:
    """The year of the address, else this one; 404 for what is no year that has begun."""
    text = request.GET.get("year", "")
    if not text:
        return today().year
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= today().year):
        raise Http404
    return int(text)


def _years() -> list[int]:
    return list(range(today().year - YEARS_SHOWN + 1, today().year + 1))


def may_report(request: HttpRequest) -> bool:
    actor = request.actor
    return actor.role in REPORTERS and may(actor, "write", "requirement_report", actor.organisation)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    require(request.actor, "count", "requirement")
    year, years = _year(request), _years()
    sources = queries.burden_of_sources(year)
    by_year = {each: {one.party: one for one in queries.burden_of_sources(each)} for each in years}
    parties = {one.party: one.party_name for found in by_year.values() for one in found.values()}
    context = {
        "year": year,
        "years": years,
        "finding": words.finding(year, sources),
        "own_finding": words.own_finding(year, sources),
        "bars": words.bars(sources),
        "cells": queries.burden_by_source(year),
        "over_years": [
            (name, [(each, by_year[each].get(party)) for each in years]) for party, name in parties.items()
        ],
        "forms": own_forms(year),
        "may_report": may_report(request),
        "may_read": may(request.actor, "read", "requirement"),
        "least": queries.LEAST,
    }
    return render(request, "sector/requirements.html", context)


@require_safe
def download(request: HttpRequest, format_: str) -> HttpResponse:
    require(request.actor, "count", "requirement")
    year = _year(request)
    rows = words.pressure_rows(year, queries.burden_by_source(year))
    return sheet_response(format_, f"{_('demands')}-{year}", words.pressure_header(), rows)


@never_cache
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:160]
    context = {
        "q": asked,
        "found": queries.known_requirements(request.actor, asked),
        "may_report": may_report(request),
        "decides": may(request.actor, "write", "requirement", Requirement()),
        "few": queries.FEWEST_SAYING,
    }
    return render(request, "sector/requirements_known.html", context)


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", "requirement", request.actor.organisation)
    if not may_report(request):
        raise Refused("write", "requirement")
    form = ReportForm(_sent(request), initial={"title": request.GET.get("title", "")[:160]})
    alike: list[Requirement] = []
    if request.method == "POST" and form.is_valid():
        if "new" not in request.POST:
            alike = queries.similar(
                request.actor, form.cleaned_data["title"], party_name=form.cleaned_data["party_name"]
            )
        if not alike:
            try:
                record = actions.report_requirement(request.actor, **form.values())
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(
                    request, _("Reported. The platform looks at it; nobody else learns that it was you.")
                )
                return redirect("sector:requirement", record.pk)
    timed = ("requirement", request.actor.organisation.slug)
    saved(*timed)
    context = {"form": form, "alike": alike, "timed": timed, "few": queries.FEWEST_SAYING}
    return render(request, "sector/requirement_report.html", context, status=422 if form.errors else 200)


@never_cache
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = queries.requirement(request.actor, pk)
    if record.pk != pk and request.method != "POST":
        return redirect("sector:requirement", record.pk, permanent=True)
    reports = queries.reports_on(request.actor, record)
    own = reports[0] if reports and may_report(request) else None
    said = {"hours": own.report.hours, "remark": own.report.remark if own.mine else ""} if own else {}
    form = AddHoursForm(_sent(request), initial=said)
    if request.method == "POST":
        if not may_report(request):
            raise Refused("write", "requirement_report")
        if form.is_valid():
            try:
                added = actions.add_hours(request.actor, record, **form.cleaned_data)
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(
                    request, _("Your hours are added. Nobody but you and the broker learns who said so.")
                )
                return redirect("sector:requirement", added.requirement_id)
    return render(
        request,
        "sector/requirement.html",
        _shown(request, record, reports, form),
        status=422 if form.errors else 200,
    )


def _shown(
    request: HttpRequest, record: Requirement, reports: list[Any], form: AddHoursForm
) -> dict[str, Any]:
    actor = request.actor
    decides = may(actor, "write", "requirement", record)
    facts = queries.hours_known(actor, record)
    timed = None
    if may_report(request) and actor.organisation is not None:
        timed = ("requirement_hours", f"{actor.organisation.slug}:{record.pk}")
        saved(*timed)
    return {
        "record": record,
        "reports": reports,
        "form": form,
        "facts": facts,
        "timed": timed,
        "decides": decides,
        "bound": list(record.bound.all()) if decides else [],
        "may_report": may_report(request),
        "few": queries.FEWEST_SAYING,
    }


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.actor, "write", "requirement_report", request.actor.organisation)
    record = queries.requirement(request.actor, pk)
    actions.withdraw_report(request.actor, record)
    messages.success(request, _("Your report is taken back."))
    return redirect("sector:own_requirements", request.actor.organisation.slug)


@never_cache
@require_safe
def own(request: HttpRequest, slug: str) -> HttpResponse:
    year = _year(request)
    organisation, burden = queries.own_burden(request.actor, slug, year)
    most = max((line.hours or 0 for line in burden.lines), default=0)
    context = {
        "organisation": organisation,
        "burden": burden,
        "year": year,
        "years": _years(),
        "finding": words.burden_finding(burden),
        "lines": [
            (line, round((line.hours or 0) / most * words.BAR) if most else 0, words.source_in_words(line))
            for line in burden.lines
        ],
        "may_report": may_report(request),
    }
    return render(request, "sector/requirements_own.html", context)


@never_cache
@require_safe
def download_own(request: HttpRequest, slug: str, format_: str) -> HttpResponse:
    year = _year(request)
    _organisation, burden = queries.own_burden(request.actor, slug, year)
    return sheet_response(
        format_, f"{_('demands')}-{slug}-{year}", words.burden_header(), words.burden_rows(burden)
    )
