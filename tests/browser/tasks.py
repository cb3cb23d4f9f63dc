"""What people do at a browser, in steps that several tests take."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

HEADER = "cliëntnummer;soort;begin;einde;reden;uren;geboortejaar"
GOOD = (
    "Q-101;werkervaringsplek;01-02-2015;31-08-2015;klaar;16,5;1980",
    "Q-102;proefplek;15-03-2016;;;20;1991",
)
KNOWN = (
    "Q-301;werkervaringsplek;01-02-2015;31-08-2015;;16,5;1980",
    "Q-302;werkervaringsplek;15-03-2016;;;20;1991",
)
BAD = ("Q-201;werkervaringsplek;31-02-2015;;;16;1980", "Q-202;werkervaringsplek;01-05-2016;01-04-2016;;;1991")


def offer_list(page: Page, *rows: str, name: str = "stays.csv") -> str:
    """Bring a file of stays; returns the address of its import, at the page where its columns are explained."""
    page.goto("/en/imports/")
    data = "\r\n".join([HEADER, *rows, ""]).encode("cp1252")
    page.locator("input[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/columns/")
    return page.url.removesuffix("columns/")


def explain_columns(page: Page) -> None:
    columns = {
        "person": "cliëntnummer", "place_kind": "soort", "start": "begin", "end": "einde", "end_reason": "reden",
        "hours_per_week": "uren", "birth_year": "geboortejaar",
    }  # fmt: skip
    for field, column in columns.items():
        page.locator(f"select[name=column_{field}]").select_option(column)
    page.locator("input[name=end][value=inclusive]").check()
    page.locator("input[name=dates]").fill("dd-mm-yyyy")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(r"/(words|check)/$"))


def explain_words(page: Page) -> None:
    """Say what the file's own words mean: its kinds of place, and its reasons for an end."""
    for field in page.locator("main select").all():
        field.select_option(index=2)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/check/")


def start_edition(page: Page) -> str:
    """Begin an edition of the days after the last published one; returns the address of its draft."""
    page.goto("/en/desk/")
    page.get_by_role("link", name="New edition").click()
    page.get_by_role("button", name="Freeze and build").click()
    page.wait_for_url("**/progress/")
    return page.url.removesuffix("progress/")


def wait_for_edition(page: Page, draft: str) -> None:
    page.goto(draft)
    page.wait_for_url(draft, timeout=150_000)
    expect(page.get_by_text("none could be worked out")).to_be_visible()


def record_death(page: Page) -> str:
    """Somebody died; returns the address of their page."""
    page.goto("/en/people/")
    person = page.locator("main tbody th a").nth(3).get_attribute("href")
    assert person
    page.goto(f"{person}death/")
    page.locator("input[name=died]").fill("01-02-2017")
    page.get_by_role("button", name="Continue").click()
    page.locator("button[name=confirmed]").click()
    page.goto(person)
    expect(page.get_by_text("Died on")).to_be_visible()
    return person


def open_in_an_emergency(page: Page, person: str) -> str:
    """An operator opens the record of `person`, an address; returns the address at which it is open."""
    page.goto("/en/desk/")
    page.get_by_role("link", name="Open a record in an emergency").click()
    page.locator("input[name=key]").fill(person)
    page.locator("input[name=purpose]").first.check()
    page.locator("textarea[name=explanation]").fill("Two stays vanished from this list after a power cut.")
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_url("**/records/opened/**")
    return urlsplit(page.url).path


def begin_profile(page: Page) -> str:
    """An enterprise begins its yearly profile; returns the address of the first screen."""
    page.goto("/en/identity/our-profile/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")
    return urlsplit(page.url).path


def prepare(make) -> dict[str, tuple[str, ...]]:
    """Bring about what only somebody's work brings about; tells per role the addresses that no link leads to."""
    analyst, coach = make().sign_in("analyst"), make().sign_in("work_coach")
    draft = start_edition(analyst.page)
    page = coach.page
    offer_list(page, *GOOD, name="columns.csv")
    words = offer_list(page, *GOOD, name="words.csv")
    explain_columns(page)
    offer_list(page, *BAD, name="wrong.csv")
    explain_columns(page)
    offer_list(page, *KNOWN, name="check.csv")
    explain_columns(page)
    offer_list(page, *KNOWN, name="taken.csv")
    explain_columns(page)
    page.get_by_role("button", name="Take all of it in").click()
    page.wait_for_url(re.compile(r"/imports/[^/]+/$"))
    keeper = make().sign_in("case_manager")
    person = record_death(keeper.page)
    operator = make().sign_in("operator")
    opened = open_in_an_emergency(operator.page, person)
    manager = make().sign_in("enterprise_manager")
    profile = begin_profile(manager.page)
    wait_for_edition(analyst.page, draft)
    for each in (analyst, coach, keeper, operator, manager):
        each.context.close()
    account = "/en/account/"
    return {
        "": (
            f"{account}inactive/", f"{account}password/reset/done/", f"{account}password/reset/key/done/",
            f"{account}password/reset/key/1-no/", f"{account}letter/bcdf/", f"{account}invitation/new/",
        ),
        "participant": ("/en/my-journey/sign-up/", f"{account}password/set/"),
        "work_coach": (f"{urlsplit(words).path}words/",),
        "case_manager": (person,),
        "operator": (opened,),
        "enterprise_manager": (profile, f"{profile.removesuffix('1/')}check/"),
    }  # fmt: skip
