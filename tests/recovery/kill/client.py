"""The client outside: does one thing after the other in the browser, and writes down what was acknowledged."""

import re
import threading
import time
from collections.abc import Iterable
from random import Random
from typing import Any

from tests.recovery.kill.browser import Browser
from tests.recovery.kill.promises import Import, Promises, Stay

COLUMNS = {
    "shape": "spells", "column_person": "nummer", "column_place_kind": "soort", "column_start": "van",
    "column_end": "tot", "dates": "dd-mm-yyyy", "decimal": ",", "missing": "", "end": "inclusive",
}  # fmt: skip
ROWS = 40


class Client:
    """`cast`: what there is to act with, by name, as `cast.py` found it in the place; `ready`: drafts to publish.

    `doing` is what was asked last, and `publishing` is set at the moment at which an edition is made public.
    """

    def __init__(
        self,
        port: int,
        cast: dict[str, Any],
        promises: Promises,
        chance: Random,
        ready: Iterable[str] = (),
    ) -> None:
        self.cast, self.promises, self.chance = cast, promises, chance
        self.ready, self.doing, self.publishing = list(ready), "", threading.Event()
        self.coach = Browser(port, cast["coach"])
        self.manager = Browser(port, cast["manager"])
        self.builder = Browser(port, cast["analysts"][0])
        self.checker = Browser(port, cast["analysts"][1])

    def act(self) -> None:
        """One thing, chosen by chance. Raises `browser.BROKEN` when the machine dies under it."""
        self.chance.choices([self.import_file, self.start_stay, self.end_stay, self.edition], [4, 3, 3, 4])[
            0
        ]()

    def import_file(self) -> None:
        self.doing = "import"
        wanted = Import(f"k{len(self.promises.imports)}-", ROWS)
        self.promises.imports.append(wanted)
        lines = [f"{wanted.mark}{row};{self.cast['kind']};0{1 + row % 9}-02-2016;" for row in range(ROWS)]
        file = "\n".join(["nummer;soort;van;tot", *lines]).encode()
        status, place, text = self.manager.post("/en/imports/", {}, ("lijst.csv", file))
        assert status == 302, told(text)
        wanted.batch = re.search(r"imports/([0-9a-f-]{36})/", place)[1]
        for path, form in ((place, COLUMNS), (f"/en/imports/{wanted.batch}/words/", {})):
            status, place, text = self.manager.post(path, form)
            assert status == 302, told(text)
        status, place, text = self.manager.post(f"/en/imports/{wanted.batch}/check/", {})
        assert status == 302, told(text)
        wanted.taken_in = True

    def start_stay(self) -> None:
        self.doing = "start"
        count = len(self.promises.stays)
        person = self.cast["people"][count % len(self.cast["people"])]
        # Every stay of the same person begins on another day of the past, and lasts a day.
        begun = 1 + count // len(self.cast["people"])
        stay = Stay(person, self.cast["place"], begun)
        if any(each.person == person and not each.ended for each in self.promises.stays):
            return
        before = self._running(person)
        self.promises.stays.append(stay)
        form = {"person": person, "place": stay.place, "starts": f"2017-01-{begun:02}", "hours_per_week": "8"}
        status, _place, text = self.coach.post("/en/people/start/", form)
        assert status == 302, told(text)
        stay.started = True
        (stay.key,) = self._running(person) - before

    def end_stay(self) -> None:
        running = [each for each in self.promises.stays if each.key and not each.ended]
        if not running:
            self.start_stay()
            return
        self.doing = "end"
        stay = self.chance.choice(running)
        form = {"ends": f"2017-01-{stay.begun + 1:02}", "version": "1", "confirmed": "1"}
        status, _place, text = self.coach.post(f"/en/people/stays/{stay.key}/end/", form)
        if status in (404, 409) or (status == 200 and "ended" in told(text)):
            # It was ended by a request whose answer never came.
            stay.key = ""
            return
        assert status == 302, (status, told(text))
        stay.ended = True

    def _running(self, person: str) -> set[str]:
        _status, _place, page = self.coach.get(f"/en/people/{person}/")
        return set(re.findall(r"people/stays/([0-9a-f-]{36})/end/", page))

    def publish(self) -> None:
        """A draft goes all the way: submitted, approved, published."""
        slug = self.ready.pop()
        another_is_out = any("publish" in taken for taken in self.promises.editions.values())
        self.promises.editions[slug] = {"new"}
        if another_is_out:
            # It does not reckon with what was released since, and would be refused.
            self._rebuild(slug)
        until = time.monotonic() + 60
        while "publish" not in self.promises.editions[slug] and time.monotonic() < until:
            if not self._step(slug):
                time.sleep(0.1)

    def _rebuild(self, slug: str) -> None:
        _status, _place, page = self.builder.get(f"/en/monitor/workshop/{slug}/")
        if form := form_of(page, slug, "rebuild"):
            self.doing = "rebuild"
            status, _place, text = self.builder.post(f"/en/monitor/workshop/{slug}/rebuild/", sent_with(form))
            assert status == 302, told(text)

    def _send_back(self, slug: str) -> None:
        """What was refused because something else was released since: it is built again."""
        _status, _place, page = self.checker.get(f"/en/monitor/workshop/{slug}/")
        if form := form_of(page, slug, "send_back"):
            # From here on nothing of it is promised but that it is there.
            self.promises.editions[slug] = {"new"}
            values = sent_with(form) | {"reason": "Something else was released since."}
            status, _place, text = self.checker.post(f"/en/monitor/workshop/{slug}/send_back/", values)
            assert status == 302, told(text)
        self._rebuild(slug)

    def edition(self) -> None:
        """The next step of an edition, or a new one when none is under way."""
        for slug in self.promises.editions:
            if self._step(slug):
                return
        if sum("publish" not in taken for taken in self.promises.editions.values()) < 2:
            self._begin()

    def _begin(self) -> None:
        self.doing = "new edition"
        number = len(self.promises.editions) + 1
        form = {
            "period_from": "01-10-2016", "period_last": "31-12-2016", "freeze": "01-02-2017", "n": "5",
            "title_nl": f"Monitor {number}", "title_en": f"Monitor {number}",
        }  # fmt: skip
        status, place, text = self.builder.post("/en/monitor/workshop/new/", form)
        assert status == 302, told(text)
        self.promises.editions[re.search(r"workshop/([\w-]+)/", place)[1]] = {"new"}

    def _step(self, slug: str) -> bool:
        taken = self.promises.editions[slug]
        if "publish" in taken:
            return False
        for verb, who in (("publish", self.builder), ("approve", self.checker), ("submit", self.builder), ("rebuild", self.builder)):  # fmt: skip
            _status, _place, page = who.get(f"/en/monitor/workshop/{slug}/")
            if form := form_of(page, slug, verb):
                values = sent_with(form)
                self.doing = verb
                if verb == "publish":
                    self.publishing.set()
                status, place, text = who.post(f"/en/monitor/workshop/{slug}/{verb}/", values)
                assert status == 302, told(text)
                if "/step-up/" in place:
                    who.sign_in()
                    return True
                _status, _place, page = who.get(f"/en/monitor/workshop/{slug}/")
                if "released" in refused(page):
                    self._send_back(slug)
                    return True
                assert not refused(page), refused(page)
                taken.add(verb)
                return True
        return False


def form_of(page: str, slug: str, verb: str) -> str:
    found = re.search(rf'<form[^>]*action="[^"]*/{slug}/{verb}/".*?</form>', page, re.S)
    return found[0] if found else ""


def sent_with(form: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version|content_hash)" value="([^"]*)"', form))


def refused(page: str) -> str:
    """What the notice of a refusal says; empty where nothing was refused."""
    return " ".join(re.findall(r'<div class="notice notice--error"><p>(.*?)</p>', page, re.S))


def told(page: str) -> str:
    """What a page says went wrong."""
    said = re.findall(r'<(?:div|ul|p)[^>]*class="[^"]*(?:error|notice)[^"]*".*?</(?:div|ul|p)>', page, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", " ".join(said) or page)[:600]
