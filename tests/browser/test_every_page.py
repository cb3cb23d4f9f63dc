"""Every page that somebody can reach by links, in every role: scanned, measured and looked at by rules.

The crawl follows links from the front page and the desk, and keeps one page of every kind (view) it meets.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from momentum.accounts.policy import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROLES = ["", *Role.values]
LOOKS = [("nl", "light", 1280), ("en", "dark", 360)]
MOST_PAGES = 60
LEAVE = ("/account/logout/",)


def kind_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def pages_within_reach(visitor) -> dict[str, str]:
    """kind of page → an address of it, breadth first."""
    language = visitor.language
    found: dict[str, str] = {}
    queue = (
        [f"/{language}/desk/", f"/{language}/"] if visitor.page.url.endswith("/desk/") else [f"/{language}/"]
    )
    while queue and len(found) < MOST_PAGES:
        address = queue.pop(0)
        path = urlsplit(address).path
        kind = kind_of(path)
        if kind is None or kind in found or path.endswith(LEAVE) or not path.startswith(f"/{language}/"):
            continue
        answer = visitor.context.request.get(address, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[kind] = address
        visitor.page.goto(address)
        links = visitor.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        for link in links:
            parts = urlsplit(link)
            if parts.netloc == urlsplit(visitor.page.url).netloc:
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def objections_to(page, width: int) -> list[str]:
    """What a scan and a ruler say against the page in front of the browser."""
    said = []
    for violation in Axe().run(page).response["violations"]:
        places = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
        said.append(f"{violation['id']}: {places}")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        said.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        said.append(f"{page.locator('h1').count()} first-level headings")
    if "{{" in page.content() or "{%" in page.content():
        said.append("shows template code")
    return said


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_pages_are_free_of_violations(visitor, role, language, scheme, width):
    somebody = visitor(language, scheme, width)
    if role:
        somebody.sign_in(role)
    pages = pages_within_reach(somebody)
    assert len(pages) >= 6
    objections = {}
    for kind, address in pages.items():
        somebody.page.goto(address)
        if said := objections_to(somebody.page, width):
            objections[f"{kind} {address}"] = said
    assert objections == {}


def test_at_the_narrowest_width_public_pages_do_not_scroll_sideways(visitor):
    somebody = visitor("nl", "light", 320)
    for kind, address in pages_within_reach(somebody).items():
        somebody.page.goto(address)
        assert somebody.page.evaluate("document.documentElement.scrollWidth") <= 320, (kind, address)


def test_the_scan_finds_a_planted_mistake(visitor):
    somebody = visitor()
    somebody.go("about/")
    somebody.page.evaluate(
        "document.querySelector('main').innerHTML += '<img src=\"/static/site/sign.svg\"><h1>again</h1>'"
    )
    said = objections_to(somebody.page, 1280)
    assert [each for each in said if each.startswith("image-alt")]
    assert "2 first-level headings" in said


# Budgets of what is transferred, in bytes, compressed (docs/explanation/weight.md).
BUDGET = {"page": 60_000, "map": 250_000, "style": 15_000, "script": 11_000, "fonts": 80_000}


def test_pages_keep_within_their_weight(visitor):
    somebody = visitor("nl")
    for kind, address in pages_within_reach(somebody).items():
        sizes = {"style": 0, "script": 0, "fonts": 0, "all": 0}

        def weigh(response, sizes=sizes):
            body = len(response.body()) if response.status == 200 else 0
            length = int(response.headers.get("content-length", body))
            what = {"stylesheet": "style", "script": "script", "font": "fonts"}.get(
                response.request.resource_type
            )
            if what:
                sizes[what] += length
            if what != "fonts":
                sizes["all"] += length

        page = somebody.context.new_page()
        page.on("response", weigh)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.close()
        assert sizes["style"] <= BUDGET["style"], (kind, sizes)
        assert sizes["script"] <= BUDGET["script"], (kind, sizes)
        assert sizes["fonts"] <= BUDGET["fonts"], (kind, sizes)
        limit = BUDGET["map"] if kind == "sector:enterprises" else BUDGET["page"]
        assert sizes["all"] <= limit, (kind, sizes)
