"""The list of the people somebody works with: searched, filtered, sorted and paged before any record opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.accounts.access import open_records
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.journeys.flow import WORKS_WITH_PEOPLE, allow
from momentum.journeys.models import Identity, Journey, Spell
from momentum.journeys.queries.scope import of_the_caseload, own_journeys, running
from momentum.sector.search import Index

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Name(TypedDict):
        first_name: str
        last_name: str
        sort_name: str

    NamedJourney = WithAnnotations[Journey, Name]

PER_PAGE = 25
STATES = {
    "": gettext_lazy("everybody"),
    "running": gettext_lazy("at a place now"),
    "waiting": gettext_lazy("no place yet"),
    "ended": gettext_lazy("stay ended"),
}
SORTS = {
    "name": ("sort_name", "first_name"),
    "since": ("since", "sort_name"),
    "opened": ("opened", "sort_name"),
}


@dataclass(frozen=True)
class Filters:
    """What a list shows. `sort` is a key of `SORTS`, with `-` before it for the other way round."""

    search: str = ""
    state: str = ""
    mine: bool = False
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class Row:
    journey: Journey
    identity: Identity
    spell: Spell | None
    """The latest stay that this actor works with, running or not."""

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def runs(self) -> bool:
        if self.spell is None:
            return False
        return self.spell.starts <= today() and (self.spell.ends is None or self.spell.ends > today())

    @property
    def state(self) -> str:
        if self.spell is None:
            return _("no place yet")
        if self.spell.starts > today():
            return _("starts soon")
        return _("at a place now") if self.runs else _("stay ended")


@dataclass(frozen=True)
class People:
    rows: Sequence[Row]
    page: Page
    total: int


def people(actor: Actor, filters: Filters) -> People:
    """One page of the list; the log names who is on it."""
    found = _found(actor, filters)
    page = Paginator(found, PER_PAGE).get_page(filters.page)
    rows = _open(actor, list(page.object_list), "search" if filters.search else "read", "people list")
    return People(rows, page, page.paginator.count)


def export_people(actor: Actor, filters: Filters) -> list[Row]:
    """All rows that the list holds with these filters; the log names them as exported."""
    return _open(actor, list(_found(actor, filters)), "export", "people list")


def names_of(actor: Actor, journeys: QuerySet[Journey], detail: str) -> list[tuple[Journey, str]]:
    """The people of `journeys` that the actor works with, by name: to choose among them in a form."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    rows = _open(
        actor,
        list(_named(own_journeys(actor).filter(pk__in=journeys.values("pk"))).order_by("sort_name", "pk")),
        "read",
        detail,
    )
    return [(row.journey, row.name) for row in rows]


def export_cells(rows: Sequence[Row]) -> tuple[list[str], list[list[object]]]:
    """The list as a sheet: its header and its rows."""
    header = [_("name"), _("state"), _("organisation"), _("place"), _("kind"), _("start"), _("end")]
    cells: list[list[object]] = []
    for row in rows:
        spell = row.spell
        stay = (
            [spell.organisation.name, _title(spell), spell.kind.name, spell.starts, spell.ends]
            if spell
            else ["", "", "", None, None]
        )
        cells.append([row.name, row.state, *stay])
    return header, cells


def _title(spell: Spell) -> str:
    return spell.place.title if spell.place else ""


def _found(actor: Actor, filters: Filters) -> QuerySet[Journey]:
    allow(actor, WORKS_WITH_PEOPLE, "read")
    journeys = _named(own_journeys(actor))
    if filters.mine:
        journeys = journeys.filter(pk__in=of_the_caseload(actor).values("pk"))
    stays = worked_with(actor).filter(journey=OuterRef("pk"))
    now = stays.filter(running(today()))
    if filters.state == "running":
        journeys = journeys.filter(Exists(now))
    elif filters.state == "waiting":
        journeys = journeys.filter(~Exists(stays))
    elif filters.state == "ended":
        journeys = journeys.filter(Exists(stays), ~Exists(now))
    journeys = journeys.annotate(since=Subquery(stays.order_by("-starts").values("starts")[:1]))
    if filters.search.strip():
        return _searched(journeys, filters.search)
    key, down = filters.sort.lstrip("-"), filters.sort.startswith("-")
    columns = [F(name) for name in SORTS.get(key, SORTS["name"])]
    return journeys.order_by(
        *(column.desc(nulls_last=True) if down else column.asc(nulls_last=True) for column in columns), "pk"
    )


def worked_with(actor: Actor) -> QuerySet[Spell]:
    """The stays a list tells of: a coach's own organisation's, everybody else's all."""
    spells = Spell.objects.all()
    return spells.filter(organisation=actor.organisation) if actor.role == Role.WORK_COACH else spells


def _named(journeys: QuerySet[Journey]) -> "QuerySet[NamedJourney]":
    identity = Identity.objects.filter(pseudonym=OuterRef("pseudonym"))
    return journeys.annotate(
        first_name=Coalesce(Subquery(identity.values("first_name")[:1]), Value("")),
        last_name=Coalesce(Subquery(identity.values("last_name")[:1]), Value("")),
    ).annotate(sort_name=Lower("last_name"))


def _searched(journeys: "QuerySet[NamedJourney]", text: str) -> QuerySet[Journey]:
    """Names like the text, within the actor's own people; the best first comes down to the order of names."""
    candidates = list(journeys.values_list("pk", "first_name", "last_name"))
    index = Index([[(1.0, f"{first} {last}")] for _key, first, last in candidates])
    found = [candidates[place][0] for place, _score in index.find(text)]
    return journeys.filter(pk__in=found).order_by("sort_name", "first_name", "pk")


def _open(actor: Actor, journeys: Sequence[Journey], verb: str, detail: str) -> list[Row]:
    keys = [each.pk for each in journeys]
    opened = open_records(
        actor, Record.JOURNEY, Journey.objects.filter(pk__in=keys), verb=verb, detail=detail
    )
    pseudonyms = [each.pseudonym for each in opened]
    identities = open_records(
        actor, Record.IDENTITY, Identity.objects.filter(pseudonym__in=pseudonyms), verb=verb, detail=detail
    )
    by_pseudonym = {each.pseudonym: each for each in identities}
    latest: dict[object, Spell] = {}
    for spell in (
        worked_with(actor)
        .filter(journey__in=keys)
        .select_related("place", "kind", "organisation")
        .order_by(Coalesce("ends", Value(date.max)), "starts")
    ):
        latest[spell.journey_id] = spell
    by_key = {each.pk: each for each in opened}
    return [
        Row(by_key[key], by_pseudonym[by_key[key].pseudonym], latest.get(key))
        for key in keys
        if key in by_key
    ]


def running_here(actor: Actor) -> QuerySet[Journey]:
    """People with a stay that runs, among those the actor works with."""
    here = worked_with(actor).filter(Q(ends__isnull=True) | Q(ends__gt=today()))
    return Journey.objects.filter(pk__in=here.values("journey"))
