"""Demands on enterprises at a browser: reported in Dutch on a narrow screen, found alike, decided; nothing against it."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from tests.browser.rules import objections_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LOOKS = [("nl", "light", 360), ("en", "dark", 360)]
TITLES = {
    ("nl", "light", 360): "Vragenlijst van de wijkraad over parkeren",
    ("en", "dark", 360): "Yearly round of fire drills with a report",
}


@pytest.mark.parametrize("look", LOOKS)
def test_where_the_pressure_comes_from_is_read_by_everybody(visitor, look):
    page = visitor(*look).go("requirements/")
    assert page.locator("main svg rect").count() >= 2
    assert re.search(r"\d", page.locator("h1").inner_text())
    assert objections_to(page) == []
    page.locator("details summary").last.click()
    page.locator(".chips a").first.click()
    assert objections_to(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_demand_is_reported_found_alike_and_decided(visitor, look):
    title = f"{TITLES[look]} {token_hex(3)}"
    manager = visitor(*look).sign_in("enterprise_manager")
    page = manager.go("requirements/report/")
    assert objections_to(page) == []
    page.locator("main form .button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert objections_to(page) == []
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=party][value=law]").check()
    page.locator("input[name=mechanism][value=coercive]").check()
    page.locator("input[name=hours]").fill("6,5")
    page.locator("input[name=since]").fill("1-1-2016")
    page.locator("main form .button").first.click()
    page.wait_for_load_state()
    if page.locator("button[name=new]").count():
        page.locator("button[name=new]").click()
    page.wait_for_url(re.compile(r"/requirements/[0-9a-f-]{36}/$"))
    address = page.url
    assert objections_to(page) == []
    page.locator("nav.breadcrumb a").click()
    assert objections_to(page) == []

    coach = visitor(*look).sign_in("work_coach")
    page = coach.go("requirements/report/")
    page.locator("input[name=title]").fill(title.replace("e", "ee", 1))
    page.locator("input[name=party][value=law]").check()
    page.locator("input[name=mechanism][value=coercive]").check()
    page.locator("input[name=hours]").fill("3")
    page.locator("input[name=since]").fill("1-1-2016")
    page.locator("main form .button").first.click()
    expect(page.locator("#alike")).to_be_visible()
    expect(page.locator(".list-cards").get_by_role("link", name=title)).to_be_visible()
    assert objections_to(page) == []

    broker = visitor(*look).sign_in("broker")
    page = broker.page
    expect(page.locator("main").get_by_text(title)).to_be_visible()
    for step in ("", "settle/", "merge/", "reject/"):
        page.goto(address + step)
        assert objections_to(page) == [], step
    page.goto(address)
    page.locator("form[action$='confirm/'] button").click()
    page.wait_for_url(address)

    page = manager.page
    page.goto(f"/{look[0]}/desk/")
    page.locator("a[href$='/requirements/'][href*='/enterprises/']").first.click()
    expect(page.locator("main").get_by_text(title)).to_be_visible()
    assert objections_to(page) == []
