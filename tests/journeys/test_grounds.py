"""For what a record may be used: recorded, confirmed, withdrawn, objected to, and what follows from it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused
from momentum.accounts.purposes import Purpose as LogPurpose
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Ground, Purpose
from momentum.journeys.queries import facts_rows
from tests.journeys.conftest import TODAY


def counted(city, day=TODAY):
    rows = facts_rows(city.analyst, freeze=day, purpose=LogPurpose.BUILD_EDITION)
    return {person for person, _year, _district in rows.person}, rows.left_out


@pytest.fixture
def at_work(city, register, accept):
    """Somebody who has worked here since March 2016."""

    def at_work(*names, **details):
        journey = register(*names, **details)
        accept(journey)
        actions.start_spell(city.noor, journey, place=city.kitchen, starts=date(2016, 3, 1))
        return journey

    return at_work


def test_objecting_takes_effect_at_the_next_freeze_and_is_counted(city, spell, participant):
    assert counted(city) == ({spell.journey.pseudonym}, {})
    actions.withdraw_ground(participant, spell.journey, purpose=Purpose.COUNTING)
    assert counted(city) == (set(), {"objected": 1})
    with pytest.raises(ValidationError, match="objected"):
        actions.record_ground(
            city.case, spell.journey, purpose=Purpose.COUNTING, ground=Ground.LAW, explanation="Act"
        )
    actions.record_ground(participant, spell.journey, purpose=Purpose.COUNTING, ground=Ground.CONSENT)
    assert counted(city) == ({spell.journey.pseudonym}, {})
    actions.withdraw_ground(participant, spell.journey, purpose=Purpose.COUNTING)
    assert counted(city)[0] == set()


def test_reasons_for_leaving_out(city, at_work):
    at_work("A", "A", grounds={})
    at_work("B", "B", grounds={"counting": "to_be_confirmed"})
    ended = at_work("C", "C", grounds={"counting": "law"})
    ended.grounds.update(starts=date(2016, 1, 1), ends=date(2016, 6, 1))
    assert counted(city) == (set(), {"ground_to_be_confirmed": 1, "no_ground": 2})
    assert len(counted(city, date(2016, 5, 31))[0]) == 1


def test_who_came_after_the_freeze_is_not_left_out_but_not_there_yet(city, at_work):
    at_work("A", "A", grounds={})
    assert counted(city, date(2016, 3, 1)) == (set(), {})
    assert counted(city, date(2016, 3, 2)) == (set(), {"no_ground": 1})


def test_withdrawing_is_the_persons_own(city, spell):
    for who in (city.noor, city.case, city.manager, city.analyst, city.keeper):
        with pytest.raises(Refused):
            actions.withdraw_ground(who, spell.journey, purpose=Purpose.COUNTING)


def test_guidance_by_law_is_not_withdrawn_and_consent_always(sanne, participant):
    with pytest.raises(ValidationError, match="nothing to withdraw"):
        actions.withdraw_ground(participant, sanne, purpose=Purpose.GUIDANCE)
    actions.record_ground(participant, sanne, purpose=Purpose.GUIDANCE, ground=Ground.CONSENT)
    actions.withdraw_ground(participant, sanne, purpose=Purpose.GUIDANCE)
    assert sanne.grounds.filter(purpose=Purpose.GUIDANCE, withdrawn_on=TODAY).count() == 1


def test_no_follow_ups_after_withdrawal_and_again_after_consent(city, spell, participant):
    actions.end_spell(city.noor, spell, version=1, ends=date(2016, 8, 1))
    open_ = FollowUp.objects.filter(asked_on__isnull=True, withdrawn_on__isnull=True)
    assert open_.count() == 3
    actions.withdraw_ground(participant, spell.journey, purpose=Purpose.FOLLOW_UP)
    assert open_.count() == 0
    with pytest.raises(ValidationError, match="withdrawn"):
        actions.record_follow_up(
            city.case, FollowUp.objects.get(weeks=13), asked_on=TODAY, outcome="paid_work"
        )
    actions.record_ground(participant, spell.journey, purpose=Purpose.FOLLOW_UP, ground=Ground.CONSENT)
    assert sorted(open_.values_list("weeks", flat=True)) == [26, 52]


def test_staff_record_law_and_agreements_and_say_which(city, sanne):
    with pytest.raises(ValidationError, match="consent"):
        actions.record_ground(
            city.case, sanne, purpose=Purpose.CONTACT, ground=Ground.CONSENT, explanation="x"
        )
    with pytest.raises(ValidationError, match="few words"):
        actions.record_ground(city.case, sanne, purpose=Purpose.CONTACT, ground=Ground.CONTRACT)
    ground = actions.record_ground(
        city.case,
        sanne,
        purpose=Purpose.CONTACT,
        ground=Ground.CONTRACT,
        explanation="plan of 1 November",
        ends=TODAY + timedelta(days=365),
    )
    assert ground.recorded_by == city.case.user
    with pytest.raises(Refused):
        actions.record_ground(city.bram, sanne, purpose=Purpose.CONTACT, ground=Ground.LAW, explanation="Act")


def test_confirming_many_at_once(city, at_work, browse):
    people = [at_work(name, "Aziz", grounds={"counting": "to_be_confirmed"}) for name in ("Ali", "Bo")]
    assert counted(city) == (set(), {"ground_to_be_confirmed": 2})
    page = browse(city.case).get("/en/people/confirm-grounds/")
    assert "Ali Aziz" in page.text
    typed = {"ground": "law", "explanation": "Participation Act", "journeys": [each.pk for each in people]}
    done = browse(city.case).post("/en/people/confirm-grounds/", typed, follow=True)
    assert "Confirmed for 2 people" in done.text
    assert len(counted(city)[0]) == 2


def test_a_participant_stops_and_allows_on_their_page(sanne, participant, browse):
    page = browse(participant)
    assert "not counted any more" in page.get("/en/my-journey/uses/counting/stop/").text
    stopped = page.post("/en/my-journey/uses/counting/stop/", {}, follow=True)
    assert "you stopped this on" in stopped.text
    allowed = page.post("/en/my-journey/uses/counting/allow/", {"ends": "31-12-2017"}, follow=True)
    assert "your consent" in allowed.text
    assert page.get("/en/my-journey/uses/nonsense/stop/").status_code == 404
