"""Every action of the room, by every role that has no business here: refused, and nothing written."""

import inspect
from datetime import date, timedelta

import pytest

from momentum.accounts.access import Refused
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.models import FollowUp, Identity, Journey, Spell
from momentum.journeys.queries import doors, waiting_for
from momentum.journeys.queries.scope import own_journeys
from tests.journeys.conftest import TODAY, actor

OUTSIDERS = [
    Role.POLICY_OFFICER,
    Role.BUYER,
    Role.RESEARCHER,
    Role.BROKER,
    Role.ANALYST,
    Role.GRANT_OFFICER,
    Role.BOARD_MEMBER,
    Role.PRIVACY_OFFICER,
    Role.OPERATOR,
    Role.ENTERPRISE_MANAGER,
]
BY_THE_PRIVACY_OFFICER = {"answer_right", "announce_end", "prolong"}
# Tried by every role in tests of their own.
ELSEWHERE = {"momentum.journeys.actions.imports", "momentum.journeys.actions.openings"}


@pytest.fixture
def calls(city, spell, participant, register):
    """For each action, arguments with which the right role would succeed."""
    journey, other = spell.journey, register("Hamid", "Aziz")
    measured = actions.record_assessment(city.noor, journey, instrument="ladder", date=TODAY, value=3)
    referral = actions.refer(city.case, journey, to_organisation=city.bakkerij)
    question = actions.ask_correction(participant, journey, about="x", text="y")
    short = actions.start_spell(city.noor, journey, place=city.bottling, starts=date(2016, 1, 4))
    ended = actions.end_spell(city.noor, short, version=1, ends=date(2016, 2, 1))
    group = journey.memberships.get()
    request = actions.ask_right(city.case, journey, right="restrict")
    colleague, soon = city.other_case.user, TODAY + timedelta(days=5)
    return {
        "accept_referral": ((referral,), {"version": 1}),
        "announce_end": ((request,), {"version": 1, "answer": "x", "ends": soon + timedelta(days=30)}),
        "answer_right": ((request,), {"version": 1, "granted": False, "answer": "x"}),
        "prolong": ((request,), {"version": 1, "reason": "x"}),
        "ask_right": ((journey,), {"right": "copy"}),
        "end_restriction": ((request,), {"version": 1}),
        "withdraw_right": ((request,), {"version": 1}),
        "answer_correction": ((question,), {"corrected": True, "answer": "done"}),
        "ask_correction": ((journey,), {"about": "x", "text": "y"}),
        "change_hours": ((spell,), {"version": 1, "starts": TODAY, "hours_per_week": 8}),
        "change_identity": (
            (Identity.objects.get(pseudonym=journey.pseudonym),),
            {"version": 1, "phone": "1"},
        ),
        "change_situation": ((journey,), {"version": 1, "district": None, "needs": []}),
        "change_spell": ((spell,), {"version": 1, "reason": "x", "starts": TODAY}),
        "confirm_grounds": (([journey],), {"ground": "law", "explanation": "Act"}),
        "cover": ((), {"by": colleague, "starts": TODAY, "ends": soon}),
        "decline_referral": ((referral,), {"version": 1, "answer": "no"}),
        "end_cover": ((), {}),
        "end_membership": ((group,), {"ends": soon}),
        "end_spell": ((spell,), {"version": 1, "ends": TODAY}),
        "hand_over": (([journey],), {"to": colleague, "starts": TODAY}),
        "merge_people": ((journey, other), {"kept_version": 1, "merged_version": 1}),
        "record_assessment": ((journey,), {"instrument": "ladder", "date": TODAY, "value": 3}),
        "record_death": ((journey,), {"version": 1, "died": TODAY}),
        "record_follow_up": ((FollowUp.objects.first(),), {"asked_on": TODAY, "outcome": "paid_work"}),
        "record_ground": ((journey,), {"purpose": "contact", "ground": "law", "explanation": "Act"}),
        "record_membership": ((journey,), {"target_group": city.group, "starts": TODAY}),
        "record_own_voice": ((journey,), {"answers": {"pace": 1}}),
        "refer": ((journey,), {"to_organisation": city.bakkerij}),
        "register_participant": ((), {"first_name": "A", "last_name": "B"}),
        "remove_assessment": ((measured,), {"reason": "x"}),
        "start_spell": ((journey,), {"place": city.kitchen, "starts": TODAY}),
        "undo_death": ((journey,), {"version": 1, "reason": "x"}),
        "undo_end": ((ended,), {"version": 2, "reason": "x"}),
        "withdraw_ground": ((journey,), {"purpose": "counting"}),
        "withdraw_referral": ((referral,), {"version": 1}),
    }


def test_every_action_is_called(calls):
    named = {
        name
        for name in actions.__all__
        if inspect.getmodule(getattr(actions, name)).__name__ not in ELSEWHERE
    }
    assert named == set(calls)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsiders_are_refused(city, calls, role):
    organisation = city.brug if role == Role.ENTERPRISE_MANAGER else city.platform
    outsider = actor(role, organisation, f"outsider {role}")
    before = [model.history.count() for model in (Journey, Identity, Spell, FollowUp)]
    for name, (subjects, values) in calls.items():
        if role == Role.PRIVACY_OFFICER and name in BY_THE_PRIVACY_OFFICER:
            continue
        with pytest.raises(Refused):
            getattr(actions, name)(outsider, *subjects, **values)
        assert [model.history.count() for model in (Journey, Identity, Spell, FollowUp)] == before, name
    if role == Role.ENTERPRISE_MANAGER:  # who knows by name who works there, and brings in files
        return
    assert not own_journeys(outsider).exists()
    if role not in (
        Role.PRIVACY_OFFICER,
        Role.OPERATOR,
    ):  # who open a record for a reason, or answer requests
        assert waiting_for(outsider) == doors(outsider) == []
