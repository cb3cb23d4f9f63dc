"""Reads of editions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.monitor import telling
from momentum.monitor.building.files import public_of
from momentum.monitor.flow import CHANGING, PUBLIC
from momentum.monitor.models import Edition, EditionEvent, EditionState


@dataclass(frozen=True)
class Headline:
    """The figures that travel: each None where it is withheld. `slug` is the address of their edition."""

    slug: str
    label: str
    first_day: date
    last_day: date
    stock: int | None
    stock_change: float | None
    reach: int | None
    moved_on: int | None
    moved_on_change: float | None
    rate: float | None
    sustained: float | None
    finding: str

    @property
    def year(self) -> str:
        """The year it is about; empty where it is about a part of one, or several."""
        return self.label if self.label.isdigit() else ""

    @property
    def url(self) -> str:
        return reverse("monitor:edition", args=[self.slug])

    @property
    def how_url(self) -> str:
        return f"{self.url}#counted"

    @property
    def stock_sentence(self) -> str:
        return telling.change_in_words(self.stock_change)

    @property
    def moved_on_sentence(self) -> str:
        return telling.moved_on_in_words(self.moved_on_change, self.rate)


def public_editions() -> QuerySet[Edition]:
    """Every edition with a public address, newest period first."""
    return Edition.objects.filter(state__in=PUBLIC).order_by("-period_to", "-published_at")


def how_editions_stand() -> QuerySet[Edition, tuple[UUID, int, str, str]]:
    """One row an edition with a public address: different once anything about it is."""
    public = Edition.objects.filter(state__in=PUBLIC).order_by("id")
    return public.values_list("id", "version", "state", "content_hash")


def latest_public() -> Edition | None:
    """The edition that now stands for the sector: the newest one that is neither withdrawn nor replaced."""
    return public_editions().filter(state=EditionState.PUBLISHED).first()


def headline(edition: Edition | None = None) -> Headline | None:
    """The headline figures of an edition, or of the newest one that shows them; None where none does."""
    standing = [edition] if edition else public_editions().filter(state=EditionState.PUBLISHED)
    for each in standing:
        public = public_of(each)
        figures = public["figures"]
        if figures["stock"]["value"] is not None and figures["moved_on"]["value"] is not None:
            return _told(each, public)
    return None


def _told(edition: Edition, public: Mapping[str, Any]) -> Headline:
    figures = public["figures"]
    language = "en" if get_language() == "en" else "nl"
    return Headline(
        slug=edition.slug,
        label=public["label"],
        first_day=date.fromisoformat(public["period"][0]),
        last_day=date.fromisoformat(public["period"][1]) - timedelta(days=1),
        stock=figures["stock"]["value"],
        stock_change=figures["stock"]["change"],
        reach=figures["reach"]["value"],
        moved_on=figures["moved_on"]["value"],
        moved_on_change=figures["moved_on"]["change"],
        rate=figures.get("rate", {}).get("value"),
        sustained=figures.get("sustained", {}).get("share"),
        finding=public["finding"][language],
    )


def all_editions(actor: Actor) -> QuerySet[Edition]:
    """Every edition, in whatever state: for those who build them."""
    require(actor, "write", "edition")
    return Edition.objects.select_related("built_by", "progress").order_by("-period_to", "-created_at")


def approval_of(edition: Edition) -> EditionEvent | None:
    """The approval of the content as it is now, if it has one."""
    found = edition.events.filter(verb="approve").order_by("-at", "-id").first()
    return found if found and found.content_hash == edition.content_hash else None


def changed_since_build(edition: Edition) -> bool:
    """Whether a title, or how it is protected, was changed after the last build."""
    for verb in edition.events.order_by("-id").values_list("verb", flat=True):
        if verb in CHANGING:
            return True
        if verb in ("finish", "refuse"):
            return False
    return False


def freezes_since(moment: datetime) -> list[date]:
    """The freeze dates of everything that was frozen after `moment`, published or not."""
    frozen = Edition.objects.filter(created_at__gte=moment).exclude(facts_hash="")
    return sorted(set(frozen.values_list("freeze", flat=True)))
