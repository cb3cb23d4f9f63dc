"""The main line, walked by people at a browser: a stay that ends, an edition that counts it, a number that moves."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STOCK = re.compile(r"[\d,]+")


def number(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def headline(page: Page) -> int:
    return number(page.locator(".figure").first.inner_text())


def build(page: Page) -> str:
    """A new edition of what followed the last published one; returns the address of its draft."""
    page.goto("/en/desk/")
    page.get_by_role("link", name="New edition").click()
    page.get_by_role("button", name="Freeze and build").click()
    page.wait_for_url(re.compile(r"/workshop/[^/]+/$"), timeout=120_000)
    expect(page.get_by_text("none could be worked out")).to_be_visible()
    return page.url


def test_a_stay_that_ends_moves_the_number_of_a_published_edition(visitor):
    home = visitor()
    home.go("")
    before = headline(home.page)

    ilse = visitor().sign_in("analyst")
    first = build(ilse.page)
    ilse.page.get_by_role("link", name="See the page").click()
    counted_before = headline(ilse.page)

    noor = visitor().sign_in("work_coach")
    noor.page.get_by_role("link", name="End a stay").click()
    noor.page.locator("select[name=stay]").select_option(index=2)
    noor.page.locator("input[name=ends]").fill("10-02-2017")
    noor.page.locator("select[name=end_reason]").select_option(index=1)
    noor.page.get_by_role("button", name="Continue").click()
    expect(noor.page.get_by_role("heading", name="Check your answers")).to_be_visible()
    noor.page.get_by_role("button", name="End the stay").click()
    expect(noor.page.get_by_text("ended on 10 February 2017")).to_be_visible()

    second = build(ilse.page)
    assert second != first
    ilse.page.get_by_role("link", name="See the page").click()
    counted_after = headline(ilse.page)
    assert counted_after == counted_before - 1

    ilse.page.goto(second)
    ilse.page.get_by_role("button", name="Submit for a check").click()
    expect(ilse.page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)

    karim = visitor().sign_in("analyst", which=1)
    karim.page.goto(second)
    karim.page.get_by_role("button", name=re.compile("^Approve")).click()
    karim.page.goto(second)
    karim.page.get_by_role("button", name=re.compile("^Publish")).click()

    home.go("")
    assert headline(home.page) == counted_after != before
    home.page.get_by_role("link", name="Read the monitor").click()
    assert headline(home.page) == counted_after


def test_a_number_is_followed_back_to_the_stays_behind_it(visitor):
    """With a stated purpose, an analyst sees pseudonymous stays; the log then tells."""
    ilse = visitor().sign_in("analyst")
    ilse.page.goto("/en/monitor/workshop/")
    ilse.page.get_by_role("link", name=re.compile("2016")).first.click()
    ilse.page.get_by_role("link", name=re.compile("People in work, by organisation")).click()
    ilse.page.get_by_role("link", name=re.compile("behind", re.I)).first.click()
    expect(ilse.page.locator("main")).not_to_contain_text("Noor")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_coach_starts_changes_and_ends_a_stay_within_three_clicks_from_the_desk(visitor, width):
    """Click 1: a door of the desk. Click 2: to the check, or to the one stay. Click 3: saved."""
    noor = visitor(width=width).sign_in("work_coach")
    page = noor.page
    page.get_by_role("link", name="Start someone on a place").click()
    people = page.locator("select[name=person]")
    people.select_option(index=2)
    page.locator("select[name=place]").select_option(index=1)
    page.locator("input[name=starts]").fill(f"{date(2017, 2, 13):%d-%m-%Y}")
    page.locator("main form button").first.click()
    expect(page.get_by_role("status").or_(page.get_by_role("alert")).first).to_be_visible()

    page.goto("/en/desk/")
    page.get_by_role("link", name="Change a stay").click()
    page.locator("main a.button, main td a, main li a").first.click()
    expect(page.locator("main form")).to_be_visible()


def test_the_main_tasks_work_by_keyboard_alone(visitor):
    noor = visitor().sign_in("work_coach")
    page = noor.page
    page.goto("/en/desk/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    door = page.get_by_role("link", name="End a stay")
    for _step in range(60):
        page.keyboard.press("Tab")
        if door.evaluate("door => door === document.activeElement"):
            break
    expect(door).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/end/")
    stay = page.locator("select[name=stay]")
    for _step in range(40):
        page.keyboard.press("Tab")
        if stay.evaluate("field => field === document.activeElement"):
            break
    expect(stay).to_be_focused()


def test_a_policy_officer_who_guesses_an_address_finds_nothing_and_is_logged(visitor):
    noor = visitor().sign_in("work_coach")
    noor.page.goto("/en/people/")
    person = noor.page.locator("main a[href*='/people/']").evaluate_all(
        "all => all.map(a => a.pathname).find(path => /[0-9a-f-]{36}/.test(path))"
    )
    pieter = visitor().sign_in("policy_officer")
    answer = pieter.page.goto(person)
    assert answer is not None
    assert answer.status == 404
    absent = pieter.page.request.get("/en/people/00000000-0000-4000-8000-000000000000/")
    assert absent.status == 404
    assert sorted(absent.headers) == sorted(answer.headers)
    olaf = visitor().sign_in("privacy_officer")
    olaf.page.goto("/en/access-log/")
    expect(olaf.page.locator("main")).to_contain_text("Pieter Blom")


def test_without_javascript_everything_still_works(chromium, city):
    context = chromium.new_context(java_script_enabled=False, base_url=city)
    page = context.new_page()
    page.goto("/en/enterprises/?q=fietsn")
    expect(page.locator("main")).to_contain_text("Fietsatelier")
    page.get_by_role("link", name="Monitor", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    context.close()
