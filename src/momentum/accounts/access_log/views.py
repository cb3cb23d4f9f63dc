"""Pages of the access log: the anchors for everybody, who looked for a participant, the log for who oversees it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from momentum.accounts.access_log import anchors, queries
from momentum.accounts.access_log.forms import LogForm

PER_PAGE = 50


@require_safe
def list_anchors(request: HttpRequest) -> HttpResponse:
    """Where every anchor is, for whoever keeps copies."""
    listed = [
        {
            "day": name.removesuffix(".json"),
            "url": request.build_absolute_uri(reverse("anchor", kwargs={"name": name})),
        }
        for name in anchors.anchor_names()
    ]
    return JsonResponse({"anchors": listed})


@require_safe
def one_anchor(request: HttpRequest, name: str) -> HttpResponse:
    """The file as it lies on the disk, byte for byte."""
    content = anchors.anchor_bytes(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/json")


@never_cache
@require_safe
def my_access(request: HttpRequest) -> HttpResponse:
    """For a participant: who looked at their records, when and why."""
    entries = queries.who_looked(request.actor)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/my_access.html", {"page": page})


@never_cache
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """For a privacy officer: the log, without the people it is about."""
    form = LogForm(request.GET or None)
    if form.is_bound:
        form.is_valid()
    entries = queries.access_log(request.actor, form.chosen())
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/access_log.html", {"page": page, "form": form})
