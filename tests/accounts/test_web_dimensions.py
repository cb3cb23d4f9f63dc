"""The pages about one person, tried once more by whose people they are and by the reason somebody states.

`test_web.py` asks every role for what is theirs and for another's. Here the other differs: a colleague at the same
organisation, the same role at another organisation of the same kind, and somebody whose mandate ended yesterday. And a
reason given along, right or wrong, opens no page that asks for none.
"""

from datetime import date, timedelta

import pytest
from django.test import Client

from momentum.accounts.models import AccessEntry, Mandate
from momentum.accounts.policy import Role
from momentum.accounts.purposes import REASONS
from tests.accounts.test_web import ABOUT_ONE, address, browser, expected
from tests.accounts.web_requests import build_world

PERSONS = [
    listed for listed in ABOUT_ONE if listed.record in ("identity", "needs", "journey", "consent", "own_voice", "follow_up")
]  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = date(2016, 11, 28)


@pytest.fixture
def world(db):
    return build_world()


def others(world):
    """Who works at the same organisation without the person being theirs, and who works elsewhere."""
    yield Role.CASE_MANAGER, "a colleague", world.city.other_case
    for role in (Role.CASE_MANAGER, Role.WORK_COACH, Role.ENTERPRISE_MANAGER, Role.PARTICIPANT):
        yield role, "elsewhere", world.stranger(role)


@pytest.mark.parametrize("listed", PERSONS, ids=lambda listed: listed.name)
def test_nobody_opens_a_page_about_somebody_elses_people(listed, world):
    url = address(listed, world.keys[listed.of])
    ask = "post" if listed.post else "get"
    for role, where, actor in others(world):
        assert not expected(listed, role, own=False)
        assert getattr(browser(actor), ask)(url).status_code == 404, (role, where)
    # A colleague of the coach works with the same people: O is the organisation's, not the coach's alone.
    if listed.opens and expected(listed, Role.WORK_COACH, own=True):
        assert browser(world.city.colleague).get(url).status_code in (200, 302)


@pytest.mark.parametrize("listed", PERSONS, ids=lambda listed: listed.name)
def test_a_mandate_that_ended_opens_nothing(listed, world):
    url = address(listed, world.keys[listed.of])
    yesterday = date(2016, 11, 28) - timedelta(days=1)
    Mandate.objects.filter(role__in=(Role.CASE_MANAGER, Role.WORK_COACH, Role.PARTICIPANT)).update(
        ends=yesterday
    )
    for actor in world.own.values():
        if actor.role != Role.ENTERPRISE_MANAGER:
            response = browser(actor).get(url)
            assert response.status_code == 404, actor.role


@pytest.mark.parametrize("listed", PERSONS, ids=lambda listed: listed.name)
def test_a_reason_given_along_opens_no_page_that_asks_for_none(listed, world):
    url = address(listed, world.keys[listed.of])
    opened = AccessEntry.objects.filter(refused=False, role__in=list(REASONS), persons__isnull=False)
    before = opened.count()
    for role, reasons in REASONS.items():
        if expected(listed, role, own=True):
            continue
        client: Client = browser(world.owner(role))
        for reason in (reasons[0].value, "because"):
            ask = client.post if listed.post else client.get
            response = ask(f"{url}?purpose={reason}&reason={reason}")
            assert response.status_code == 404, (role, reason)
    assert opened.count() == before
