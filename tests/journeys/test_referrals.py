"""Proposing a person, and the answer: by whom, in which state, and twice at once."""

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.journeys import actions
from momentum.journeys.flow import REFERRAL
from momentum.journeys.models import Identity, Referral, ReferralState
from momentum.journeys.queries.referrals import referrals


@pytest.fixture
def referral(city, sanne):
    return actions.refer(city.case, sanne, to_organisation=city.brug, place=city.kitchen, wish="cooking")


def test_a_person_refers_themselves(city, participant, sanne):
    own = actions.refer(participant, sanne, to_organisation=city.bakkerij)
    assert (own.from_organisation, own.referred_by) == (None, participant.user)
    assert actions.accept_referral(city.bram, own, version=1).state == ReferralState.ACCEPTED
    assert sanne.assignments.filter(user=city.bram.user).exists()


@pytest.mark.parametrize("who", ["noor", "bram", "other_case", "keeper", "analyst", "policy", "manager"])
def test_others_refer_nobody(city, sanne, who):
    with pytest.raises(Refused):
        actions.refer(getattr(city, who), sanne, to_organisation=city.brug)


def test_a_referral_goes_to_an_enterprise_and_its_own_place(city, sanne):
    with pytest.raises(ValidationError, match="social enterprise"):
        actions.refer(city.case, sanne, to_organisation=city.gemeente)
    with pytest.raises(ValidationError, match="another organisation"):
        actions.refer(city.case, sanne, to_organisation=city.brug, place=city.baking)


def test_one_referral_at_a_time_waits_at_an_enterprise(city, sanne, referral):
    with pytest.raises(ValidationError, match="waits for an answer"):
        actions.refer(city.case, sanne, to_organisation=city.brug)


@pytest.mark.parametrize("who", ["bram", "case", "manager", "keeper", "policy"])
@pytest.mark.parametrize("answer", [actions.accept_referral, actions.decline_referral])
def test_only_the_enterprises_coaches_answer(city, referral, who, answer):
    with pytest.raises(Refused):
        answer(getattr(city, who), referral, version=1, answer="no")
    assert Referral.objects.get().state == ReferralState.SENT


def test_a_no_needs_a_reason(city, referral):
    with pytest.raises(ValidationError, match="few words"):
        actions.decline_referral(city.noor, referral, version=1, answer="")
    declined = actions.decline_referral(city.noor, referral, version=1, answer="No room")
    assert (declined.state, declined.answer) == (ReferralState.DECLINED, "No room")


def test_two_answers_at_once(city, referral):
    actions.accept_referral(city.noor, referral, version=1)
    with pytest.raises(Stale):
        actions.decline_referral(city.colleague, referral, version=1, answer="No room")
    with pytest.raises(ValidationError, match="answered or withdrawn already"):
        actions.decline_referral(city.colleague, referral, version=2, answer="No room")
    assert Referral.objects.get().state == ReferralState.ACCEPTED


def test_withdrawing_is_for_who_sent_it(city, referral, participant):
    with pytest.raises(Refused):
        actions.withdraw_referral(city.noor, referral, version=1)
    assert actions.withdraw_referral(participant, referral, version=1).state == ReferralState.WITHDRAWN
    with pytest.raises(ValidationError, match="withdrawn already"):
        actions.accept_referral(city.noor, referral, version=2)


def test_the_inbox_tells_the_wish_and_no_name_until_accepted(city, referral, browse):
    row = referrals(city.noor)[0]
    assert (row.name, row.referral.wish) == ("", "cooking")
    for page in ("/en/referrals/", f"/en/referrals/{referral.pk}/", "/en/desk/"):
        assert "de Wit" not in browse(city.noor).get(page).text
    actions.accept_referral(city.noor, referral, version=1)
    assert referrals(city.noor)[0].name == "Sanne de Wit"
    assert Identity.objects.count() == 1


def test_every_step_leads_from_sent(city):
    assert {step.start for step in REFERRAL.values()} == {ReferralState.SENT}
    assert {step.end for step in REFERRAL.values()} == set(ReferralState) - {ReferralState.SENT}


def test_answering_in_the_browser(city, referral, browse):
    noor = browse(city.noor)
    url = f"/en/referrals/{referral.pk}/"
    without_reason = noor.post(url, {"decision": "decline", "version": "1"})
    assert "Write a few words here" in without_reason.text
    accepted = noor.post(
        url, {"decision": "accept", "version": "1", "answer": "Come on Tuesday"}, follow=True
    )
    assert "you work with this person" in accepted.text
    assert "Sanne de Wit" in accepted.text
