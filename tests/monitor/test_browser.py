"""The monitor's pages in a real browser: no accessibility violation, no sideways scrolling, nothing refused."""

import pytest

PUBLIC = ("", "2016/", "2016/tables/stock_by_organisation/?sort=-*", "2016/verify/")
WORKSHOP = (
    "workshop/",
    "workshop/new/",
    "workshop/token/",
    "workshop/2016-2/",
    "workshop/2016-2/preview/",
    "workshop/2016-2/cells/?table=stock_by_organisation&only=withheld",
    "workshop/2016-2/behind/?table=stock/2016&at=",
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_free_of_violations_in_both_themes_and_languages(
    city, published, new, live_server, as_client, chromium
):
    from axe_playwright_python.sync_playwright import Axe

    assert new().slug == "2016-2"
    cookie = as_client(city.bo).cookies["sessionid"].value
    for scheme, language, width in (("light", "nl", 320), ("dark", "en", 1280)):
        for pages, signed_in in ((PUBLIC, False), (WORKSHOP, True)):
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
