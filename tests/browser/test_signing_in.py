"""Signing in, at a real browser: an app, a passkey on a virtual authenticator, and every page of it scanned."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from momentum.accounts.models import Mandate, Organisation, Session, User
from momentum.accounts.sign_in.session_store import SessionStore
from tests.browser.conftest import Visitor
from tests.browser.rules import objections_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def addresses_in_dutch():
    """The language of the pages asked for here, whatever a test before this one spoke."""
    with override("nl"):
        yield


@pytest.fixture
def here(live_server, settings):
    """This very process serves: at a name, since a passkey belongs to one."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def coach(here):
    brug = Organisation.objects.create(slug="brug", name="De Brug", kind="social_enterprise")
    user = User.objects.create_user("coach@example.org", PASSWORD, name="Noor Bakker")
    Mandate.objects.create(user=user, organisation=brug, role="work_coach", starts="2016-01-01")
    return user


@pytest.fixture
def visitor(chromium, here):
    made = []

    def make(**options):
        made.append(Visitor(chromium, here, "nl", options.get("scheme", "light"), options.get("width", 1280)))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    assert [complaint for each in made for complaint in each.complaints] == []


def sign_in(page, name="coach@example.org", password=PASSWORD):
    page.goto("/nl/account/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("form", has=page.locator("input[name=password]")).get_by_role("button").click()


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def open_own_link(page):
    """A password alone adds no second step: the link in one's own mailbox comes first."""
    page.goto(reverse("mfa_activate_totp"))
    at(page, "account_ask_own_link")
    page.locator("main form .button").click()
    at(page, "account_ask_own_link")
    link = next(each.body for each in reversed(mail.outbox) if "/account/link/" in each.body)
    page.goto(re.search(r"https?://[^/]+(/\S+)", link)[1])
    at(page, "mfa_index")


def at(page, name, *args):
    expect(page).to_have_url(re.compile(re.escape(reverse(name, args=args)) + r"(\?.*)?$"))
    assert objections_to(page) == [], name


def test_an_app_is_set_up_and_asked_for(visitor, coach):
    page = visitor().page
    sign_in(page)
    at(page, "mfa_index")
    page.goto("/nl/people/")
    at(page, "mfa_index")
    open_own_link(page)
    page.locator(f"a[href='{reverse('mfa_activate_totp')}']").click()
    at(page, "mfa_activate_totp")
    picture = page.locator("main img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main form .button").click()
    at(page, "mfa_view_recovery_codes")
    assert page.locator("main li code").count() == 10
    page.goto("/nl/desk/")
    expect(page.locator("h1")).to_contain_text("Noor")

    elsewhere = visitor(scheme="dark", width=360).page
    sign_in(elsewhere)
    at(elsewhere, "mfa_authenticate")
    elsewhere.locator("input[name=code]").fill("000000")
    elsewhere.locator("main form .button").first.click()
    expect(elsewhere.locator(".error-summary")).to_be_visible()
    assert objections_to(elsewhere) == []
    elsewhere.locator("input[name=code]").fill(code_of(secret, 1))
    elsewhere.locator("main form .button").first.click()
    at(elsewhere, "desk")
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
    ):
        elsewhere.goto(reverse(name))
        at(elsewhere, name)


def test_a_passkey_is_added_and_signs_in_by_itself(visitor, coach):
    somebody = visitor()
    page = somebody.page
    browser = somebody.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    sign_in(page)
    at(page, "mfa_index")
    open_own_link(page)
    page.locator(f"a[href='{reverse('mfa_add_webauthn')}']").click()
    at(page, "mfa_add_webauthn")
    page.locator("input[name=name]").fill("Mijn laptop")
    page.locator("main form .button").click()
    at(page, "mfa_view_recovery_codes")
    page.goto(reverse("desk"))
    expect(page.locator("h1")).to_contain_text("Noor")
    page.goto(reverse("account_logout"))
    page.locator("main form .button").first.click()
    page.goto(reverse("account_login"))
    page.locator("form[data-passkey] .button").click()
    at(page, "desk")
    page.goto(reverse("mfa_index"))
    page.locator("li", has_text="Mijn laptop").get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("Mijn laptop")
    assert objections_to(page) == []
    page.locator("main form .button").first.click()
    at(page, "mfa_list_webauthn")
    expect(page.locator("main")).not_to_contain_text("Mijn laptop")


def test_the_other_pages_of_signing_in(visitor, coach, here):
    from momentum.accounts.actions.invitations import make_invitation
    from momentum.accounts.sign_in.proofs import PROVED

    somebody = visitor(width=360)
    page = somebody.page
    page.goto(reverse("account_follow_invitation", args=["forged"]))
    expect(page.locator("h1")).to_have_text("Deze link werkt niet meer")
    assert objections_to(page) == []
    page.goto(reverse("account_follow_invitation", args=[make_invitation(coach, made_by=None)]))
    at(page, "account_invitation")
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill(PASSWORD + " nieuw")
    page.locator("main form .button").first.click()
    at(page, "mfa_index")
    page.goto(reverse("account_sessions"))
    at(page, "account_sessions")
    for session in Session.objects.filter(user=coach):
        kept = SessionStore()
        data = kept.decode(session.session_data)
        data[PROVED] = 0
        Session.objects.filter(pk=session.pk).update(session_data=kept.encode(data))
    page.goto(reverse("mfa_activate_totp"))
    at(page, "account_step_up")
    page.locator("input[name=password]").fill("wrong")
    page.locator("main form .button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert objections_to(page) == []
    page.locator("input[name=password]").fill(PASSWORD + " nieuw")
    page.locator("main form .button").first.click()
    at(page, "mfa_activate_totp")


def test_without_javascript_there_is_the_app_and_no_passkey(chromium, here, coach):
    context = chromium.new_context(java_script_enabled=False, base_url=here)
    page = context.new_page()
    sign_in(page)
    expect(page.locator("h1")).to_be_visible()
    page.goto(reverse("account_ask_own_link"))
    page.locator("main form .button").click()
    link = next(each.body for each in reversed(mail.outbox) if "/account/link/" in each.body)
    page.goto(re.search(r"https?://[^/]+(/\S+)", link)[1])
    page.goto(reverse("mfa_activate_totp"))
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main form .button").click()
    expect(page.locator("main li code")).to_have_count(10)
    page.goto(reverse("account_login"))
    context.close()
    assert coach.authenticator_set.filter(type="totp").exists()
