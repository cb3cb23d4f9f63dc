"""The monitor's pages in a real browser: no accessibility violation, no sideways scrolling, nothing refused."""

import pytest

from momentum.monitor import actions
from momentum.monitor.choices import Choices, Treatment
from momentum.monitor.models import EditionState
from momentum.monitor.queries.cells import internal

PUBLIC = ("", "2016/", "2016/tables/stock_by_organisation/?sort=-*", "2016/verify/")
WORKSHOP = (
    "workshop/",
    "workshop/new/",
    "workshop/token/",
    "workshop/2016-2/",
    "workshop/2016-2/preview/",
    "workshop/2016-2/cells/?table=stock_by_organisation&only=withheld",
    "workshop/2016-2/behind/?table=stock/2016&at=",
    "workshop/2016-2/protection/",
)


def broken_and_compared(city, edition):
    """The edition with a withheld number published anyway, so that it is refused, and two plans for it; returns the
    pages that this makes, the last one of a comparison that waits."""
    assert edition.slug == "2016-2"
    cells = internal(edition, "cells.json")["stock_by_organisation"]["cells"]
    at, other = [at for at, _value, reason in cells if reason == "complement"][:2]
    actions.override(
        city.anna, edition, table="stock_by_organisation", at=at, reason="The board asked for it."
    )
    actions.pin(city.anna, edition, table="stock_by_organisation", at=other)
    actions.rebuild(city.anna, edition, enqueue=False)
    assert actions.run_build(edition.pk).state == EditionState.REFUSED
    choices = Choices(zeros="shown", treatments={"hours_spells": Treatment("rounding")})
    ready, waits = (
        actions.start_comparison(city.anna, edition, choices=choices, pins=[], enqueue=False)
        for _time in "ab"
    )
    actions.run_comparison(ready.pk)
    where = "workshop/2016-2/"
    return (
        f"{where}override/?table=stock_by_organisation&at={'|'.join(at)}",
        f"{where}comparisons/{ready.pk}/",
        f"{where}comparisons/{waits.pk}/?still",
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_free_of_violations_in_both_themes_and_languages(
    city, published, new, live_server, as_client, chromium
):
    from axe_playwright_python.sync_playwright import Axe

    *more, waiting = broken_and_compared(city, new())
    cookie = as_client(city.bo).cookies["sessionid"].value
    for scheme, language, width in (("light", "nl", 320), ("dark", "en", 1280)):
        for pages, signed_in in ((PUBLIC, False), ((*WORKSHOP, *more, waiting), True)):
            context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            if signed_in:
                context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            for address in pages:
                answer = page.goto(f"{live_server.url}/{language}/monitor/{address}")
                assert answer.status == 200, address
                page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
                violations = Axe().run(page).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], address
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert said == []
            context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_choices_fit_a_narrow_screen_and_each_says_what_it_is_about(
    city, draft, live_server, as_client, chromium
):
    cookie = as_client(city.anna).cookies["sessionid"].value
    for scheme, language in (("light", "nl"), ("dark", "en")):
        context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/{language}/monitor/workshop/2016/protection/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        # Not the table within its frame either: what is chosen for zeros would lie out of sight.
        assert page.evaluate(
            "(each => each.scrollWidth <= each.clientWidth)(document.querySelector('.choices').parentElement)"
        )
        zeros = {"nl": "Nullen", "en": "Zeros"}[language]
        fields = page.locator(".choices td:has(select[name^=zeros_])")
        assert fields.count() > 1
        for field in fields.all():
            assert field.locator(".choices__what").inner_text() == zeros
            where = field.locator("select").bounding_box()
            assert where["x"] >= 0
            assert where["x"] + where["width"] <= 360
            assert where["height"] >= 24
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.locator(".choices thead th").last.is_visible()
        assert not page.locator(".choices__what").first.is_visible()
        context.close()
