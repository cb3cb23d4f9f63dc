"""From a number back to what it was counted from: pseudonymous places, for an analyst with a stated purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from momentum.accounts.access import open_records
from momentum.accounts.actor import Actor
from momentum.journeys.models import Journey
from momentum.methods.disclosure import TOTAL
from momentum.methods.indicators import behind, prepare
from momentum.monitor.building import sealing
from momentum.monitor.building.files import FACTS
from momentum.monitor.building.tables import level_and_code
from momentum.monitor.models import Edition
from momentum.monitor.queries.cells import cell_of, internal
from momentum.monitor.queries.facts import journeys_of


@dataclass(frozen=True)
class Trail:
    """How to ask the indicators for what is behind a cell."""

    indicator: str
    column: str | None
    cell: Mapping[str, str]
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """One pseudonymous spell behind a number."""

    person: str
    spell: str
    organisation: str
    kind: str
    start: date
    end: date | None


# Tables of which each cell is a count column of its indicator, by the cell's code.
COLUMNS = {
    "wage_value": {"measured": "persons", "missing": "missing"},
    "sustained": {code: code for code in ("sustained", "observed", "not_yet_observed")},
}
UNFOLLOWED = frozenset({"time_to_paid_work"})


def trail_of(edition: Edition, table: str, at: tuple[str, ...]) -> Trail | None:
    """The way back from a cell, or None where a number is made of others and not of persons."""
    key = cell_of(edition, table, at)
    lineage = internal(edition, "lineage.json")[table]
    indicator, options = lineage["indicator"], dict(lineage["parameters"])
    options["period"] = key.measure.split("/", 1)[1]
    codes = dict(key.at)
    if indicator in UNFOLLOWED:
        return None
    if indicator == "sustained" or table == "wage_value":
        code = next(iter(codes.values()), TOTAL)
        column = COLUMNS["wage_value" if table == "wage_value" else "sustained"].get(code)
        return Trail(indicator, column, {}, options) if column else None
    if table == "ladder":
        cell = {name.removesuffix("_rung"): code for name, code in codes.items()}
        return Trail(indicator, None, cell, options)
    cell = {name: level_and_code(name, code)[1] for name, code in codes.items()}
    column = {"moved_on_rate": "numerator", "hours": "spells"}.get(indicator)
    options = {name: value for name, value in options.items() if name in ("period", "within", "weeks")}
    return Trail(indicator, column, cell, options)


def places_behind(
    actor: Actor, edition: Edition, table: str, at: tuple[str, ...], *, purpose: str
) -> list[Place]:
    """The places that a cell counts, after the log has named their people.

    Raises `Refused` (`ReasonNeeded` without a purpose of the analyst's list), `ValidationError` for no such cell.
    """

    trail = trail_of(edition, table, at)
    if trail is None or edition.facts_expired_on:
        return []
    with sealing.opened(edition) as place:
        prepared = prepare(place / FACTS, place / "prepared", threads=1)
        found = behind(prepared, trail.indicator, trail.cell, column=trail.column, **trail.options)
        spells = pq.read_table(place / FACTS / "spell.parquet")
    pairs = list(zip(found["person"].to_pylist(), found["spell"].to_pylist(), strict=True))
    open_records(
        actor,
        "facts",
        Journey.objects.filter(pk__in=journeys_of(edition, {person for person, _spell in pairs})),
        purpose=purpose,
        detail=f"{edition.slug} {table} {' × '.join(at)}",
    )
    return _places(spells.to_pylist(), {spell for _person, spell in pairs})


def _places(rows: list[dict[str, Any]], spells: set[str]) -> list[Place]:
    return sorted(
        (
            Place(
                row["person"],
                row["spell"],
                row["organisation"],
                row["place_kind"],
                row["start"],
                row["end"],
            )
            for row in rows
            if row["spell"] in spells
        ),
        key=lambda place: (place.person, place.start),
    )
