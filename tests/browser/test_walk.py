"""The main line and the main tasks, walked by people at a browser: what they do, and what the others then see."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rules import objections_to
from tests.browser.tasks import (
    GOOD,
    explain_columns,
    explain_words,
    offer_list,
    open_in_an_emergency,
    start_edition,
    wait_for_edition,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def headline(page: Page) -> int:
    return int(re.sub(r"[.,]", "", page.locator(".figure").first.inner_text()))


def build(page: Page) -> tuple[str, int]:
    """A new edition: the address of its draft, and the number of people in work that it would publish.

    Its page of progress is scanned on the way.
    """
    draft = start_edition(page)
    for language, scheme, width in (("nl", "light", 1280), ("en", "dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{draft.replace('/en/', f'/{language}/')}progress/?still")
        if page.url.endswith("?still"):  # a fast machine may have finished it
            expect(page.locator("progress")).to_be_visible()
            assert objections_to(page) == []
    wait_for_edition(page, draft)
    page.get_by_role("link", name="See the page").click()
    return draft, headline(page)


def choose_first(page: Page, name: str) -> str:
    """Choose the first real answer of a list; returns its words."""
    field = page.locator(f"select[name={name}]")
    field.select_option(index=1)
    return str(field.evaluate("field => field.selectedOptions[0].textContent"))


def test_a_stay_that_ends_moves_the_number_of_a_published_edition(visitor):
    home = visitor()
    home.go("")
    before = headline(home.page)

    ilse = visitor().sign_in("analyst")
    first, counted_before = build(ilse.page)

    noor = visitor().sign_in("work_coach")
    noor.page.get_by_role("link", name="End a stay").click()  # one
    choose_first(noor.page, "stay")
    noor.page.locator("input[name=ends]").fill("10-02-2017")
    noor.page.locator("select[name=end_reason]").select_option(label="found paid work")
    noor.page.get_by_role("button", name="Continue").click()  # two
    expect(noor.page.get_by_role("heading", name="Check your answers")).to_be_visible()
    noor.page.get_by_role("button", name="End the stay").click()  # three
    expect(noor.page.get_by_role("status")).to_contain_text("10 February 2017")

    second, counted_after = build(ilse.page)
    assert second != first
    assert counted_after == counted_before - 1

    ilse.page.goto(second)
    ilse.page.get_by_role("button", name="Submit for a check").click()
    expect(ilse.page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)

    karim = visitor().sign_in("analyst", which=1)
    karim.page.goto(second)
    karim.page.get_by_role("button", name=re.compile("^Approve")).click()
    karim.page.goto(second)
    karim.page.get_by_role("button", name=re.compile("^Publish")).click()

    home.go("")
    assert headline(home.page) == counted_after != before
    home.page.get_by_role("link", name="Read the monitor").click()
    assert headline(home.page) == counted_after


def test_a_number_is_followed_back_to_the_stays_behind_it(visitor):
    """With a stated purpose, an analyst sees pseudonymous stays; the log then tells."""
    page = visitor().sign_in("analyst").go("monitor/workshop/2016/")
    page.get_by_role("link", name=re.compile("People in work, by age")).click()
    page.get_by_role("link", name=re.compile("behind it")).last.click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Show the places").click()
    expect(page.get_by_role("region", name="Places behind it").locator("tbody tr").first).to_be_visible()
    page = visitor().sign_in("privacy_officer").go("access-log/")
    expect(page.locator("main tbody tr", has_text="Ilse Brandsma").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_coach_starts_changes_and_ends_a_stay_from_the_desk(visitor, width):
    """Start: door, save. Change and end: door, the stay or the check, save."""
    page = visitor(width=width).sign_in("work_coach").page
    page.get_by_role("link", name="Start someone on a place").click()
    person = choose_first(page, "person")
    page.locator("select[name=place]").select_option(index=2)
    page.locator("input[name=starts]").fill("13-02-2017")
    page.locator("input[name=hours_per_week]").fill("16")
    page.get_by_role("button", name="Start the stay").click()
    expect(page.get_by_role("status").first).to_contain_text(f"The stay of {person} is recorded")

    page.goto("/en/desk/")
    page.get_by_role("link", name="Change a stay").click()
    page.locator("main").get_by_role("link", name=re.compile("hours", re.I)).first.click()
    page.locator("input[name=starts]").fill("13-02-2017")
    page.locator("input[name=hours_per_week]").fill("20" if width > 400 else "21")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_role("status").first).to_be_visible()

    page.goto("/en/desk/")
    page.get_by_role("link", name="End a stay").click()
    page.locator("select[name=stay]").select_option(index=3)
    page.locator("input[name=ends]").fill("14-02-2017")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="End the stay").click()
    expect(page.get_by_role("status").first).to_contain_text("14 February 2017")


def test_a_participant_reports_an_error_reads_the_answer_and_sees_who_looked(visitor):
    anouk = visitor(width=360).sign_in("participant")
    page = anouk.go("my-journey/")
    expect(page.get_by_role("heading", name="My journey", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Brouwerij De Brug")
    page.get_by_role("link", name="Report an error").click()
    about = page.locator("select[name=about]")
    about.select_option(about.locator("option", has_text="Brouwerij De Brug").first.get_attribute("value"))
    page.locator("textarea[name=text]").fill("I began a week later than it says here.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("I began a week later than it says here.")

    coach = visitor().sign_in("work_coach").page
    row = coach.locator("tr", has_text="Error reported").filter(has_text="Anouk Winklaar")
    row.last.get_by_role("link").click()
    expect(coach.locator("main")).to_contain_text("I began a week later than it says here.")
    coach.locator("input[name=decision][value=not_corrected]").check()
    coach.locator("textarea[name=answer]").fill("The contract names the first of the month.")
    coach.get_by_role("button", name="Send the answer").click()
    expect(coach.get_by_role("status").first).to_be_visible()

    anouk.go("my-journey/")
    expect(page.locator("main")).to_contain_text("The contract names the first of the month.")
    page.get_by_role("link", name="See who looked").first.click()
    expect(page.locator("main")).to_contain_text("Noor Bakker")


def test_a_participant_asks_why_somebody_looked_and_the_privacy_officer_answers(visitor):
    visitor().sign_in("work_coach").go("people/")
    anouk = visitor(width=360).sign_in("participant")
    page = anouk.go("my-access/")
    page.get_by_role("link", name=re.compile("Ask about this, or object Noor Bakker")).first.click()
    page.get_by_role("radio", name="I want to ask something").check()
    page.locator("textarea[name=text]").fill("Did you need my name for this?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Did you need my name for this?")

    olaf = visitor().sign_in("privacy_officer").go("access-log/questions/")
    olaf.locator("tr", has_text="waiting for an answer").last.get_by_role("link").click()
    expect(olaf.locator("main")).not_to_contain_text("Anouk")
    expect(olaf.locator("blockquote")).to_contain_text("Did you need my name for this?")
    olaf.locator("textarea[name=answer]").fill("Yes: the list of her own people is by name.")
    olaf.get_by_role("button", name="Send the answer").click()
    expect(olaf.get_by_role("status").first).to_be_visible()

    anouk.go("my-access/")
    expect(page.locator("main")).to_contain_text("Yes: the list of her own people is by name.")


def test_a_record_opened_in_an_emergency_is_told_to_the_person_and_looked_into(visitor):
    fatima = visitor().sign_in("case_manager").go("people/?q=Anouk+Winklaar")
    person = fatima.locator("main tbody th a").first.get_attribute("href")
    wouter = visitor().sign_in("operator").page
    open_in_an_emergency(wouter, person)
    expect(wouter.locator("h1")).to_have_text("Anouk Winklaar")

    olaf = visitor(width=360).sign_in("privacy_officer").page
    olaf.get_by_role("link", name="Records opened in an emergency").click()
    row = olaf.locator("main li", has_text="Wouter Sikkema").first
    expect(row).to_contain_text("Two stays vanished")
    row.get_by_role("link", name="Look into it").click()
    olaf.get_by_role("radio").first.check()
    olaf.locator("main form .button").first.click()
    expect(olaf.get_by_role("status").first).to_be_visible()

    anouk = visitor().sign_in("participant").go("my-access/")
    entry = anouk.locator("li", has_text="Wouter Sikkema").first
    expect(entry).to_contain_text("in an emergency")


def test_a_case_manager_writes_down_an_erasure_and_the_receipt_opens(visitor):
    fatima = visitor().sign_in("case_manager").go("people/")
    fatima.locator("main tbody th a").last.click()
    name = fatima.locator("h1").inner_text()
    fatima.get_by_role("link", name="A letter to sign in with").click()
    expect(fatima.get_by_role("radio")).to_have_count(2)
    fatima.get_by_role("link", name=name).click()
    fatima.get_by_role("link", name="A request about their own record").click()
    fatima.get_by_role("radio", name="erasure").check()
    fatima.get_by_role("button", name="Send it to the privacy officer").click()
    receipt = fatima.locator("main a[href*='/receipts/']").get_attribute("href")
    visitor_at = visitor(width=360)
    visitor_at.page.goto(receipt)
    expect(visitor_at.page.locator("h1")).to_have_text("There is no receipt here")

    olaf = visitor().sign_in("privacy_officer").go("rights/")
    olaf.locator("li", has_text="Erasure").first.get_by_role("link", name="Open").click()
    olaf.get_by_role("radio", name="Yes, do it").check()
    olaf.locator("textarea[name=answer]").fill("Everything about you is erased.")
    olaf.get_by_role("button", name="Continue").click()
    olaf.locator("button[name=confirmed]").click()
    expect(olaf.get_by_role("status").first).to_be_visible()

    visitor_at.page.goto(receipt)
    expect(visitor_at.page.locator("h1")).to_have_text("Receipt of an erasure")
    assert objections_to(visitor_at.page) == []
    expect(fatima.goto("/en/people/") and fatima.locator("main")).not_to_contain_text(name)


def test_an_operator_ends_somebodys_sessions(visitor):
    tirza = visitor().sign_in("broker")
    wouter = visitor().sign_in("operator").go("people-and-roles/?q=Tirza")
    wouter.get_by_role("link", name=re.compile("Signing in Tirza")).click()
    wouter.get_by_role("button", name="Sign this person out everywhere").click()
    expect(wouter.get_by_role("status").first).to_contain_text("signed out everywhere")
    tirza.go("desk/")
    expect(tirza.page.locator("h1")).to_have_text("Sign in")


def test_a_case_manager_refers_somebody_and_a_coach_accepts(visitor):
    fatima = visitor().sign_in("case_manager").go("people/")
    fatima.locator("main tbody th a").nth(1).click()
    name = fatima.locator("h1").inner_text()
    fatima.get_by_role("link", name="Refer to an enterprise").click()
    fatima.locator("select[name=to_organisation]").select_option(label="Brouwerij De Brug")
    fatima.locator("input[name=wish]").fill("Wants to learn to bottle, not on Mondays.")
    fatima.get_by_role("button", name="Send the referral").click()
    expect(fatima.get_by_role("status").first).to_be_visible()

    coach = visitor(width=360).sign_in("work_coach").go("referrals/")
    card = coach.locator("li.card", has_text="not on Mondays")
    expect(card).not_to_contain_text(name)
    card.get_by_role("link", name="Answer").click()
    coach.locator("input[name=decision][value=accept]").check()
    coach.get_by_role("button", name="Send the answer").click()
    expect(coach.locator("main")).to_contain_text(name)


def test_a_list_comes_in_by_the_browser_and_goes_out_again(visitor):
    page = visitor().sign_in("work_coach").page
    offered = offer_list(page, *GOOD)
    explain_columns(page)
    explain_words(page)
    expect(page.locator("h1")).to_have_text("2 stays can be taken in")
    page.get_by_role("button", name="Take all of it in").click()
    expect(page.locator("h1")).to_have_text("2 stays were taken in")
    assert page.url == offered
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.locator("h1")).to_have_text("This import was undone")


def test_two_people_save_the_same_page_and_the_second_loses_nothing_typed(visitor):
    first, second = (
        visitor().sign_in("enterprise_manager").go("enterprises/brouwerij-de-brug/manage/profile/")
        for _each in range(2)
    )
    first.locator("input[name=phone]").fill("020 555 0101")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("status").first).to_be_visible()
    second.locator("input[name=tagline_en]").fill("Brews, bottles and pours, typed by the second.")
    second.get_by_role("button", name="Save").click()
    expect(second.locator("main")).to_contain_text("020 555 0101")
    expect(second.locator("input[name=tagline_en]")).to_have_value(
        "Brews, bottles and pours, typed by the second."
    )
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("status").first).to_be_visible()


def press_to(page: Page, target, key: str = "Tab", most: int = 80) -> None:
    """Move the focus by keyboard until it is on `target`."""
    for _step in range(most):
        if target.evaluate("target => target === document.activeElement"):
            return
        page.keyboard.press(key)
    expect(target).to_be_focused()


def test_a_stay_is_ended_by_keyboard_alone(visitor):
    page = visitor().sign_in("work_coach").go("desk/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("link", name="End a stay"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/end/")
    press_to(page, page.locator("select[name=stay]"))
    for _step in range(5):
        page.keyboard.press("ArrowDown")
    press_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    press_to(page, page.get_by_role("button", name="End the stay"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ended")


def test_an_enterprise_is_found_by_keyboard_alone(visitor):
    page = visitor().go("enterprises/")
    press_to(page, page.locator("main input[type=search]"))
    page.keyboard.type("fietsatelier")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=fietsatelier**")
    press_to(page, page.get_by_role("link", name=re.compile("^Fietsatelier")).first, most=120)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Fietsatelier")


def test_a_policy_officer_who_guesses_an_address_finds_nothing_and_is_logged(visitor):
    noor = visitor().sign_in("work_coach").go("people/")
    person = noor.locator("main tbody th a").first.get_attribute("href")
    pieter = visitor().sign_in("policy_officer").page
    answer = pieter.goto(person)
    assert answer.status == 404
    absent = pieter.goto("/en/people/00000000-0000-4000-8000-000000000000/")
    assert absent.status == 404
    assert sorted(absent.headers) == sorted(answer.headers)
    olaf = visitor().sign_in("privacy_officer").go("access-log/")
    expect(olaf.locator("main")).to_contain_text("Pieter Blom")


def test_without_javascript_everything_still_works(chromium, city):
    context = chromium.new_context(
        java_script_enabled=False, base_url=city, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/en/enterprises/?q=fietsn")
    expect(page.locator("main")).to_contain_text("Fietsatelier")
    page.get_by_role("link", name="Monitor", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    page.goto("/en/sign-in-as/")
    page.get_by_role("button", name="Look around as Noor Bakker").click()
    page.get_by_role("link", name="End a stay").click()
    page.locator("select[name=stay]").select_option(index=4)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="End the stay").click()
    expect(page.get_by_role("status").first).to_contain_text("ended")
    context.close()
