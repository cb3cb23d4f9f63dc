"""What the monitor freezes: rows in the facts' own shape, without a name, for analysts only."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from momentum.accounts.access import ReasonNeeded, Refused
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry
from momentum.accounts.purposes import Purpose
from momentum.journeys import actions
from momentum.journeys.models import Identity
from momentum.journeys.queries import facts_rows
from momentum.methods.facts.schema import SCHEMAS
from tests.journeys.conftest import TODAY


def test_rows_fit_the_facts(city, accepted):
    spell = actions.start_spell(
        city.noor, accepted, place=city.kitchen, starts=date(2016, 3, 1), hours_per_week=Decimal("12.5")
    )
    actions.end_spell(city.noor, spell, version=1, ends=date(2016, 11, 1), end_reason=city.reason)
    actions.record_assessment(city.noor, accepted, instrument="ladder", date=date(2016, 4, 1), value=4)
    rows = facts_rows(city.analyst, freeze=TODAY, purpose=Purpose.BUILD_EDITION)
    tables = {}
    for name in ("person", "membership", "spell", "hours", "assessment"):
        columns = zip(*getattr(rows, name), strict=True)
        schema = SCHEMAS[name]
        tables[name] = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)
    who = accepted.pseudonym
    assert tables["person"].to_pylist() == [{"person": who, "birth_year": 1985, "district": "A00"}]
    assert tables["spell"].to_pylist() == [
        {
            "spell": str(spell.pk),
            "person": who,
            "organisation": "brouwerij-de-brug",
            "place_kind": "work_experience",
            "start": date(2016, 3, 1),
            "end": date(2016, 11, 1),
            "end_reason": "paid_job",
        }
    ]
    assert tables["hours"].column("hours_per_week").to_pylist() == [12.5]
    assert tables["hours"].column("to").to_pylist() == [date(2016, 11, 1)]
    assert tables["assessment"].column("value").to_pylist() == [4.0]
    assert tables["membership"].column("target_group").to_pylist() == ["ggz"]
    identity = Identity.objects.get()
    for table in tables.values():
        for hidden in (identity.first_name, identity.last_name, str(identity.pk)):
            assert hidden not in str(table.to_pylist())


def test_reading_facts_is_logged_by_name(city, accepted):
    facts_rows(city.analyst, freeze=TODAY, purpose=Purpose.BUILD_EDITION)
    entry = AccessEntry.objects.get(record="facts")
    assert (entry.user, entry.purpose) == (city.analyst.user, "build_edition")
    assert entry.persons.get().reference == references_of([accepted.pseudonym])[accepted.pseudonym]


@pytest.mark.parametrize("who", ["noor", "case", "keeper", "policy", "manager"])
def test_facts_are_for_analysts(city, accepted, who):
    with pytest.raises(Refused):
        facts_rows(getattr(city, who), freeze=TODAY, purpose=Purpose.BUILD_EDITION)
    with pytest.raises(ReasonNeeded):
        facts_rows(city.analyst, freeze=TODAY, purpose="")


def test_seats_taken_are_counted_for_the_sector(city, spell):
    from momentum.sector.seats import taken_at

    assert taken_at(city.kitchen.pk) == 1
    actions.end_spell(city.noor, spell, version=1, ends=TODAY)
    assert taken_at(city.kitchen.pk) == 0
