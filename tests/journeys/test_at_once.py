"""Two people saving about one person at the same moment, each in a thread with a connection of its own."""

import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from momentum.accounts.access import Refused, Stale
from momentum.journeys import actions
from momentum.journeys.models import Assignment, FollowUp, Referral, Spell
from tests.journeys.conftest import GROUNDS, TODAY, build_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city():
    return build_city()


@pytest.fixture
def accepted(city):
    journey = actions.register_participant(
        city.case, first_name="Sanne", last_name="de Wit", birth_date=date(1985, 4, 1), grounds=GROUNDS
    )
    referral = actions.refer(city.case, journey, to_organisation=city.brug)
    actions.accept_referral(city.noor, referral, version=1)
    return journey


@pytest.fixture
def both(tmp_path):
    """Runs attempts at the same moment, each in a thread; what each returned or raised, and then what is true.

    SQLite's database in memory does not wait for a lock: the threads work on a copy of it in a file, with the
    settings of production.
    """

    def copied() -> Path | None:
        if connection.vendor != "sqlite":
            return None
        file = tmp_path / "copy.sqlite3"
        if not file.exists():
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
        return file

    def run(file, work, outcomes, place, start):
        if file:
            connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}
        start.wait()
        try:
            with override("en"):
                outcomes[place] = work()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    def at_once(*works):
        file, start, outcomes = copied(), threading.Barrier(len(works)), [None] * len(works)
        threads = [
            threading.Thread(target=run, args=(file, work, outcomes, place, start))
            for place, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return outcomes

    def both(*attempts, then):
        return at_once(*attempts), at_once(then)[0]

    return both


def count(outcomes, kind):
    return sum(isinstance(each, kind) for each in outcomes)


def test_two_correct_one_stay(city, accepted, both):
    spell = actions.start_spell(city.noor, accepted, place=city.kitchen, starts=date(2016, 3, 1))
    outcomes, (starts, versions) = both(
        lambda: actions.change_spell(city.noor, spell, version=1, reason="one", starts=date(2016, 3, 2)),
        lambda: actions.change_spell(city.colleague, spell, version=1, reason="two", starts=date(2016, 3, 3)),
        then=lambda: (Spell.objects.get().starts, Spell.history.count()),
    )
    assert (count(outcomes, Spell), count(outcomes, Stale)) == (1, 1)
    told = next(each for each in outcomes if isinstance(each, Stale))
    saved = next(each for each in outcomes if isinstance(each, Spell))
    assert starts == saved.starts == told.current.starts
    assert versions == 2


def test_two_start_the_same_stay(city, accepted, both):
    outcomes, stays = both(
        *[
            lambda who=who: actions.start_spell(who, accepted, place=city.kitchen, starts=date(2016, 3, 1))
            for who in (city.noor, city.colleague)
        ],
        then=lambda: Spell.objects.count(),
    )
    assert (count(outcomes, Spell), count(outcomes, ValidationError), stays) == (1, 1, 1)


def test_two_end_one_stay(city, accepted, both):
    spell = actions.start_spell(city.noor, accepted, place=city.kitchen, starts=date(2016, 3, 1))
    outcomes, follow_ups = both(
        *[
            lambda who=who: actions.end_spell(who, spell, version=1, ends=date(2016, 11, 1))
            for who in (city.noor, city.colleague)
        ],
        then=lambda: FollowUp.objects.count(),
    )
    assert (count(outcomes, Spell), count(outcomes, Stale), follow_ups) == (1, 1, 3)


def test_two_answer_one_referral(city, accepted, both):
    referral = actions.refer(city.case, accepted, to_organisation=city.bakkerij)
    outcomes, state = both(
        lambda: actions.accept_referral(city.bram, referral, version=1),
        lambda: actions.withdraw_referral(city.case, referral, version=1),
        then=lambda: Referral.objects.get(pk=referral.pk).state,
    )
    assert (count(outcomes, Referral), count(outcomes, Stale)) == (1, 1)
    assert state in ("accepted", "withdrawn")


def test_two_hand_over_the_same_people(city, accepted, both):
    outcomes, running = both(
        lambda: actions.hand_over(city.case, [accepted], to=city.other_case.user, starts=TODAY),
        lambda: actions.cover(city.case, by=city.other_case.user, starts=TODAY, ends=date(2016, 12, 5)),
        then=lambda: Assignment.objects.filter(user=city.case.user, ends__isnull=True).count(),
    )
    assert running == 0
    assert all(isinstance(each, list | ValidationError | Refused) for each in outcomes)
