"""Signing in, choosing who to be, and signing out."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Role
from tests.accounts.conftest import TODAY

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def no_attempts_yet(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def coach(person):
    mandate = person("work_coach", email="coach@example.org")
    mandate.user.set_password(PASSWORD)
    mandate.user.save()
    return mandate


def sign_in(client, password=PASSWORD, email="coach@example.org", **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def test_somebody_signs_in_with_e_mail_and_password_and_lands_on_the_desk(client, coach):
    response = sign_in(client, email="Coach@Example.org")
    assert response.status_code == 302
    assert response.url == reverse("desk")
    assert client.get(reverse("accounts:my_access")).wsgi_request.user == coach.user


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, coach):
    wrong = sign_in(client, "wrong").content.decode()
    unknown = sign_in(client, "wrong", "nobody@example.org").content.decode()
    neutral = [re.sub(r'value="[^"]*"', "", page) for page in (wrong, unknown)]
    assert neutral[0] == neutral[1]
    assert "error-summary" in wrong


def test_many_wrong_attempts_close_the_door_for_a_while(client, coach):
    for _attempt in range(20):
        sign_in(client, "wrong")
    assert sign_in(client).status_code != 302
    assert "_auth_user_id" not in client.session


def test_sign_in_leads_only_to_pages_of_this_house(client, coach):
    assert sign_in(client, next="https://elsewhere.example/").url == reverse("desk")


def test_somebody_whose_account_is_closed_does_not_sign_in(client, coach):
    User.objects.update(is_active=False)
    response = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert response.url == reverse("account_inactive")


@pytest.mark.parametrize("closed", ["account_signup", "account_email", "account_reauthenticate"])
def test_nobody_signs_up_or_changes_their_address_by_themselves(closed, client, coach):
    client.force_login(coach.user)
    assert client.get(reverse(closed)).status_code == 404
    assert client.post(reverse(closed), {"email": "new@example.org"}).status_code == 404


def test_signing_out_asks_first_and_then_does(client, coach):
    client.force_login(coach.user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_new_password_is_chosen_by_e_mail_in_the_readers_language(client, coach):
    User.objects.update(language="nl")
    client.post("/en/account/password/reset/", {"email": "coach@example.org"})
    letter = mail.outbox[0]
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    new = {"password1": PASSWORD + " new", "password2": PASSWORD + " new"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    assert sign_in(client, PASSWORD + " new").status_code == 302
    assert client.get(link, follow=True).context["token_fail"]


def test_asking_a_new_password_does_not_tell_who_signs_in_here(client, coach):
    known = client.post(reverse("account_reset_password"), {"email": "coach@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_password_is_changed_by_who_knows_the_old_one(client, coach):
    client.force_login(coach.user)
    new = {"password1": "another long sentence", "password2": "another long sentence"}
    change = reverse("account_change_password")
    assert client.post(change, {"oldpassword": "wrong", **new}).status_code == 200
    assert client.post(change, {"oldpassword": PASSWORD, **new}).status_code == 302
    coach.user.refresh_from_db()
    assert coach.user.check_password("another long sentence")


def test_too_many_attempts_have_a_page(client, coach, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "wrong")
    response = sign_in(client, "wrong")
    assert response.status_code == 429
    assert b"<h1>" in response.content


# --- Who one is ---
def test_access_ends_with_the_mandate(client, person, settings):
    held = person("privacy_officer", ends=date(2016, 11, 25))
    client.force_login(held.user)
    log = reverse("accounts:access_log")
    assert client.get(log).status_code == 200
    settings.TODAY = date(2016, 11, 25)
    assert client.get(log).status_code == 404


def test_a_person_with_several_roles_has_one_at_a_time_and_switches(client, person, organisation):
    first = person("researcher")
    second = Mandate.objects.create(
        user=first.user, organisation=organisation("platform"), role="privacy_officer", starts=TODAY
    )
    client.force_login(first.user)
    log = reverse("accounts:access_log")
    assert client.get(log).status_code == 404
    assert client.post(reverse("accounts:switch_role"), {"mandate": second.pk}).url == reverse("desk")
    response = client.get(log)
    assert response.status_code == 200
    assert response.context["actor"].mandate == second
    assert list(response.context["mandates"]) == [first, second]


def test_nobody_switches_to_a_role_of_somebody_else_or_one_that_ended(client, person, organisation):
    mine, other = person("researcher"), person("privacy_officer")
    ended = Mandate.objects.create(
        user=mine.user,
        organisation=other.organisation,
        role="privacy_officer",
        starts=date(2016, 1, 1),
        ends=TODAY,
    )
    client.force_login(mine.user)
    for wanted in (other.pk, ended.pk, "nonsense", ""):
        assert client.post(reverse("accounts:switch_role"), {"mandate": wanted}).status_code == 404
    client.session["mandate"] = str(other.pk)
    assert client.get(reverse("accounts:access_log")).status_code == 404


def test_a_mandate_smuggled_into_the_session_gives_nothing(client, person):
    mine, other = person("researcher"), person("privacy_officer")
    client.force_login(mine.user)
    session = client.session
    session["mandate"] = str(other.pk)
    session.save()
    assert client.get(reverse("accounts:access_log")).status_code == 404


# --- The demo city ---
@pytest.fixture
def city(person):
    return [
        person(role, email=f"{role}-{number}@demo.example") for role in Role.values for number in (1, 2, 3)
    ] + [person("analyst", email="real@example.org")]


def test_a_visitor_of_the_demo_can_be_one_of_its_people_a_role(client, city):
    page = client.get(reverse("accounts:sign_in_as"))
    shown = [person["mandate"] for person in page.context["persons"]]
    assert [mandate.role for mandate in shown if mandate.role not in ("analyst", "work_coach")] == [
        role for role in Role.values if role not in ("analyst", "work_coach")
    ]
    assert len({mandate.user for mandate in shown if mandate.role == "analyst"}) == 2
    assert all(mandate.user.email.endswith("@demo.example") for mandate in shown)
    for mandate in shown:
        assert mandate.user.name in page.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_being_somebody_takes_one_button_and_leads_to_the_desk(role, client, city):
    page = reverse("accounts:sign_in_as")
    mandate = next(m for m in city if m.role == role)
    response = client.post(page, {"mandate": mandate.pk})
    assert response.url == reverse("desk")
    assert client.get(page).wsgi_request.actor.mandate == mandate


def test_only_the_demo_citys_own_people_can_be_chosen(client, city):
    page = reverse("accounts:sign_in_as")
    for wanted in (city[-1].pk, "nonsense", "6f2f9d6e-0000-4000-8000-000000000000"):
        assert client.post(page, {"mandate": wanted}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_the_page_does_not_exist(client, city, settings):
    settings.DEMO = False
    page = reverse("accounts:sign_in_as")
    assert client.get(page).status_code == 404
    assert client.post(page, {"mandate": city[0].pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_visitor_gets_no_cookie_from_a_refusal(client, db):
    assert not client.get(reverse("accounts:access_log")).cookies


@pytest.mark.parametrize("name", ["home", "accounts:people_and_roles", "accounts:access_log"])
def test_what_somebody_sees_who_signed_in_stays_in_no_cache(name, client, person):
    client.force_login(person("operator").user)
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_public_pages_of_visitors_may_be_kept(client, db):
    assert "no-store" not in client.get(reverse("home")).headers.get("Cache-Control", "")
