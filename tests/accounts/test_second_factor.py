"""A second factor is asked of every role but the participant's, and nothing passes for one that is not."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from momentum.accounts.models import Session, User
from momentum.accounts.policy import Role

PASSWORD = "correct horse battery staple"
DOOR = "account_login"
HOME = "mfa_index"


@pytest.fixture(autouse=True)
def at_the_door(password_alone, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def somebody(person):
    """Makes somebody with a password, in a role."""

    def make(role="work_coach", **options) -> User:
        user = person(role, **options).user
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse(DOOR), {"login": user.email, "password": password})


def code_of(secret: str, steps: int = 0) -> str:
    """The code that an authenticator app shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def follow_own_link(client) -> None:
    """Ask for a link to one's own mailbox, and open it."""
    client.post(reverse("account_ask_own_link"))
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    assert client.get(link).url == reverse(HOME)


def add_app(client) -> str:
    """Set up an authenticator app as its page says; the secret that the page shows as text."""
    if client.get(reverse("mfa_activate_totp")).status_code == 302:
        follow_own_link(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(client) -> list[str]:
    return re.findall(
        r"<code>(\d{10})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )


def forget_app_codes() -> None:
    """As if the codes used so far were of an hour ago."""
    for app in Authenticator.objects.filter(type="totp"):
        app.data["counter"] -= 120
        app.save()


@pytest.mark.parametrize("role", [role for role in Role.values if role != "participant"])
def test_without_a_second_factor_every_page_leads_to_its_set_up(role, client, somebody):
    user = somebody(role)
    assert sign_in(client, user).url == reverse("desk")
    for name in ("desk", "home", "accounts:people_and_roles", "sector:enterprises", "monitor:home"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url) == (302, reverse(HOME)), name
        assert answer.wsgi_request.actor.role is None
    page = client.get(reverse(HOME)).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page


def test_a_participant_needs_none_and_may_add_one(client, somebody):
    sign_in(client, somebody("participant"))
    assert client.get(reverse("desk")).status_code == 200
    add_app(client)
    assert client.get(reverse("desk")).status_code == 200


def test_a_participant_who_is_also_staff_acts_as_participant_only(client, somebody, organisation):
    from tests.accounts.conftest import TODAY

    user = somebody("participant")
    user.mandates.create(role="researcher", organisation=organisation("research"), starts=TODAY)
    sign_in(client, user)
    answer = client.get(reverse("desk"))
    assert answer.context["actor"].role == "participant"
    assert [mandate.role for mandate in answer.context["mandates"]] == ["participant"]


def test_an_app_is_set_up_then_asked_for_at_the_next_sign_in(client, somebody):
    user = somebody()
    sign_in(client, user)
    secret = add_app(client)
    assert client.get(reverse("desk")).status_code == 200
    client.post(reverse("account_logout"))
    forget_app_codes()
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("desk")).url.startswith(reverse(DOOR))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "error-summary" in wrong.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == reverse("desk")
    assert client.get(reverse("desk")).context["actor"].role == "work_coach"


def test_the_picture_holds_no_script_and_stays_in_no_cache(client, somebody):
    sign_in(client, somebody())
    follow_own_link(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="' + reverse("mfa_app_picture") in page.content.decode()
    assert "data:" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    picture = client.get(reverse("mfa_app_picture"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert b"<svg" in picture.content


def test_a_code_counts_once_even_after_the_clock_was_set_back(client, somebody, monkeypatch):
    user = somebody()
    sign_in(client, user)
    secret = add_app(client)
    client.post(reverse("account_logout"))
    forget_app_codes()
    now, used = time.time(), code_of(secret)
    sign_in(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": used}).url == reverse("desk")
    client.post(reverse("account_logout"))
    cache.clear()  # what the library itself remembers lasts half a minute
    for moment in (now, now + 30, now - 30):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        sign_in(client, user)
        assert client.post(reverse("mfa_authenticate"), {"code": used}).status_code == 200, moment - now
        cache.clear()
    earlier = format_hotp_value(hotp_value(secret, int(now) // 30 - 1))
    assert client.post(reverse("mfa_authenticate"), {"code": earlier}).status_code == 200


def test_a_recovery_code_works_once(client, somebody):
    user = somebody()
    sign_in(client, user)
    add_app(client)
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    assert recovery_codes(client) == []  # shown once
    for answer in (302, 200):
        client.post(reverse("account_logout"))
        sign_in(client, user)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == answer


def test_secrets_and_sessions_are_not_to_be_read_in_the_database(client, somebody, settings):
    user = somebody()
    sign_in(client, user)
    follow_own_link(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    pending = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    row = Session.objects.get(user=user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert cookie not in row.session_key
    for told in (pending, str(user.pk), user.email, "password"):
        assert told not in row.session_data
    client.post(reverse("mfa_activate_totp"), {"code": code_of(pending)})
    assert pending not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert client.session.__class__(row.session_key).load() == {}  # who read the table has no session by it


def test_many_wrong_codes_close_the_door_even_for_the_right_one(client, somebody):
    user = somebody()
    sign_in(client, user)
    secret = add_app(client)
    client.post(reverse("account_logout"))
    forget_app_codes()
    sign_in(client, user)
    for _attempt in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_second_factor_of_one_person_is_none_of_another(client, somebody, rf):
    from momentum.accounts.sign_in.proofs import has_second_factor, prove

    first, second = somebody(), somebody("analyst")
    session = client.session
    prove(session, first, "webauthn", second_factor=True)
    prove(session, second, "password", second_factor=False)
    request = rf.get("/")
    request.session, request.user = session, second
    assert not has_second_factor(request)


def test_pages_of_the_library_that_are_not_this_houses_do_not_exist(client, somebody):
    sign_in(client, somebody())
    for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 404
