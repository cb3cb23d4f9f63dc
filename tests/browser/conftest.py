"""A real city for a real browser: `make run`'s own server in a second process, in a place of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from momentum.accounts.policy import Role
from tests.browser.reach import ROLES, Kind, walk
from tests.browser.tasks import prepare

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """The address of a demo city, served as a stranger would get it; MOMENTUM_CITY names one that runs already."""
    if named := os.environ.get("MOMENTUM_CITY"):
        yield named
        return
    place = tmp_path_factory.mktemp("city")
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("MOMENTUM_", "DJANGO_", "DATABASE_"))
    }
    environment |= {"MOMENTUM_VAR": str(place), "MOMENTUM_ENV": str(place / "momentum.env")}
    port = free_port()
    log = open(place / "server.log", "w+")  # noqa: SIM115
    server = subprocess.Popen(
        [sys.executable, "-m", "momentum.site.serve", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if urllib.request.urlopen(f"{address}/healthz", timeout=2).status == 200:
                break
        except OSError:
            time.sleep(0.3)
    else:
        log.seek(0)
        pytest.fail(f"the city did not come up:\n{log.read()[-3000:]}")
    yield address
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)


class Visitor:
    """Somebody at a browser: signs in as a role, and notices every error of script, policy or server."""

    def __init__(self, browser: Browser, city: str, language: str, scheme: str, width: int) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=city, locale=language
        )
        self.page: Page = self.context.new_page()
        self.language = language
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complain(message))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", lambda request: self.stay_home(request.url, city))

    def complain(self, message) -> None:
        # Refused (404), overtaken (409), over (410) and not right yet (422) are answers; the browser mentions them in its console.
        if message.type == "error" and not re.search(r"status of (404|409|410|422) ", message.text):
            self.complaints.append(message.text)

    def stay_home(self, url: str, city: str) -> None:
        if not url.startswith((f"{city}/", "data:", "blob:")):
            self.complaints.append(f"asks another host: {url}")

    def sign_in(self, role: str, which: int = 0) -> "Visitor":
        self.page.goto(f"/{self.language}/sign-in-as/")
        with translation.override(self.language):
            label = str(Role(role).label)
        card = self.page.locator("li.card").filter(
            has=self.page.get_by_role("heading", name=re.compile(f"^{label}$", re.I))
        )
        card.nth(which).get_by_role("button").click()
        self.page.wait_for_url("**/desk/")
        return self

    def go(self, path: str) -> Page:
        self.page.goto(f"/{self.language}/{path}")
        return self.page


@pytest.fixture(scope="session")
def reached(chromium, city):
    """Every kind of page that somebody reaches, found in a city in which all sorts of work is under way."""
    kinds: dict[str, Kind] = {}
    typed = prepare(lambda: Visitor(chromium, city, "en", "light", 1280))
    for role in ROLES:
        somebody = Visitor(chromium, city, "en", "light", 1280)
        if role:
            somebody.sign_in(role)
        walk(somebody, role, kinds, typed.get(role, ()))
        somebody.context.close()
    return kinds


@pytest.fixture
def visitor(chromium, city):
    """A maker of visitors; at the end none of them may have met an error."""
    made: list[Visitor] = []

    def make(language: str = "en", scheme: str = "light", width: int = 1280) -> Visitor:
        made.append(Visitor(chromium, city, language, scheme, width))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    assert [complaint for each in made for complaint in each.complaints] == []
