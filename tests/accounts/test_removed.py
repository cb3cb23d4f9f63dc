"""What the clock removed is read by who oversees it, and by nobody else."""

from datetime import date

import pytest
from django.utils import timezone

from momentum.accounts import queries
from momentum.accounts.models import DailyRun, RetentionProof

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof():
    return RetentionProof.objects.create(
        day=date(2016, 11, 1), rule="sent mail", term="mail", period="30 days", count=12, digest="ab" * 32,
        made_at=timezone.now(),
    )  # fmt: skip


def test_a_privacy_officer_reads_what_was_removed(signed_in, proof):
    DailyRun.objects.create(job="retention", day=date(2016, 11, 1), state="failed", started_at=timezone.now())
    page = signed_in("privacy_officer").get("/en/removed/").content.decode()
    assert "messages that were sent" in page
    assert "30 days after the message was sent" in page
    assert '<td class="number">12</td>' in page
    assert "needs the operator" in page


def test_the_page_says_so_when_nothing_was_removed(signed_in):
    assert "Nothing has been removed" in signed_in("operator").get("/en/removed/").content.decode()


@pytest.mark.parametrize("role", ["participant", "work_coach", "policy_officer", None])
def test_nobody_else_does(signed_in, proof, role):
    assert signed_in(role).get("/en/removed/").status_code in (302, 404)


def test_the_desk_leads_there(actor):
    def doors(role):
        return [door.url.rsplit("/", 2)[1] for door in queries.doors(actor(role))]

    assert "removed" in doors("privacy_officer")
    assert "removed" not in doors("work_coach")
