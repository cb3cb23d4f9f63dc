"""What the clock removed, for who oversees it: the proofs, and how the daily work went."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.models import DailyRun, RetentionIntent, RetentionProof
from momentum.accounts.policy import Record
from momentum.accounts.terms import TERMS, Period, Term

PER_PAGE = 50


@dataclass(frozen=True)
class Removed:
    """One proof, with its class and its term as they then were, in the reader's language."""

    proof: RetentionProof
    term: Term
    period: str


def proofs(actor: Actor) -> QuerySet[RetentionProof]:
    """Every proof, newest first. Raises `Refused` for who does not oversee it."""
    require(actor, "read", Record.RETENTION)
    return RetentionProof.objects.order_by("-day", "-made_at", "rule")


def last_run() -> DailyRun | None:
    """How the last removal by the clock went."""
    return DailyRun.objects.filter(job="retention").order_by("-day").first()


@never_cache
@require_safe
def removed(request: HttpRequest) -> HttpResponse:
    page = Paginator(proofs(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        Removed(proof, TERMS[proof.term], Period.parse(proof.period).in_words())
        for proof in page
        if proof.term in TERMS
    ]
    context = {
        "page": page,
        "lines": lines,
        "last": last_run(),
        "under_way": RetentionIntent.objects.count(),
    }
    return render(request, "accounts/removed.html", context)
