"""Reading what is demanded of enterprises: by whom one may be read, and what is like it."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from rapidfuzz import fuzz

from momentum.accounts.access import Refused, may, require
from momentum.accounts.actor import Actor
from momentum.accounts.models import Organisation
from momentum.accounts.policy import Role
from momentum.sector.flow import OPEN
from momentum.sector.models import Requirement, RequirementReport, RequirementState
from momentum.sector.queries.burden import (
    FEWEST_SAYING,
    LEAST,
    Burden,
    Pressure,
    burden,
    burden_by_source,
    burden_of_sources,
    enterprises_of,
    in_force,
)
from momentum.sector.search import folded, words

__all__ = [
    "FEWEST_SAYING",
    "LEAST",
    "Burden",
    "HoursKnown",
    "Pressure",
    "Report",
    "burden",
    "burden_by_source",
    "burden_of_sources",
    "enterprises_of",
    "hours_known",
    "in_force",
    "known_requirements",
    "own_burden",
    "reports_on",
    "requirement",
    "similar",
    "waiting_reports",
]

ALIKE = 62  # of 100: from here on two titles may tell of one demand
MOST_ALIKE = 5


def requirement(actor: Actor, pk: UUID) -> Requirement:
    """One demand; a merged one leads to the one that was kept. `Refused` where there is none or no right to it."""
    require(actor, "read", "requirement")
    found = Requirement.objects.select_related("merged_into").filter(pk=pk).first()
    if found is None or not _may_see(actor, found):
        raise Refused("read", "requirement", detail=str(pk))
    return found.merged_into or found


def _may_see(actor: Actor, found: Requirement) -> bool:
    """A rejected one is for the broker and the enterprises that reported it."""
    if found.state != RequirementState.REJECTED or actor.role == Role.BROKER:
        return True
    return actor.organisation is not None and found.reports.filter(organisation=actor.organisation).exists()


def known_requirements(actor: Actor, words_asked: str = "") -> list[Requirement]:
    """Demands one can add one's hours to, with `reported_by` so many enterprises; what waits for the broker first.

    With `words_asked`, those most like it first, and no others.
    """
    require(actor, "read", "requirement")
    if words_asked:
        return similar(actor, words_asked)
    return list(_open().order_by("-state", "title_nl"))


def _open() -> QuerySet[Any]:
    return Requirement.objects.filter(state__in=OPEN).annotate(reported_by=Count("reports"))


def similar(actor: Actor, title: str, *, party_name: str = "", beside: Any = None) -> list[Any]:
    """Known demands whose title is like what was typed, in either language, most alike first."""
    require(actor, "read", "requirement")
    asked = _telling(f"{title} {party_name}")
    if not asked:
        return []
    scored = []
    for each in _open().exclude(pk=beside):
        score = max(_alike(asked, text) for text in (each.title_nl, each.title_en) if text)
        if score >= ALIKE:
            scored.append((-score, each.title_nl, each))
    return [each for _score, _title, each in sorted(scored, key=lambda one: one[:2])[:MOST_ALIKE]]


def _alike(asked: str, title: str) -> float:
    known = _telling(title)
    return max(fuzz.token_set_ratio(asked, known) * 0.95, fuzz.token_sort_ratio(asked, known))


def _telling(text: str) -> str:
    """The words that tell something: short ones, such as articles, make everything look alike."""
    found = words(text)
    return " ".join([word for word in found if len(word) > 3] or found)


def same_title(title: str, party: str) -> Requirement | None:
    """A known demand of that party with this very title, accents and capitals aside."""
    wanted = folded(title).split()
    for each in Requirement.objects.filter(state__in=OPEN, party=party):
        if wanted in (folded(each.title_nl).split(), folded(each.title_en).split()):
            return each
    return None


@dataclass(frozen=True)
class HoursKnown:
    """What anybody who may read a demand learns of its hours: `reported_by` enterprises, None where they are few."""

    reported_by: int | None
    settled: Decimal | None
    middle: Decimal | None


def hours_known(actor: Actor, found: Requirement) -> HoursKnown:
    """The middle only of enough enterprises, unless the actor decides about demands."""
    require(actor, "read", "requirement")
    said = [each.hours for each in found.reports.all() if each.hours is not None]
    decides = may(actor, "write", "requirement", found)
    reported_by = found.reports.count()
    return HoursKnown(
        reported_by if decides or reported_by >= FEWEST_SAYING or not reported_by else None,
        found.hours,
        Decimal(median(said)) if said and (decides or len(said) >= FEWEST_SAYING) else None,
    )


@dataclass(frozen=True)
class Report:
    """What an enterprise reported; `reporter` and `mine` only for the broker and the person themselves."""

    report: RequirementReport
    reporter: str
    mine: bool


def reports_on(actor: Actor, found: Requirement) -> list[Report]:
    """The reports that the actor may read: the broker all, an enterprise its own; nobody else any."""
    if not may(actor, "read", "requirement_report"):
        return []
    reports = found.reports.select_related("organisation", "reporter")
    if actor.role != Role.BROKER:
        reports = reports.filter(organisation=actor.organisation)
    shown = []
    for each in reports:
        mine = actor.user is not None and each.reporter_id == actor.user.pk
        named = each.reporter if mine or actor.role == Role.BROKER else None
        shown.append(Report(each, named.shown_name if named is not None else "", mine))
    return shown


def own_burden(actor: Actor, slug: str, year: int) -> tuple[Organisation, Burden]:
    """An enterprise and what is demanded of it, for its own people and the broker."""
    require(actor, "read", "requirement_report")
    organisation = Organisation.objects.filter(slug=slug, kind="social_enterprise").first()
    if organisation is None:
        raise Refused("read", "requirement_report", detail=slug)
    require(actor, "read", "requirement_report", organisation)
    return organisation, burden(organisation, year)


def waiting_reports(actor: Actor) -> QuerySet[Any]:
    """What was reported and waits for the broker's answer, with the moment it was `first_reported`."""
    require(actor, "write", "requirement", Requirement())
    waiting = Requirement.objects.filter(state=RequirementState.REPORTED, reports__isnull=False)
    return waiting.annotate(first_reported=Min("reports__at")).order_by("first_reported", "title_nl")
