"""Whatever people try, in whatever order: what is stored is what the facts' own rules accept."""

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.accounts.access import Refused, Stale
from momentum.accounts.purposes import Purpose
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Spell
from momentum.journeys.queries import facts_rows
from momentum.methods.facts import SCHEMAS, check_facts
from momentum.sector.queries import district_rows, organisation_rows, place_kind_rows
from tests.journeys.conftest import TODAY

FIRST = date(2016, 7, 1)
days = st.integers(0, 240).map(lambda offset: FIRST + timedelta(days=offset))
hours = st.one_of(st.none(), st.decimals(0, 170, places=1))
steps = st.one_of(
    st.tuples(st.just("start"), st.sampled_from(["kitchen", "bottling"]), days, hours),
    st.tuples(st.just("end"), st.integers(0, 5), days),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("change"), st.integers(0, 5), days, st.one_of(st.none(), days)),
    st.tuples(st.just("hours"), st.integers(0, 5), days, st.decimals(0, 170, places=1)),
    st.tuples(st.just("died"), days),
)


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def take(city, journey, step):
    name, *values = step
    spells = list(Spell.objects.order_by("starts", "pk"))
    coach = city.noor
    if name == "start":
        place, day, number = values
        actions.start_spell(
            coach, journey, place=getattr(city, place), starts=day, hours_per_week=number and Decimal(number)
        )
    elif name == "died":
        actions.record_death(city.case, journey, version=1, died=values[0])
    elif spells:
        spell = spells[values[0] % len(spells)]
        if name == "end":
            actions.end_spell(coach, spell, version=spell.version, ends=values[1])
        elif name == "undo":
            actions.undo_end(coach, spell, version=spell.version, reason="by mistake")
        elif name == "change":
            actions.change_spell(
                coach, spell, version=spell.version, reason="wrong", starts=values[1], ends=values[2]
            )
        else:
            actions.change_hours(
                coach, spell, version=spell.version, starts=values[1], hours_per_week=Decimal(values[2])
            )


def tables(city):
    rows = facts_rows(city.analyst, freeze=TODAY + timedelta(days=200), purpose=Purpose.BUILD_EDITION)
    given_rows = {
        name: list(getattr(rows, name)) for name in ("person", "membership", "spell", "hours", "assessment")
    }
    given_rows |= {
        "place_kind": place_kind_rows(),
        "organisation": organisation_rows(),
        "district": district_rows(),
    }
    return {
        name: pa.Table.from_pylist(
            [dict(zip(schema.names, row, strict=True)) for row in given_rows[name]], schema
        )
        for name, schema in SCHEMAS.items()
    }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=2, max_size=9))
def test_what_is_stored_is_always_good_facts(city, accepted, tried):
    with taken_back():
        for step in tried:
            try:
                take(city, accepted, step)
            except (ValidationError, Refused, Stale):
                continue
        assert check_facts(tables(city), today=TODAY + timedelta(days=200)) == []
        for spell in Spell.objects.all():
            rows = list(spell.hours.order_by("starts"))
            assert all(row.starts >= spell.starts for row in rows)
            assert all(one.ends == other.starts for one, other in zip(rows, rows[1:], strict=False))
            assert not rows or rows[-1].ends == spell.ends
            waiting = FollowUp.objects.filter(spell=spell, withdrawn_on__isnull=True)
            accepted.refresh_from_db()
            if spell.ends is None or accepted.died:
                assert not waiting.exists()
            else:
                assert {row.due for row in waiting} == {
                    spell.ends + timedelta(weeks=weeks) for weeks in (13, 26, 52)
                }
