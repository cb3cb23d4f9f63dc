"""A manager fills in the profile on a telephone, in the dark, in Dutch, by keyboard; nothing is in anybody's way."""

import pytest
from django.test import Client
from django.utils import translation

from momentum.identity.instrument import CURRENT, load
from momentum.identity.models import ResponseState
from tests.identity.small_round import TODAY, acting, answer_all, build_small_round, enterprise, know

WIDTH = 360


@pytest.fixture(autouse=True)
def a_day_in_2016(settings):
    settings.TODAY = TODAY
    translation.deactivate()


class Phone:
    """A narrow dark browser of somebody who is signed in; each page is looked over as it opens."""

    def __init__(self, chromium, server, actor, language, scheme, width=WIDTH):
        client = Client()
        client.force_login(actor.user)
        self.language, self.width, self.root = language, width, server.url
        context = chromium.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
        self.page = context.new_page()
        self.said = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.seen = []

    def go(self, path):
        self.page.goto(f"{self.root}/{self.language}/identity/{path}")
        self.look()

    def look(self):
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        violations = Axe().run(self.page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url
        self.seen.append(self.page.url)

    def press(self, name):
        button = self.page.get_by_role("button", name=name, exact=True)
        button.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_profile_on_a_telephone_in_the_dark_in_dutch_by_keyboard(live_server, chromium):
    small = build_small_round()
    know(small.enterprises[0])
    for number in range(10):
        other = enterprise(f"Ander {number}")
        answer_all(acting("enterprise_manager", other), other_response(small, other), 1 + number % 4)
    phone = Phone(chromium, live_server, small.mina, "nl", "dark")
    phone.go("our-profile/")
    phone.press("Beginnen")
    instrument = load(CURRENT)
    for screen in instrument.screens:
        phone.look()
        assert phone.page.get_by_role("heading", level=1).inner_text() == screen.title_nl
        if screen.number == 1:  # a choice is missing: it is said, and nothing typed is lost
            phone.press("Opslaan en verder")
            assert "Kies een antwoord" in phone.page.locator(".error-summary").inner_text()
        for question in instrument.on(screen.number):
            chosen = phone.page.locator(f'input[name="{question.code}"]:checked')
            if not chosen.count():
                phone.page.locator(f'input[name="{question.code}"]').nth(1).focus()
                phone.page.keyboard.press("ArrowDown")
                phone.page.keyboard.press("Space")
        last = screen.number == len(instrument.screens)
        phone.press("Opslaan en controleren" if last else "Opslaan en verder")
    assert "27 van de 27 vragen" in phone.page.locator("main").inner_text()
    phone.press("Ons profiel bevestigen")
    assert "Onze onderneming in 2016" in phone.page.locator("main").inner_text()
    assert "10 andere ondernemingen" in phone.page.locator("main").inner_text()
    assert phone.page.locator("main li svg rect").count() == 9
    assert small.response.state == ResponseState.CONFIRMED
    phone.go("our-profile/")
    assert not [said for said in phone.said if "422" not in said]


def other_response(small, organisation):
    from momentum.identity.models import Response

    return Response.objects.create(round=small.round, organisation=organisation)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_analysts_pages_are_free_of_violations(live_server, chromium):
    small = build_small_round()
    done = answer_all(small.mina, small.response)
    for scheme, language, width in (("light", "nl", 320), ("dark", "en", 1280)):
        phone = Phone(chromium, live_server, small.anna, language, scheme, width)
        for path in (
            "rounds/",
            "rounds/open/",
            "rounds/2016/",
            "rounds/import/",
            f"rounds/answers/{done.pk}/",
        ):
            phone.go(path)
        phone.page.get_by_role("radio").first.check()
        phone.press("De antwoorden tonen" if language == "nl" else "Show the answers")
        phone.go("rounds/import/")
        phone.page.locator('input[type="file"]').set_input_files(
            {
                "name": "a.csv",
                "mimeType": "text/csv",
                "buffer": b"organisation,year,votes\nBrouwerij 0,2014,9\n",
            }
        )
        phone.press("Bekijken" if language == "nl" else "Look at it")
        assert not [said for said in phone.said if "422" not in said]
