"""Handing people to a colleague and cover during an absence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused
from momentum.accounts.models import AccessEntry
from momentum.journeys import actions
from momentum.journeys.queries.scope import own_journeys
from tests.journeys.conftest import TODAY


def sees(actor, journey):
    return own_journeys(actor).filter(pk=journey.pk).exists()


def test_handing_over_from_a_day(city, sanne, register, settings):
    other = register("Hamid", "Aziz")
    start = TODAY + timedelta(days=7)
    actions.hand_over(city.case, [sanne, other], to=city.other_case.user, starts=start)
    assert sees(city.case, sanne)
    assert not sees(city.other_case, sanne)
    settings.TODAY = start
    assert not sees(city.case, sanne)
    assert sees(city.other_case, sanne)
    entry = AccessEntry.objects.get(detail="hand_over")
    assert entry.persons.count() == 2
    row = sanne.assignments.get(user=city.case.user)
    assert row.history.first().history_change_reason == "handed over"


def test_handing_over_today_what_began_today(city, sanne):
    actions.hand_over(city.case, [sanne], to=city.other_case.user, starts=TODAY)
    assert not sees(city.case, sanne)
    assert sees(city.other_case, sanne)


def test_all_or_none(city, sanne, register):
    foreign = register("Hamid", "Aziz", by=city.other_case)
    with pytest.raises(Refused):
        actions.hand_over(city.case, [sanne, foreign], to=city.other_case.user, starts=TODAY)
    assert sees(city.case, sanne)


@pytest.mark.parametrize("who", ["noor", "policy", "case"])
def test_to_a_colleague_of_the_same_role_only(city, sanne, who):
    with pytest.raises(ValidationError, match="same role"):
        actions.hand_over(city.case, [sanne], to=getattr(city, who).user, starts=TODAY)


def test_a_mandate_that_has_ended_that_day_takes_nobody(city, sanne):
    mandate = city.other_case.user.mandates.get()
    mandate.ends = TODAY + timedelta(days=3)
    mandate.save()
    with pytest.raises(ValidationError, match="that day"):
        actions.hand_over(city.case, [sanne], to=city.other_case.user, starts=TODAY + timedelta(days=5))


def test_only_the_own_caseload_is_handed_over(city, accepted):
    with pytest.raises(ValidationError, match="colleague’s caseload"):
        actions.hand_over(city.colleague, [accepted], to=city.noor.user, starts=TODAY)
    actions.cover(city.case, by=city.other_case.user, starts=TODAY, ends=TODAY + timedelta(days=9))
    with pytest.raises(ValidationError, match="colleague’s caseload"):
        actions.hand_over(city.other_case, [accepted], to=city.case.user, starts=TODAY)
    assert sees(city.case, accepted)


def test_days_that_have_passed(city, sanne):
    with pytest.raises(ValidationError, match="passed"):
        actions.hand_over(city.case, [sanne], to=city.other_case.user, starts=TODAY - timedelta(days=1))


def test_cover_runs_from_until(city, sanne, settings):
    start, back = TODAY + timedelta(days=1), TODAY + timedelta(days=8)
    actions.cover(city.case, by=city.other_case.user, starts=start, ends=back)
    for day, expected in ((TODAY, False), (start, True), (back - timedelta(days=1), True), (back, False)):
        settings.TODAY = day
        assert sees(city.other_case, sanne) is expected
        assert sees(city.case, sanne)


def test_back_sooner(city, sanne, settings):
    actions.cover(city.case, by=city.other_case.user, starts=TODAY, ends=TODAY + timedelta(days=30))
    settings.TODAY = TODAY + timedelta(days=2)
    assert actions.end_cover(city.case) == 1
    assert not sees(city.other_case, sanne)


def test_who_covers_hands_nobody_on(city, sanne):
    actions.cover(city.case, by=city.other_case.user, starts=TODAY, ends=TODAY + timedelta(days=30))
    with pytest.raises(ValidationError, match="nobody in your caseload"):
        actions.cover(city.other_case, by=city.case.user, starts=TODAY, ends=TODAY + timedelta(days=5))


@pytest.mark.parametrize("who", ["manager", "keeper", "analyst", "policy"])
def test_others_arrange_nothing(city, sanne, who):
    with pytest.raises(Refused):
        actions.cover(getattr(city, who), by=city.case.user, starts=TODAY, ends=TODAY + timedelta(days=5))
    with pytest.raises(Refused):
        actions.hand_over(getattr(city, who), [sanne], to=city.case.user, starts=TODAY)


def test_in_the_browser(city, sanne, browse):
    page = browse(city.case)
    typed = {"to": city.other_case.user.pk, "starts": "28-11-2016", "journeys": [sanne.pk]}
    check = page.post("/en/people/hand-over/", typed)
    assert "Check your answers" in check.text
    assert "Sanne de Wit" in check.text
    assert sees(city.case, sanne)
    done = page.post("/en/people/hand-over/", typed | {"confirmed": "1"}, follow=True)
    assert "1 person is handed over" in done.text
    covering = browse(city.other_case)
    typed = {"by": city.case.user.pk, "starts": "29-11-2016", "ends": "5-12-2016"}
    covering.post("/en/people/cover/", typed)
    assert "Cas Manager, from 29 November until 5 December 2016" in covering.get("/en/people/cover/").text
    covering.post("/en/people/cover/end/")
    assert "Cas Manager, from" not in covering.get("/en/people/cover/").text


def test_the_person_page_says_who_covers(city, sanne, browse):
    actions.cover(city.case, by=city.other_case.user, starts=TODAY, ends=date(2016, 12, 20))
    assert "covers for Cas Manager until 20 December" in browse(city.case).get(f"/en/people/{sanne.pk}/").text
