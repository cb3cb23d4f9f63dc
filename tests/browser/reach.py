"""What each role can reach by links: every kind of page, and every make of it, found without opening a browser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils import translation

from momentum.accounts.policy import Role

ROLES = ["", *Role.values]
ENOUGH = 7  # pages of one kind that are opened; the next ones are alike
AGAIN = 2  # and in a role that comes after
LEAVES = ("account_logout",)


class Reading(HTMLParser):
    """The links of a page, and its make: which elements of which class its main part is built from."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.make: set[tuple[str, ...]] = set()
        self.in_main = self.in_drawing = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        self.in_main = self.in_main or tag == "main"
        if self.in_main and not self.in_drawing:
            self.make.add((tag, told.get("class") or "", told.get("type") or "", told.get("role") or ""))
        self.in_drawing = self.in_drawing or tag == "svg"

    def handle_endtag(self, tag):
        if tag == "svg":
            self.in_drawing = False
        if tag == "main":
            self.in_main = False


@dataclass
class Kind:
    """A kind of page (a view): the addresses that show all of its makes, each with a role that reaches it."""

    makes: set[tuple[str, ...]] = field(default_factory=set)
    pages: list[tuple[str, str]] = field(default_factory=list)

    def learn(self, role: str, address: str, make: set[tuple[str, ...]]) -> None:
        if not make <= self.makes:
            self.makes |= make
            self.pages.append((role, address))


def kind_of(path: str) -> str | None:
    try:
        with translation.override(path.split("/")[1]):
            return resolve(path).view_name
    except Resolver404:
        return None


def walk(visitor, role: str, kinds: dict[str, Kind], typed: tuple[str, ...] = ()) -> None:
    """Follow the links from the front page, the desk and `typed` addresses of one role, breadth first."""
    start = f"/{visitor.language}/"
    queue = [*typed, *([start + "desk/"] if role else []), start]
    seen, opened, known = set(queue), dict[str, int](), set(kinds)
    while queue:
        address = queue.pop(0)
        kind = kind_of(urlsplit(address).path)
        if kind is None or kind in LEAVES or opened.get(kind, 0) >= (AGAIN if kind in known else ENOUGH):
            continue
        answer = visitor.context.request.get(address, max_redirects=0)
        opened[kind] = opened.get(kind, 0) + 1
        if answer.status in (301, 302):
            queue.append(urljoin(address, answer.headers["location"]))
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page = Reading(answer.text())
        kinds.setdefault(kind, Kind()).learn(role, address, page.make)
        for link in page.links:
            parts = urlsplit(urljoin(address, link))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and parts.path.startswith(start) and target not in seen:
                seen.add(target)
                queue.append(target)
