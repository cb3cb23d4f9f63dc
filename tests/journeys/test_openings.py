"""Records opened for a reason by who works with nobody: one at a time, for half an hour, seen by the person."""

import sys
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from momentum.accounts.access import Refused
from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Role
from momentum.accounts.purposes import REASONS, Purpose
from momentum.journeys import actions
from momentum.journeys.models import Opening
from momentum.journeys.models.openings import OPEN_FOR
from momentum.journeys.queries import openings
from momentum.journeys.queries.desk import waiting_for
from tests.journeys.conftest import City

WHY = "The import of Tuesday left two stays without an end."


@pytest.fixture
def operator(city: City):
    return city.actor(Role.OPERATOR, city.platform)


@pytest.fixture
def officer(city: City):
    return city.actor(Role.PRIVACY_OFFICER, city.platform)


@pytest.fixture
def journey(register):
    return register()


def opened(actor, journey, purpose=None, explanation=WHY):
    purpose = purpose or REASONS[actor.role][0]
    return actions.open_for_a_reason(actor, key=str(journey.pk), purpose=purpose, explanation=explanation)


def test_an_operator_opens_in_an_emergency_and_every_read_says_so(operator, journey):
    one = opened(operator, journey, Purpose.RESTORE)
    assert one.emergency
    page = openings.opened_page(operator, one)
    assert page.identity.name == "Sanne de Wit"
    entries = AccessEntry.objects.filter(user=operator.user)
    assert {entry.record for entry in entries} == {"journey", "identity"}
    assert all(entry.emergency and entry.purpose == Purpose.RESTORE for entry in entries)
    assert all(entry.persons.count() == 1 for entry in entries)


def test_a_privacy_officers_opening_is_no_emergency(officer, journey):
    one = opened(officer, journey, Purpose.COMPLAINT)
    openings.opened_page(officer, one)
    assert not one.emergency
    assert not AccessEntry.objects.filter(user=officer.user, emergency=True).exists()


def test_it_closes_by_the_clock(operator, journey, monkeypatch):
    one = opened(operator, journey)
    later = one.opened_at + OPEN_FOR
    monkeypatch.setattr(openings, "now", lambda: later)
    before = AccessEntry.objects.count()
    with pytest.raises(Refused):
        openings.opened_page(operator, one)
    assert AccessEntry.objects.count() == before
    monkeypatch.setattr(openings, "now", lambda: later - timedelta(seconds=1))
    assert openings.opened_page(operator, one).journey == journey


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "nonsense"}, "key"),
        ({"key": ""}, "key"),
        ({"key": "6f2f9d6e-0000-4000-8000-000000000000"}, "key"),
        ({"purpose": "guidance"}, "purpose"),
        ({"purpose": ""}, "purpose"),
        ({"explanation": "  "}, "explanation"),
    ],
)
def test_what_is_missing_is_told_and_nothing_opens(change, field, operator, journey):
    asked = {"key": str(journey.pk), "purpose": "restore", "explanation": WHY} | change
    with pytest.raises(ValidationError) as told:
        actions.open_for_a_reason(operator, **asked)
    assert set(told.value.message_dict) == {field}
    assert not Opening.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"operator", "privacy_officer"}))
def test_nobody_else_opens_for_a_reason(role, city, journey):
    where = None if role == Role.PARTICIPANT else city.platform
    with pytest.raises(Refused):
        actions.open_for_a_reason(
            city.actor(Role(role), where, "other"), key=str(journey.pk), purpose="restore", explanation=WHY
        )
    assert not Opening.objects.exists()


def test_an_opening_is_only_for_who_opened_it(operator, officer, city, journey):
    one = opened(operator, journey)
    another = city.actor(Role.OPERATOR, city.platform, "Another operator")
    for who in (officer, another):
        with pytest.raises(Refused):
            openings.opening(who, one.pk)
        with pytest.raises(Refused):
            openings.opened_page(who, one)


def test_a_privacy_officer_looks_into_every_emergency_and_nobody_into_their_own(operator, officer, journey):
    one = opened(operator, journey)
    opened(officer, journey)
    waiting = [each for each in waiting_for(officer) if "emergency" in each.what]
    assert [each.who for each in waiting] == [operator.user.name]
    found = actions.review_opening(officer, one, verdict="needed")
    assert (found.verdict, found.reviewed_by) == ("needed", officer.user)
    assert [each for each in waiting_for(officer) if "emergency" in each.what] == []
    with pytest.raises(ValidationError):
        actions.review_opening(officer, one, verdict="not_needed", remark="on second thoughts")
    with pytest.raises(Refused):
        actions.review_opening(operator, one, verdict="needed")


def test_what_was_not_needed_says_why(operator, officer, journey):
    one = opened(operator, journey)
    with pytest.raises(ValidationError) as told:
        actions.review_opening(officer, one, verdict="not_needed")
    assert "remark" in told.value.message_dict


def test_the_pages_ask_open_close_and_review(operator, officer, journey, monkeypatch):
    client = Client()
    client.force_login(operator.user)
    address = reverse("journeys:open_for_a_reason")
    asked = client.post(address, {"key": "nothing", "purpose": "restore", "explanation": WHY})
    assert WHY in asked.content.decode()
    answer = client.post(
        address,
        {
            "key": f"https://momentum.example.org/nl/people/{journey.pk}/",
            "purpose": "restore",
            "explanation": WHY,
        },
    )
    one = Opening.objects.get()
    assert answer["Location"] == reverse("journeys:opened", args=[one.pk])
    shown = client.get(answer["Location"])
    assert "Sanne de Wit" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    monkeypatch.setattr(openings, "now", lambda: one.until)
    over = client.get(answer["Location"]).content.decode()
    assert "Sanne" not in over
    client.force_login(officer.user)
    assert operator.user.name in client.get(reverse("journeys:emergencies")).content.decode()
    review = reverse("journeys:review_opening", args=[one.pk])
    assert WHY in client.get(review).content.decode()
    assert client.post(review, {"verdict": "needed"})["Location"] == reverse("journeys:emergencies")
    assert client.get(review)["Location"] == reverse("journeys:emergencies")


def test_before_it_opens_somebody_shows_again_who_they_are(operator, journey, monkeypatch):
    client = Client()
    client.force_login(operator.user)
    asking = sys.modules["momentum.accounts.sign_in.step_up"]  # the package has a function of that name
    monkeypatch.setattr(asking, "proved_lately", lambda request: False)
    answer = client.get(reverse("journeys:open_for_a_reason"))
    assert answer.status_code == 302
    assert reverse("account_step_up") in answer["Location"]
    one = opened(operator, journey)
    assert client.get(reverse("journeys:opened", args=[one.pk])).status_code == 302
