"""Every page that somebody can reach, in every role: scanned, measured and looked at by rules.

Each kind of page (view) is opened in every make that it has; a page that nobody scans and nobody excused fails.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver

from tests.browser.reach import kind_of
from tests.browser.rules import objections_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Addresses that are no pages that somebody reads.
NOT_PAGES = {
    "health": "for machines",
    "anchors": "for machines",
    "anchor": "a file",
    "security_txt": "a file",
    "account_logout": "signs out at once",
    "account_signup": "closed: nobody signs up by themselves",
    "account_email": "closed",
    "account_email_verification_sent": "closed",
    "account_reauthenticate": "closed",
    "mfa_reauthenticate": "closed",
    "mfa_reauthenticate_webauthn": "closed",
    "account_step_up": "leads on at once where the proof is fresh: scanned in test_signing_in.py",
    "account_invitation": "only for who opened a link: scanned in test_signing_in.py",
    "account_follow_invitation": "leads to account_invitation",
    "mfa_authenticate": "only between password and desk: scanned in test_signing_in.py",
    "mfa_app_picture": "a picture",
    "account_ask_own_link": "only for who has a password alone: scanned in test_signing_in.py",
    "account_own_link": "leads to mfa_index",
    "mfa_deactivate_totp": "only for who has an app: scanned in test_signing_in.py",
    "mfa_view_recovery_codes": "only for who has codes: scanned in test_signing_in.py",
    "mfa_generate_recovery_codes": "only for who has codes: scanned in test_signing_in.py",
    "mfa_login_webauthn": "for the script of passkeys",
    "mfa_remove_webauthn": "only for who has a passkey: scanned in test_signing_in.py",
    "mfa_list_webauthn": "the same page as mfa_index",
    "openid_connect_login": "takes a form, leads to the city's own sign-in service",
    "openid_connect_callback": "what that service calls",
    "account_change_password": "leads to a first password: people of the demo city have none",
    "accounts:switch_role": "takes a form, shows nothing",
    "journeys:end_cover": "takes a form, shows nothing",
    "journeys:withdraw_referral": "takes a form, shows nothing",
    "journeys:my_copy": "a file",
    "journeys:copy_for_person": "a file",
    "journeys:receipt_pdf": "a file",
    "journeys:receipt": "only for who has the link: scanned in test_rights_pages.py",
    "journeys:end_restriction": "only while a restriction stands: scanned in test_rights_pages.py",
    "journeys:announce_end": "only while a restriction stands: scanned in test_rights_pages.py",
    "journeys:import_drop": "takes a form, shows nothing",
    "journeys:import_problems": "a file",
    "journeys:people_export": "a file",
    "identity:picture": "a file",
    "identity:profile_begin": "takes a form, leads to a screen of the profile",
    "identity:profile_reopen": "takes a form, leads to the check of the profile",
    "identity:invite": "takes a form, shows nothing",
    "identity:import_take_in": "takes a form; a refusal leads back to the import",
    "identity:import_take_back": "takes a form, shows nothing",
    "identity:empty_sheet": "a file",
    "identity:workshop": "leads to the last year",
    "identity:statement_pdf": "a file",
    "identity:statement_content": "a file",
    "identity:new_statement": "takes a form, shows nothing",
    "identity:statement_words": "takes a form; a mistake shows the statement again",
    "identity:statement_step": "takes a form; a refusal shows the statement again",
    "identity:counter_measure_step": "takes a form; a mistake shows the page again",
    "monitor:answer_file": "a file",
    "monitor:request_step": "takes a form; a refusal shows the request again",
    "monitor:withdraw_request": "takes a form, shows nothing",
    "monitor:download": "a file",
    "monitor:files": "leads to the page with checksums",
    "monitor:pin": "takes a form, shows nothing",
    "monitor:unpin": "takes a form, shows nothing",
    "monitor:lift": "takes a form, shows nothing",
    "monitor:choose_compared": "takes a form, shows nothing",
    "monitor:comparison": "there only once somebody compares: scanned by tests/monitor/test_browser.py",
    "monitor:step": "takes a form; a refusal shows the draft again",
    "monitor:titles": "takes a form; a mistake shows the draft again",
    "monitor:progress": "there only while an edition is built: the walk scans it then",
    "sector:download_enterprises": "a file",
    "sector:download_places": "a file",
    "sector:remove_offer": "takes a form, shows nothing",
    "sector:download_requirements": "a file",
    "sector:download_own_requirements": "a file",
    "sector:confirm_requirement": "takes a form, shows nothing",
    "sector:withdraw_report": "takes a form, shows nothing",
}


def names(patterns, space: str = "") -> set[str]:
    """Every name in the URL map."""
    found: set[str] = set()
    for each in patterns:
        if hasattr(each, "url_patterns"):
            found |= names(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            found.add(space + (each.name or str(each.pattern)))
    return found


def scan(visitor, reached, look, wanted=lambda role: True) -> tuple[set[str], dict[str, list[str]]]:
    """Open every page that is wanted in one look; the kinds that were opened, and what is to be said against them."""
    language, scheme, width = look
    by_role: dict[str, list[tuple[str, str]]] = {}
    for kind, found in reached.items():
        for role, address in found.pages:
            if wanted(role):
                by_role.setdefault(role, []).append((kind, address.replace("/en/", f"/{language}/", 1)))
    opened, objections = set(), {}
    for role, pages in by_role.items():
        somebody = visitor(language, scheme, width)
        if role:
            somebody.sign_in(role)
        for kind, address in pages:
            answer = somebody.page.goto(address)
            if answer.status == 200 and kind_of(urlsplit(somebody.page.url).path) == kind:
                opened.add(kind)
            if said := objections_to(somebody.page):
                objections[f"{role or 'visitor'} at {address}"] = said
    return opened, objections


def test_every_kind_of_page_is_reached_or_excused_by_name(reached):
    everything = names(get_resolver().url_patterns)
    assert everything - set(reached) - set(NOT_PAGES) == set(), "pages that nobody scans"
    assert set(NOT_PAGES) - everything == set(), "excuses for pages that are no longer there"
    assert set(NOT_PAGES) & set(reached) == set(), "pages that are scanned after all"


@pytest.mark.parametrize("look", [("nl", "light", 1280), ("en", "dark", 360)])
def test_pages_are_free_of_violations(visitor, reached, look):
    opened, objections = scan(visitor, reached, look)
    assert objections == {}
    assert opened == set(reached)


@pytest.mark.parametrize("look", [("nl", "dark", 1040), ("en", "light", 768)])
def test_public_pages_are_free_of_violations_in_the_other_looks(visitor, reached, look):
    opened, objections = scan(visitor, reached, look, lambda role: role == "")
    assert objections == {}
    assert len(opened) >= 12


# Forms sent with nothing, or with something that cannot be: who sends them, and from where.
REFUSED = [
    ("work_coach", "people/start/"),
    ("work_coach", "people/end/"),
    ("work_coach", "imports/"),
    ("case_manager", "people/register/"),
    ("participant", "my-journey/report-an-error/"),
    ("enterprise_manager", "people-and-roles/invite/"),
    ("enterprise_manager", "enterprises/brouwerij-de-brug/manage/places/add/"),
    ("analyst", "monitor/workshop/new/"),
    ("researcher", "monitor/tables/ask/"),
    ("", "account/login/"),
]


@pytest.mark.parametrize(("language", "scheme", "width"), [("nl", "light", 1280), ("en", "dark", 360)])
def test_forms_that_are_refused_say_so_without_violations(visitor, language, scheme, width):
    objections = {}
    for role, path in REFUSED:
        somebody = visitor(language, scheme, width)
        if role:
            somebody.sign_in(role)
        page = somebody.go(path)
        for field in page.locator("main form[method=post] input[type=text]").all():
            field.fill("")
        page.locator("main form[method=post] .button").first.click()
        page.wait_for_load_state()
        summary = page.locator(".error-summary")
        if summary.count() != 1 or not summary.get_by_role("link").count():
            objections[path] = ["no summary of errors that leads to the fields"]
        elif said := objections_to(page):
            objections[path] = said
    assert objections == {}


@pytest.mark.parametrize(("language", "scheme", "width"), [("nl", "light", 1280), ("en", "dark", 360)])
def test_answers_to_check_and_addresses_that_lead_nowhere(visitor, language, scheme, width):
    noor = visitor(language, scheme, width).sign_in("work_coach")
    page = noor.go("people/end/")
    page.locator("select[name=stay]").select_option(index=1)
    page.locator("main form button").first.click()
    assert page.locator("button[name=confirmed]").count() == 1
    assert objections_to(page) == []
    answer = noor.page.goto(f"/{language}/nowhere/")
    assert answer.status == 404
    assert objections_to(page) == []
    page = noor.go("places/?q=xyzzyplugh")
    assert page.locator(".empty").count() == 1
    assert objections_to(page) == []


def test_the_scan_finds_a_planted_mistake(visitor):
    somebody = visitor("nl")
    somebody.go("about/")
    somebody.page.evaluate(
        "document.querySelector('main').innerHTML += '<img src=\"/static/site/sign.svg\"><h1>again</h1>'"
        " + '<button class=\"button button--small\">' + '\\u00a0wide'.repeat(60) + '</button>'"
    )
    said = objections_to(somebody.page)
    assert [each for each in said if each.startswith("image-alt")]
    assert "2 first-level headings" in said
    assert "scrolls sideways at 320" in said


# Budgets of what is transferred, in bytes, compressed.
BUDGET = {"page": 60_000, "map": 250_000, "style": 15_000, "script": 11_000, "fonts": 80_000}


def test_pages_keep_within_their_weight(visitor, reached):
    somebody = visitor("nl")
    public = {kind: found.pages[0][1] for kind, found in reached.items() if found.pages[0][0] == ""}
    for kind, address in public.items():
        sizes = {"style": 0, "script": 0, "fonts": 0, "all": 0}
        page = somebody.context.new_page()
        network = somebody.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        types: dict[str, str] = {}
        network.on(
            "Network.responseReceived",
            lambda told, types=types: types.update({told["requestId"]: told["type"]}),
        )

        def weigh(told, sizes=sizes, types=types):
            what = {"Stylesheet": "style", "Script": "script", "Font": "fonts"}.get(
                types.get(told["requestId"], "")
            )
            if what:
                sizes[what] += told["encodedDataLength"]
            if what != "fonts":
                sizes["all"] += told["encodedDataLength"]

        network.on("Network.loadingFinished", weigh)
        page.goto(address.replace("/en/", "/nl/", 1))
        page.wait_for_load_state("networkidle")
        page.close()
        assert 0 < sizes["style"] <= BUDGET["style"], (kind, sizes)
        assert 0 < sizes["script"] <= BUDGET["script"], (kind, sizes)
        assert 0 < sizes["fonts"] <= BUDGET["fonts"], (kind, sizes)
        limit = BUDGET["map"] if kind == "sector:enterprises" else BUDGET["page"]
        assert sizes["all"] <= limit, (kind, sizes)
