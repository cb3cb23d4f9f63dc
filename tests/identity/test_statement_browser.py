"""The statement in a real browser: written, checked, approved and read, in both themes, on a narrow screen."""

import os
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from momentum.identity.queries.kept import forget
from tests.browser.rules import objections_to
from tests.identity import stated_field

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
SHOTS = os.environ.get("MOMENTUM_SHOTS", "")


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2017, 3, 14)
    forget()
    with override("en"):
        yield
    forget()


@pytest.fixture
def field(db):
    return stated_field.build(years=(2012, 2013, 2014, 2015, 2016))


@pytest.fixture
def pages(chromium, live_server):
    """A page of somebody signed in (None: a visitor), and everything that a browser said about any of them."""
    contexts, said = [], []

    def open_for(actor, scheme="light", width=360):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        if actor is not None:
            client = Client()
            client.force_login(actor.user)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert said == []


def looked_at(page, name):
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    assert objections_to(page) == [], name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_from_draft_to_public_by_three_people(field, live_server, pages):
    at = f"{live_server.url}/en/identity/statements/"
    anna = pages(field.anna, width=1280)
    anna.goto(at)
    looked_at(anna, "list")
    anna.get_by_role("button", name="Start a statement").click()
    anna.get_by_label("What it means, in Dutch").fill("De verantwoording van de aanbesteding weegt.")
    anna.get_by_label("What it means, in English").fill("The tender's reporting weighs.")
    anna.get_by_role("button", name="Save").click()
    looked_at(anna, "draft")
    anna.get_by_role("button", name="Submit for a check").click()
    assert "waiting for a second analyst" in anna.inner_text("main")

    bo = pages(field.bo, "dark")
    bo.goto(f"{live_server.url}/en/desk/")
    bo.get_by_role("link", name="Check").first.click()
    looked_at(bo, "check-dark-360")
    bo.get_by_role("button", name="It is right: exactly this").click()

    bea = pages(field.bea)
    bea.goto(f"{live_server.url}/en/desk/")
    bea.get_by_role("link", name="Read and decide").first.click()
    looked_at(bea, "decide-360")
    bea.get_by_role("button", name="Approve and publish exactly this").click()
    assert "Everybody can read it" in bea.inner_text("main")

    for scheme, language, width in (("light", "nl", 360), ("dark", "en", 1280)):
        visitor = pages(None, scheme, width)
        assert visitor.goto(f"{live_server.url}/{language}/identity/statements/2016/").status == 200
        looked_at(visitor, f"public-{scheme}-{width}")
        assert "Bea" in visitor.inner_text("main")


def test_a_counter_measure_from_proposal_to_done(field, live_server, pages):
    at = f"{live_server.url}/en/identity/counter-measures/"
    anna = pages(field.anna)
    anna.goto(f"{at}new/")
    anna.get_by_label("Requirement").select_option(label="Reporting norms of the tender")
    anna.get_by_label("withdrawn").check()
    anna.get_by_label("In words, in Dutch").fill("Kwartaalverslag schrappen")
    looked_at(anna, "propose-360")
    anna.get_by_role("button", name="Propose").click()
    anna.get_by_role("button", name="It is agreed").click()
    measure = field.norms.counter_measures.get()
    broker = pages(field.broker, "dark")
    broker.goto(f"{at}{measure.pk}/")
    broker.get_by_label("From which day").fill("1-1-2014")
    looked_at(broker, "finish-dark-360")
    broker.get_by_role("button", name="It is done").click()
    visitor = pages(None, width=1280)
    visitor.goto(f"{at}{measure.pk}/")
    assert "It cost an enterprise 90 hours a year; now it costs 0." in visitor.inner_text("main")
    looked_at(visitor, "effect")
    visitor.goto(at)
    looked_at(visitor, "counter-measures")
