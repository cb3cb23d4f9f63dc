"""Whose own somebody is: said once in the program's queries and once in SQL, and the same, before the wall and behind.

A condition that something is *not* there opens more where rows are hidden: so each role's own people are asked for as a
superuser, as the application behind the wall, and of the wall's own function.
"""

from datetime import date

import pytest
from django.db import connection

from momentum.accounts.policy import Role
from momentum.accounts.row_security import acting
from momentum.journeys import actions
from momentum.journeys.models import Assignment, Journey, Spell
from momentum.journeys.queries.scope import own_journeys
from tests.journeys.conftest import GROUNDS, build_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day(settings):
    settings.TODAY = date(2016, 11, 28)


@pytest.fixture
def city():
    """People in every stage in which they are, or are no longer, somebody's own."""
    city = build_city()

    def person(name, by=None):
        return actions.register_participant(
            by or city.case, first_name=name, last_name="X", birth_date=date(1985, 4, 1), district=city.district,
            target_groups=[city.group], grounds=GROUNDS,
        )  # fmt: skip

    def accepted(journey, organisation, coach):
        referral = actions.refer(city.case, journey, to_organisation=organisation)
        return actions.accept_referral(coach, referral, version=referral.version)

    def stay(journey, coach, place, starts, ends=None):
        spell = actions.start_spell(coach, journey, place=place, starts=starts)
        if ends:
            actions.end_spell(coach, spell, version=spell.version, ends=ends, end_reason=city.reason)

    person("only registered")
    actions.refer(city.case, person("waiting"), to_organisation=city.brug)
    declined = actions.refer(city.case, person("declined"), to_organisation=city.brug)
    actions.decline_referral(city.noor, declined, version=declined.version, answer="full")
    accepted(person("accepted"), city.brug, city.noor)
    for name, starts, ends in (
        ("running", date(2016, 3, 1), None),
        ("left lately", date(2015, 3, 1), date(2016, 9, 1)),
        ("left on the last day", date(2015, 3, 1), date(2016, 8, 29)),
        ("left too long ago", date(2015, 3, 1), date(2016, 8, 28)),
        ("left years ago", date(2013, 3, 1), date(2014, 8, 28)),
    ):
        journey = person(name)
        accepted(journey, city.brug, city.noor)
        stay(journey, city.noor, city.kitchen, starts, ends)
    back = person("back again")
    accepted(back, city.brug, city.noor)
    stay(back, city.noor, city.kitchen, date(2013, 3, 1), date(2014, 8, 28))
    accepted(back, city.brug, city.noor)
    both = person("at both")
    for organisation, coach, place in (
        (city.brug, city.noor, city.kitchen),
        (city.bakkerij, city.bram, city.baking),
    ):
        accepted(both, organisation, coach)
        stay(both, coach, place, date(2016, 2, 1))
    died = person("died")
    accepted(died, city.brug, city.noor)
    actions.record_death(
        city.noor, Journey.objects.get(pk=died.pk), version=died.version, died=date(2016, 11, 1)
    )
    handed = person("handed over")
    actions.hand_over(city.case, [handed], to=city.other_case.user, starts=date(2016, 11, 28))
    actions.cover(city.other_case, by=city.case.user, starts=date(2016, 11, 28), ends=date(2016, 12, 5))
    kept, merged = person("kept"), person("merged")
    actions.merge_people(city.case, kept, merged, kept_version=kept.version, merged_version=merged.version)
    asked = person("nobody's case")
    accepted(asked, city.brug, city.noor)
    stay(asked, city.noor, city.kitchen, date(2015, 3, 1), date(2016, 8, 29))
    Assignment.objects.filter(journey=asked, role=Role.CASE_MANAGER).update(ends=date(2016, 10, 1))
    return city


def test_everybody_has_the_same_people_before_the_wall_and_behind(city):
    everybody = (
        city.noor, city.colleague, city.bram, city.case, city.other_case, city.keeper, city.manager, city.policy,
        city.analyst,
    )  # fmt: skip
    sizes = {}
    for actor in everybody:
        open_ = set(own_journeys(actor).values_list("pk", flat=True))
        with acting(actor):
            walled = set(own_journeys(actor).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT wall.own_journeys(%s, %s, %s, %s)",
                [actor.user.pk, actor.organisation.pk, actor.role, date(2016, 11, 28)],
            )
            told = {key for (key,) in cursor.fetchall()}
        assert open_ == told, actor.role
        # A manager opens no journey, only who works there: so there their queries find none.
        assert walled == (set() if actor.role == Role.ENTERPRISE_MANAGER else open_), actor.role
        sizes[actor.user.name] = len(open_)
    assert sizes["Noor Bakker"] > 5
    assert sizes[city.keeper.user.name] == 1
    assert sizes[city.policy.user.name] == 0


def test_a_stay_that_ended_long_ago_is_still_recorded_to_its_end(city):
    """An action that takes away its own reason for reaching somebody still finishes, and only then is it gone."""
    spell = Spell.objects.get(organisation=city.brug, ends__isnull=True, starts=date(2016, 3, 1))
    with acting(city.noor):
        actions.end_spell(
            city.noor, spell, version=spell.version, ends=date(2016, 7, 1), end_reason=city.reason
        )
    spell.refresh_from_db()
    assert spell.ends == date(2016, 7, 1)
    assert spell.follow_ups.count() == 3
    assert spell.history.first().history_user == city.noor.user
