"""The list of the people somebody works with: searched, filtered, sorted and paged before any record opens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.accounts.access import open_records
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.accounts.row_security import as_system
from momentum.accounts.sealed_fields import opened_columns
from momentum.journeys.flow import WORKS_WITH_PEOPLE, allow
from momentum.journeys.models import Identity, Journey, Spell
from momentum.journeys.queries.scope import of_the_caseload, own_journeys, restricted_for, running
from momentum.sector.search import Index, folded

PER_PAGE = 25
STATES = {
    "": gettext_lazy("everybody"),
    "running": gettext_lazy("at a place now"),
    "waiting": gettext_lazy("no place yet"),
    "ended": gettext_lazy("stay ended"),
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
class Candidate:
    """Somebody of whom the list may tell, before their record opens: enough to search and sort by."""

    key: UUID
    opened: date
    since: date | None
    first_name: str
    last_name: str

    @property
    def by_name(self) -> tuple[Any, ...]:
        return folded(self.last_name), folded(self.first_name), self.key


SORTS: dict[str, Callable[[Candidate], Any]] = {
    "name": lambda each: (),
    "since": lambda each: each.since,
    "opened": lambda each: each.opened,
}
"""What comes before the name in the order; what has none comes last, whichever way round."""


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
    only_kept: int = 0
    """How many records besides are only kept at their persons' request; they stand on no list."""


def people(actor: Actor, filters: Filters) -> People:
    """One page of the list; the log names who is on it."""
    found = _found(actor, filters)
    page = Paginator(found, PER_PAGE).get_page(filters.page)
    rows = _open(actor, list(page.object_list), "search" if filters.search else "read", "people list")
    return People(rows, page, page.paginator.count, _only_kept(actor))


def _only_kept(actor: Actor) -> int:
    with as_system("restricted"):
        return restricted_for(actor).count()


def export_people(actor: Actor, filters: Filters) -> list[Row]:
    """All rows that the list holds with these filters; the log names them as exported."""
    return _open(actor, _found(actor, filters), "export", "people list")


def names_of(actor: Actor, journeys: QuerySet[Journey], detail: str) -> list[tuple[Journey, str]]:
    """The people of `journeys` that the actor works with, by name: to choose among them in a form."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    rows = _open(
        actor,
        _in_order(_named(own_journeys(actor).filter(pk__in=journeys.values("pk")))),
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


def _found(actor: Actor, filters: Filters) -> list[UUID]:
    """Whom the list holds, in its order; names are compared here, since the database cannot read them."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    journeys = own_journeys(actor)
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
    found = _named(journeys.annotate(since=Subquery(stays.order_by("-starts").values("starts")[:1])))
    if filters.search.strip():
        return _in_order(_searched(found, filters.search))
    return _in_order(found, filters.sort)


def worked_with(actor: Actor) -> QuerySet[Spell]:
    """The stays a list tells of: a coach's own organisation's, everybody else's all."""
    spells = Spell.objects.all()
    return spells.filter(organisation=actor.organisation) if actor.role == Role.WORK_COACH else spells


def _named(journeys: QuerySet[Journey]) -> list[Candidate]:
    """The people of `journeys` with their names, opened in memory."""
    rows = list(journeys.values("pk", "pseudonym", "opened", *journeys.query.annotations))
    identities = Identity.objects.filter(pseudonym__in=journeys.values("pseudonym"))
    names = opened_columns(identities, "pseudonym", "first_name", "last_name")
    return [
        Candidate(row["pk"], row["opened"], row.get("since"), *names.get(row["pseudonym"], ("", "")))
        for row in rows
    ]


def _searched(candidates: list[Candidate], text: str) -> list[Candidate]:
    """Those with a name like the text."""
    index = Index([[(1.0, f"{each.first_name} {each.last_name}")] for each in candidates])
    return [candidates[place] for place, _score in index.find(text)]


def _in_order(candidates: list[Candidate], sort: str = "name") -> list[UUID]:
    value, down = SORTS.get(sort.lstrip("-"), SORTS["name"]), sort.startswith("-")
    known = [each for each in candidates if value(each) is not None]
    known.sort(key=lambda each: (value(each), each.by_name), reverse=down)
    rest = sorted((each for each in candidates if value(each) is None), key=lambda each: each.by_name)
    return [each.key for each in [*known, *rest]]


def _open(actor: Actor, keys: Sequence[UUID], verb: str, detail: str) -> list[Row]:
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
        # Somebody may be erased, restricted or handed over between the two reads: then they stand on no list.
        if key in by_key and by_key[key].pseudonym in by_pseudonym
    ]


def running_here(actor: Actor) -> QuerySet[Journey]:
    """People with a stay that runs, among those the actor works with."""
    here = worked_with(actor).filter(Q(ends__isnull=True) | Q(ends__gt=today()))
    return Journey.objects.filter(pk__in=here.values("journey"))
