"""The demo city as facts, without a database: what an edition would freeze of it."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from momentum.demo.city import City
from momentum.demo.organisations import DISTRICTS, boroughs
from momentum.demo.population.assessments import OWN_VOICE
from momentum.demo.population.details import Days
from momentum.demo.population.rates import KINDS, RUNNING, years_of
from momentum.demo.population.spells import COUNTED, OBJECTION, TO_BE_CONFIRMED
from momentum.methods.facts import SCHEMAS, Facts, cut_at
from momentum.methods.facts.schema import NOT_RECORDED

LISTS = DISTRICTS.parent / "city" / "lists.toml"
REASONS = {OBJECTION: "objected", TO_BE_CONFIRMED: "ground_to_be_confirmed"}


def facts_of(city: City, freeze: date) -> Facts:
    """Everything before the freeze, of everybody who may be counted; who is left out is counted by reason."""
    counted = city.population.standing == COUNTED
    keys = np.array([f"p{number:05d}" for number in range(city.population.count)])
    tables = {
        **_lists(city),
        "person": _person(city, keys, counted),
        "membership": _membership(city, keys, counted),
        "spell": _spell(city, keys, counted),
        "hours": _hours(city, counted),
        "assessment": _assessment(city, keys, counted),
    }
    left_out = {name: int((city.population.standing == reason).sum()) for reason, name in REASONS.items()}
    source = {"kind": "demo", "seed": city.seed}
    return cut_at(Facts(tables, freeze, left_out=left_out, source=source), freeze)


def _table(name: str, **columns: Any) -> pa.Table:
    schema = SCHEMAS[name]
    named = {column.rstrip("_"): values for column, values in columns.items()}
    return pa.table({column: named[column] for column in schema.names}).cast(schema)


def _days(values: Days) -> pa.Array:
    """Days since 1970 as dates; what still runs is empty."""
    return pa.array(values.astype("datetime64[D]"), mask=values == RUNNING)


def _words(values: NDArray[np.str_]) -> pa.Array:
    return pa.array(values.tolist(), mask=values == "")


def _lists(city: City) -> dict[str, pa.Table]:
    organisations = city.organisations.all
    kinds = tomllib.loads(LISTS.read_text(encoding="utf-8"))["place_kinds"]
    return {
        "place_kind": _table(
            "place_kind",
            kind=[kind["code"] for kind in kinds],
            rank=list(range(1, len(kinds) + 1)),
            paid=[kind["paid"] for kind in kinds],
        ),
        "organisation": _table(
            "organisation",
            organisation=[each.slug for each in organisations],
            kind=[each.kind for each in organisations],
            district=[each.district for each in organisations],
            branch=[each.branch for each in organisations],
        ),
        "district": _table("district", district=list(boroughs()), borough=list(boroughs().values())),
    }


def _person(city: City, keys: NDArray[np.str_], counted: NDArray[np.bool_]) -> pa.Table:
    people = city.persons
    return _table(
        "person",
        person=keys[counted],
        birth_year=years_of(people.birth[counted]),
        district=_words(people.home[counted]),
    )


def _membership(city: City, keys: NDArray[np.str_], counted: NDArray[np.bool_]) -> pa.Table:
    rows = city.memberships
    kept = counted[rows.person]
    return _table(
        "membership",
        person=keys[rows.person[kept]],
        target_group=rows.group[kept],
        from_=_days(rows.start[kept]),
        to=_days(rows.end[kept]),
    )


def _spell(city: City, keys: NDArray[np.str_], counted: NDArray[np.bool_]) -> pa.Table:
    spells = city.population.spells
    slugs = np.array([each.slug for each in city.organisations.all])
    reason = np.where(
        (city.papers.end_reason == "") & (spells.end < RUNNING), NOT_RECORDED, city.papers.end_reason
    )
    kept = np.flatnonzero(counted[spells.person])
    return _table(
        "spell",
        spell=[f"s{row:05d}" for row in kept],
        person=keys[spells.person[kept]],
        organisation=slugs[spells.organisation[kept]],
        place_kind=np.array(KINDS)[spells.kind[kept]],
        start=_days(spells.start[kept]),
        end=_days(spells.end[kept]),
        end_reason=_words(reason[kept]),
    )


def _hours(city: City, counted: NDArray[np.bool_]) -> pa.Table:
    rows = city.hours
    kept = counted[city.population.spells.person[rows.spell]]
    return _table(
        "hours",
        spell=[f"s{row:05d}" for row in rows.spell[kept]],
        from_=_days(rows.start[kept]),
        to=_days(rows.end[kept]),
        hours_per_week=rows.hours[kept],
    )


def _assessment(city: City, keys: NDArray[np.str_], counted: NDArray[np.bool_]) -> pa.Table:
    rows = city.assessments
    # A participant's own voice is no part of what an edition measures.
    kept = counted[rows.person] & (rows.instrument != OWN_VOICE)
    return _table(
        "assessment",
        person=keys[rows.person[kept]],
        instrument=rows.instrument[kept],
        date=_days(rows.day[kept]),
        value=rows.value[kept],
    )


def write_city(seed: int, freeze: date, directory: Path) -> dict[str, Any]:
    """The facts of a seed's city as a directory; returns its manifest."""
    from momentum.demo.city import generate
    from momentum.methods.facts import write_facts

    return write_facts(facts_of(generate(seed), freeze), directory)
