"""A participant whose e-mail comes back: their own case manager is told, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import AccessEntry, MailState, OutgoingMail
from momentum.accounts.policy import Role
from momentum.journeys.models import Identity
from momentum.journeys.queries import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant(city, register):
    journey = register()
    user = city.actor(Role.PARTICIPANT, None, "Sanne de Wit").user
    Identity.objects.filter(pseudonym=journey.pseudonym).update(user=user)
    return user


def bounced(user) -> OutgoingMail:
    return OutgoingMail.objects.create(
        user=user, address=address_digest(user.email), state=MailState.BOUNCED, ended_at=timezone.now()
    )


def told(actor) -> list[str]:
    return [item.who for item in waiting_for(actor) if item.what == "E-mail does not arrive"]


def test_the_own_case_manager_is_told_and_the_log_says_so(city, participant):
    assert told(city.case) == []
    bounced(participant)
    before = AccessEntry.objects.count()
    assert told(city.case) == ["Sanne de Wit"]
    assert AccessEntry.objects.count() > before
    assert told(city.noor) == []
    assert told(city.actor(Role.CASE_MANAGER, city.case.organisation, "Another")) == []
    assert told(city.actor(Role.POLICY_OFFICER, city.case.organisation, "Officer")) == []


def test_a_letter_that_arrived_later_ends_it(city, participant):
    mail = bounced(participant)
    OutgoingMail.objects.create(
        user=participant,
        address=mail.address,
        state=MailState.SENT,
        made_at=mail.made_at + timedelta(hours=1),
    )
    assert told(city.case) == []
