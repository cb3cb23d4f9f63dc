"""A walk of random requests through every page, as every role, against what may never happen.

Never: an error of the server; a refusal that differs from an absence; a name that the actor has no business with, in
a body, a header or a cookie. Every person of the city carries words of their own, so that a leak names its victim.
An episode is a handful of requests by one actor, taken back afterwards; so what each may know stays what it was.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch, Resolver404
from django.utils.translation import override

from momentum.accounts.actor import Actor
from momentum.accounts.policy import Role
from tests.fuzz.city import City
from tests.fuzz.values import Values

EPISODE = 8
METHODS = ("get",) * 22 + ("post",) * 10 + ("head", "options", "put", "delete", "patch")
# Leads out of the walk: it would end the session that an episode needs.
LEFT_OUT = {"account_logout"}


def _leads_out(address: str) -> bool:
    return "logout" in address or address.startswith("/static/")


LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')
# Changes with every request, tells of the one before, marks in the menu where the address lies, or links to it.
TOKEN = re.compile(
    r'(name="csrfmiddlewaretoken" value=)"[^"]*"|nonce-[^\' ]+|nonce="[^"]*"| aria-current="[^"]*"|<span class="language">.*?</span>'
    r'|<aside class="demo-banner".*?</aside>|<div class="page" role="status">.*?</div></div>'
)
ABSENT = "/en/nothing-of-the-kind/"
FORMATS = ("csv", "xlsx", "ods", "json", "pdf", "zip", "parquet", "counting", "guidance")


@dataclass
class Route:
    name: str
    converters: Mapping[str, str]


@dataclass
class Report:
    requests: int = 0
    statuses: Counter = field(default_factory=Counter)
    roles: Counter = field(default_factory=Counter)
    pages: Counter = field(default_factory=Counter)
    refusals: int = 0
    problems: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The fields of a page's forms, each with the values that the page itself offers."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append(
                {"action": given.get("action") or "", "method": given.get("method") or "get", "fields": {}}
            )
        if not self.forms:
            return
        fields = self.forms[-1]["fields"]
        if tag in ("input", "textarea", "button") and name:
            kind = "textarea" if tag == "textarea" else given.get("type") or "text"
            fields.setdefault(name, (kind, []))[1].append(given.get("value") or "")
        if tag == "select":
            self._select = name
            fields.setdefault(name, ("select", []))
        if tag == "option" and self._select:
            fields[self._select][1].append(given.get("value") or "")


class Walk:
    """`seed` and the city decide every request: the same walk can be made again."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.random = city, random.Random(seed)
        self.values = Values(self.random, city)
        self.routes = sorted(_routes(get_resolver()), key=lambda route: route.name)
        self.keys = dict(_keys())
        self.report = Report()
        self.seed = seed

    def take(self, requests: int) -> Report:
        while self.report.requests < requests:
            self._episode(min(EPISODE, requests - self.report.requests))
        return self.report

    # --- One actor, a handful of requests -------------------------------------------------------------------
    def _episode(self, length: int) -> None:
        role = self.random.choice([None, *Role.values])
        actor = self.random.choice(self.city.actors[role])
        with _taken_back():
            client = Client(raise_request_exception=False)
            if actor.user:
                client.force_login(actor.user)
            offered: list[dict[str, Any]] = [{"action": "/en/desk/", "method": "get", "fields": {}}]
            typed: set[str] = set()
            for _number in range(length):
                offered = self._request(client, actor, offered, typed) or offered

    def _request(
        self, client: Client, actor: Actor, offered: list[dict[str, Any]], typed: set[str]
    ) -> list[dict[str, Any]]:
        url, method, data = self._posted(offered) if offered and self.random.random() < 0.6 else self._asked()
        typed |= self.city.words_in(f"{url} {data}")
        extra = self.values.headers()
        where = f"seed {self.seed}, request {self.report.requests}: {actor.role or 'visitor'} {method.upper()} {url} {data!r:.300}"
        self.report.requests += 1
        self.report.roles[actor.role or "visitor"] += 1
        try:
            response = getattr(client, method)(url, data, headers=extra)
            text = b"".join(response) if response.streaming else response.content
        except Exception as problem:
            self.report.problems.append(f"{where}: {type(problem).__name__}: {problem}")
            return []
        self.report.statuses[response.status_code] += 1
        found = getattr(response.wsgi_request, "resolver_match", None)
        if found:
            self.report.pages[found.view_name] += 1
        if response.status_code >= 500:
            self.report.problems.append(f"{where}: {response.status_code}")
        body = text.decode(errors="replace")
        told = f"{body} {response.headers} {response.cookies.output()}".lower()
        for word in self.city.words_in(told) - self.city.may_know(actor) - typed:
            self.report.problems.append(f"{where}: told {word}")
        if response.status_code == 404:
            self.report.refusals += 1
            self._looks_like_absence(client, url, body, response, where)
        page = Forms()
        page.feed(body)
        for form in page.forms:
            form["action"] = form["action"] or url
        return [
            form for form in page.forms if form["action"].startswith("/") and "logout" not in form["action"]
        ]

    def _looks_like_absence(self, client: Client, url: str, body: str, response: Any, where: str) -> None:
        """Headers and body of a refusal are those of what never was: at the same kind of address, where it has kinds."""
        method = response.request["REQUEST_METHOD"].lower()
        absent = _absent(url)
        other = getattr(client, method)(
            absent, headers={"accept-language": response.headers.get("Content-Language", "en")}
        )
        mine, theirs = _plain(body, url), _plain(other.content.decode(), absent)
        differing = set(_headers(response)) ^ set(_headers(other))
        if other.status_code != 404 or mine != theirs or differing:
            self.report.problems.append(
                f"{where}: a refusal unlike an absence: {other.status_code} {_difference(mine, theirs)} {differing}"
            )

    # --- What is asked ----------------------------------------------------------------------------------------
    def _asked(self) -> tuple[str, str, Any]:
        method = self.random.choice(METHODS)
        route = self.random.choice(self.routes)
        url = self._address(route)
        language = self.random.choice(("nl", "en"))
        url = re.sub(r"^/(nl|en)/", f"/{language}/", url)
        if method in ("get", "head"):
            return url, method, self.values.query()
        if method == "post":
            return url, method, self.values.form({})
        return url, method, ""

    def _posted(self, offered: list[dict[str, Any]]) -> tuple[str, str, Any]:
        form = self.random.choice(offered)
        if form["method"].lower() == "get" and not form["fields"]:
            return (
                form["action"].replace("&amp;", "&"),
                "get",
                self.values.query() if self.random.random() < 0.2 else {},
            )
        return form["action"].replace("&amp;", "&"), form["method"].lower(), self.values.form(form["fields"])

    def _address(self, route: Route) -> str:
        for _attempt in range(5):
            kwargs = {name: self._key(name, kind) for name, kind in route.converters.items()}
            try:
                return reverse(route.name, kwargs=kwargs)
            except NoReverseMatch:
                continue
        return ABSENT

    def _key(self, name: str, kind: str) -> object:
        known = self.keys.get(kind, [])
        if known and self.random.random() < 0.8:
            return self.random.choice(known)
        return self.values.key(kind)


def _routes(resolver: URLResolver, room: str = "") -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, f"{pattern.namespace}:" if pattern.namespace else room)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name not in LEFT_OUT:
            kinds = {
                name: type(converter).__name__.removesuffix("Converter").lower()
                for name, converter in pattern.pattern.converters.items()
            }
            yield Route(room + pattern.name, kinds)


def _keys() -> Iterator[tuple[str, list[object]]]:
    """What addresses are made of: every key and every short name in the database."""
    keys: list[object] = []
    slugs: list[object] = ["csv", "xlsx", "ods", "counting", "guidance"]
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "sector", "journeys", "monitor"):
            continue
        if model._meta.pk and model._meta.pk.get_internal_type() == "UUIDField":
            keys += model._default_manager.values_list("pk", flat=True)[:50]
        if any(each.name == "slug" for each in model._meta.concrete_fields):
            slugs += model._default_manager.values_list("slug", flat=True)[:20]
    yield "uuid", keys
    yield "slug", slugs
    yield "int", [2015, 2016]


def _absent(url: str) -> str:
    """The same page about something that is not there; an address of no page at all, where it is about nothing."""
    path = url.split("?")[0]
    language = path[1:3] if path[:4] in ("/en/", "/nl/") else ""
    with override(language or "en"):
        try:
            found = resolve(path)
            if found.kwargs:
                return reverse(
                    found.view_name, kwargs={name: _nobodys(key) for name, key in found.kwargs.items()}
                )
        except (Resolver404, NoReverseMatch):
            pass
    return f"/{language}/nothing-of-the-kind/" if language else "/nothing-of-the-kind/"


def _nobodys(key: object) -> object:
    if isinstance(key, UUID):
        return UUID("6f2f9d6e-1111-4000-8000-000000000000")
    return key if isinstance(key, int) or key in FORMATS else "nothing-of-the-kind"


def _headers(response: Any) -> list[tuple[str, str]]:
    changing = ("Content-Length", "Content-Security-Policy", "Expires")
    return [(key, value) for key, value in response.headers.items() if key not in changing]


def _plain(body: str, url: str) -> str:
    """A page without its own address and without what changes with every request."""
    path = re.sub(r"^/(nl|en)/", "/", url.split("?")[0])
    return TOKEN.sub("", body.replace(path, "…"))


def _difference(one: str, other: str) -> str:
    """The first line in which two pages differ."""
    lines = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{mine!r} / {theirs!r}"[:400] for mine, theirs in lines if mine != theirs), "")


class _taken_back:
    """Undoes all that happens within, though actions demand to be the outermost transaction themselves."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        # As Django's own tests do: a durable block inside this one is taken for the outermost.
        self.atomic._from_testcase = True
        self.atomic.__enter__()

    def __exit__(self, *_exception: object) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
