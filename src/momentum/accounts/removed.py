"""What the clock removed, for who oversees it: the proofs, and how the daily work went."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.models import DailyRun, RetentionIntent, RetentionProof
from momentum.accounts.policy import Record
from momentum.accounts.terms import TERMS, Period, Term


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


def as_told(found: Iterable[RetentionProof]) -> list[Removed]:
    return [
        Removed(proof, TERMS[proof.term], Period.parse(proof.period).in_words())
        for proof in found
        if proof.term in TERMS
    ]


def under_way() -> int:
    """How many removals are begun and not yet counted."""
    return RetentionIntent.objects.count()
