"""Every page about people's rights at a real browser, in the makes that a demo city does not have."""

import os
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from momentum.accounts.policy import Role
from momentum.journeys import actions, receipts
from momentum.journeys.models import Identity
from tests.browser.conftest import Visitor
from tests.browser.rules import objections_to
from tests.journeys import conftest as journeys

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
# The browser's driver keeps a loop of its own in this thread, and the database is used beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture
def somebody(chromium, live_server):
    """Opens the browser of an actor, in one look."""
    made = []

    def open_(actor, language, scheme, width):
        visitor = Visitor(chromium, live_server.url, language, scheme, width)
        made.append(visitor)
        if actor is not None:
            client = Client()
            client.force_login(actor.user, backend="momentum.accounts.sign_in.by_address.ByAddress")
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            visitor.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        return visitor

    yield open_
    for each in made:
        each.context.close()
    assert [complaint for each in made for complaint in each.complaints] == []


@pytest.fixture
def places(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"
    settings.TODAY = journeys.TODAY
    city = journeys.build_city()
    officer = journeys.actor(Role.PRIVACY_OFFICER, city.platform, "Pia Privacy")

    def person(first_name, right):
        journey = actions.register_participant(
            city.case, first_name=first_name, last_name="de Wit", grounds={"guidance": "law"}
        )
        signs_in = journeys.actor(Role.PARTICIPANT, None, f"{first_name} de Wit")
        Identity.objects.filter(pseudonym=journey.pseudonym).update(user=signs_in.user)
        actions.ask_right(signs_in, journey, right="copy")
        return signs_in, journey, actions.ask_right(signs_in, journey, right=right, text="In my own words")

    sanne, kept, standing = person("Sanne", "restrict")
    actions.answer_right(officer, standing, version=1, granted=True, answer="Until it is solved.")
    hamid, going, planned = person("Hamid", "erase")
    actions.answer_right(
        officer, planned, version=1, granted=True, answer="On that day.", planned_for=date(2017, 6, 1)
    )
    _mina, gone, erased = person("Mina", "erase")
    link = receipts.link_of(erased.pk)
    actions.answer_right(officer, erased, version=1, granted=True, answer="Done.")
    _els, _journey, asked = person("Els", "erase")
    mine = ["", *(f"ask/{right}/" for right in ("copy", "object", "restrict", "erase"))]
    return {
        sanne: [f"my-journey/rights/{each}" for each in (*mine, f"{standing.pk}/use-again/")],
        hamid: ["my-journey/rights/", f"my-journey/rights/{planned.pk}/take-back/"],
        city.case: ["people/", f"people/{kept.pk}/", f"people/{going.pk}/requests/"],
        officer: [
            "rights/",
            f"rights/{asked.pk}/",
            f"rights/{asked.pk}/?reason=request",
            f"rights/{asked.pk}/more-time/",
            f"rights/{standing.pk}/end/",
        ],
        None: [f"receipts/{link}/", "receipts/nothing/"],
    }


@pytest.mark.parametrize("look", [("nl", "dark", 360), ("en", "light", 1280)])
def test_the_pages_of_peoples_rights_are_free_of_violations(places, somebody, look):
    objections = {}
    for actor, pages in places.items():
        visitor = somebody(actor, *look)
        for path in pages:
            page = visitor.go(path)
            if said := objections_to(page):
                objections[path] = said
    assert objections == {}
