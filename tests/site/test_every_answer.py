"""Every kind of answer carries every protective header, and what was made for somebody stays in no cache."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.messages import INFO
from django.contrib.messages.storage import default_storage
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from momentum.accounts.policy import Role
from momentum.site import views
from momentum.site.protective_headers import HEADERS, INERT
from tests.accounts.test_web import address, browser
from tests.accounts.web_requests import PAGES, build_world

EVERYBODYS = {"registry", "edition", ""}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
}  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = date(2016, 11, 28)


def check_headers(answer, inert=False):
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, name
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"]
    if inert:
        assert policy == INERT
        assert answer["Content-Disposition"].startswith("attachment")
        return
    assert {part.strip() for part in policy.split(";")} >= POLICY
    for lax in ("unsafe", "*", "http:", "https:", "data:", "blob:"):
        assert lax not in policy


def raising(error):
    def view(*_args, **_more):
        raise error

    return view


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/en/about/", headers={"host": "elsewhere.example"}), 400),
        (lambda client: Client(enforce_csrf_checks=True).post("/en/account/login/"), 403),
        (lambda client: client.get("/en/nowhere/"), 404),
        (lambda client: client.get("/nowhere"), 404),
        (lambda client: client.delete("/en/about/"), 405),
        (lambda client: client.get("/static/nowhere.css"), 404),
        (lambda client: client.get("/en/about"), 301),
        (lambda client: client.get("/en/desk/"), 302),
        (lambda client: client.get("/healthz"), 200),
        (lambda client: client.options("/en/about/"), 405),
        (lambda client: client.head("/en/about/"), 200),
    ],
)
def test_answers_that_are_no_page(client, ask, status):
    answer = ask(client)
    assert answer.status_code == status
    check_headers(answer)
    if status >= 400:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(ValueError("x"), 500), (OperationalError("x"), 503)])
def test_errors(client, monkeypatch, error, status):
    client.raise_request_exception = False
    monkeypatch.setattr(views.monitor, "headline", raising(error))
    answer = client.get("/en/")
    assert answer.status_code == status
    check_headers(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_static_file(client, settings):
    """As the server gives it: by the layer inside all others."""
    settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = True, True
    client.handler.load_middleware()
    answer = client.get("/static/site/momentum.css")
    assert answer.status_code == 200
    check_headers(answer)


@pytest.mark.django_db
def test_security_txt(client, settings):
    settings.SECURITY_CONTACT, settings.SECURITY_REVIEWED = "mailto:a@example.org", date(2026, 11, 1)
    check_headers(client.get("/.well-known/security.txt"))


@pytest.mark.django_db
def test_every_listed_page_and_file_in_every_role():
    """All pages of the site, for who may open them and for who may not."""
    world = build_world()
    files = opened = 0
    for role in (None, *Role.values):
        client = browser(world.owner(role))
        for listed in PAGES:
            url = address(listed, world.keys.get(listed.of, {}))
            # Some ask for more than this small city has: their errors carry the headers too.
            client.raise_request_exception = listed.opens
            answer = client.get(url)
            file = answer.headers.get("Content-Disposition", "").startswith("attachment")
            try:
                check_headers(answer, inert=file)
                if role or answer.status_code >= 400:
                    if listed.record not in EVERYBODYS or not file:
                        assert "no-store" in answer.headers.get("Cache-Control", ""), "may be kept"
                    assert "public" not in answer.headers.get("Cache-Control", "")
            except AssertionError as error:
                raise AssertionError(f"{role} at {url}: {error}") from error
            files += file
            opened += answer.status_code == 200
    assert files > 5
    assert opened > 150


@pytest.mark.django_db
def test_a_file_about_people_is_an_inert_attachment(client):
    world = build_world()
    client = browser(world.owner("work_coach"))
    for kind in ("csv", "xlsx", "ods"):
        answer = client.get(reverse("journeys:people_export", args=[kind]))
        check_headers(answer, inert=True)
        assert "no-store" in answer["Cache-Control"]


def test_no_page_of_the_site_needs_an_exception_from_the_policy():
    """No view is exempt, and no template holds what the policy would have to let through."""

    package = Path(views.__file__).parent.parent
    code = "\n".join(file.read_text() for file in package.rglob("*.py"))
    assert not re.search(r"csp_exempt|csp_update|csp_replace|xframe_options_exempt", code)
    for template in package.rglob("*.html"):
        html = template.read_text()
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:|<base\b|<iframe", html
        ), template
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", html), template


@pytest.mark.django_db
def test_a_message_that_names_somebody_lies_in_no_cookie(client):
    request = RequestFactory().get("/")
    request.session = client.session
    storage = default_storage(request)
    storage.add(INFO, "Sanne de Wit")
    answer = HttpResponse()
    storage.update(answer)
    assert not answer.cookies
    assert "Sanne de Wit" in str(dict(request.session))
