"""The pictures by keyboard, in the dark, without colour, on a telephone."""

import pytest

from tests.identity import city

READ = "getComputedStyle(document.activeElement.querySelector('.point__said')).visibility"


@pytest.fixture
def opened(db, live_server, chromium):
    """A maker of pages on a public year; they complain of nothing, and no wider than their window."""
    made = city.build()
    city.demand(made, "Verantwoording", 84, 2013)
    city.texts(made)
    city.publish(2016)
    complaints = []

    def open_(language, scheme, width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{live_server.url}/{language}/identity/")
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        return page

    yield open_
    assert complaints == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "scheme", "width"), [("nl", "dark", 360), ("en", "light", 1280)])
def test_every_point_is_reached_by_keyboard_and_says_what_it_is(opened, language, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(language, scheme, width)
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("triangle", "ladder-public_agency"):
        points = page.locator(f"#{name} .point")
        points.first.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == points.nth(
            1
        ).get_attribute("aria-label")
        assert page.evaluate(READ) == "visible"
        assert (
            points.first.locator(".point__said").evaluate("each => getComputedStyle(each).visibility")
            == "hidden"
        )
    # What drifts is a pointed mark on a broken line, and the others are round: colour adds nothing.
    drifting = page.locator("#triangle .point:has(path[stroke-dasharray])")
    assert 0 < drifting.count() <= city.DRIFTING
    round_marks = page.locator("#triangle .point path[d*=a5]")
    assert round_marks.count() + drifting.count() + 1 == page.locator("#triangle .point").count()
