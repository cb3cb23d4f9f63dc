"""Sessions: listed, ended from anywhere, over with the role, idle, old, or when a password changes."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from momentum.accounts import actions
from momentum.accounts.actions.sessions import sweep
from momentum.accounts.models import Invitation, Session
from tests.accounts.test_second_factor import PASSWORD, add_app, follow_own_link, sign_in

AGENT = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def two(person):
    """One coach in two browsers."""
    user = person("work_coach").user
    browsers = Client(**AGENT), Client()
    for browser in browsers:
        browser.force_login(user)
        assert browser.get(reverse("desk")).status_code == 200
    return (user, *browsers)


def is_in(browser) -> bool:
    return browser.get(reverse("desk")).status_code == 200


def test_somebody_sees_their_sessions_and_ends_another_one(two):
    user, here, there = two
    page = here.get(reverse("account_sessions"))
    assert len(page.context["sessions"]) == 2
    other = next(each["row"] for each in page.context["sessions"] if not each["here"])
    here.post(reverse("account_sessions"), {"session": other.pk})
    assert is_in(here)
    assert not is_in(there)


def test_all_others_end_at_once(two):
    _user, here, there = two
    there.post(reverse("account_sessions"), {"others": "1"})
    assert (is_in(here), is_in(there)) == (False, True)


def test_nobody_ends_a_session_of_somebody_else_by_its_name(two, person, client):
    _user, here, _there = two
    client.force_login(person("operator").user)
    client.post(reverse("account_sessions"), {"session": Session.objects.filter(user=_user).first().pk})
    assert Session.objects.filter(user=_user).count() == 2


def test_an_operator_ends_somebodys_sessions_and_it_is_logged(two, person, client, entries):
    user, here, there = two
    client.force_login(person("operator").user)
    page = reverse("accounts:their_sign_in", args=[user.mandates.get().pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"end": "1"}).status_code == 302
    assert not is_in(here)
    assert not is_in(there)
    assert f"ended the sessions of user {user.pk}" in entries.last().detail


def test_a_role_that_was_taken_away_is_gone_at_the_next_request(two, actor):
    user, here, there = two
    actions.end_mandate(actor("operator"), user.mandates.get())
    for browser in (here, there):
        answer = browser.get(reverse("journeys:people"))
        assert answer.status_code == 404
        assert "_auth_user_id" not in browser.session
    assert not Session.objects.filter(user=user).exists()


def test_a_role_that_ends_by_the_clock_ends_the_session(two, settings):
    user, here, _there = two
    user.mandates.update(ends=date(2016, 11, 25))
    assert is_in(here)
    settings.TODAY = date(2016, 11, 25)
    assert not is_in(here)


def test_an_ended_session_is_not_brought_back_by_a_request_under_way(two):
    from django.contrib.sessions.backends.base import UpdateError

    user, here, _there = two
    session = here.session
    session["more"] = 1
    Session.objects.filter(user=user).delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    ("started", "seen", "role", "stays"),
    [
        (60, 29, "work_coach", True),
        (60, 31, "work_coach", False),
        (60, 31, "participant", False),
        (60, 31, "researcher", True),
        (12 * 60 + 1, 0, "researcher", False),
        (-10, -10, "researcher", False),  # in a time to come: the clock was set back
    ],
)
def test_a_session_ends_when_idle_when_old_and_when_the_clock_was_set_back(
    started, seen, role, stays, client, person
):
    client.force_login(person(role).user)
    now = timezone.now()
    Session.objects.update(started=now - timedelta(minutes=started), seen=now - timedelta(minutes=seen))
    assert is_in(client) is stays


def test_being_busy_is_seen(two):
    user, here, _there = two
    before = timezone.now() - timedelta(minutes=20)
    Session.objects.update(seen=before)
    is_in(here)
    assert Session.objects.filter(seen__gt=before).count() == 1


def test_a_changed_password_ends_the_other_sessions(person, password_alone):
    user = person("participant", email="p@example.org").user
    user.set_password(PASSWORD)
    user.save()
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser, user)
        assert is_in(browser)
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + " new", "password2": PASSWORD + " new"}
    assert here.post(reverse("account_change_password"), new).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert Session.objects.filter(user=user).count() == 1
    assert "Was it not you?" in mail.outbox[-1].body or "Was u dit niet?" in mail.outbox[-1].body


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not(person, password_alone):
    user = person("participant", email="p@example.org").user
    user.set_password(PASSWORD)
    user.save()
    here, there = Client(**AGENT), Client(**AGENT)
    sign_in(here, user)
    here.post(reverse("account_logout"))
    sign_in(here, user)
    assert mail.outbox == []
    sign_in(there, user)
    (told,) = mail.outbox
    assert told.to == ["p@example.org"]
    assert "Firefox, Linux" in told.body


@pytest.mark.django_db(transaction=True)
def test_an_added_app_is_told_by_mail(person, client, password_alone):
    user = person("work_coach").user
    user.set_password(PASSWORD)
    user.save()
    sign_in(client, user)
    follow_own_link(client)
    mail.outbox.clear()
    add_app(client)
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_the_daily_sweep_ends_links_and_sessions_for_good(two, settings):
    user, _here, _there = two
    now = timezone.now()
    Invitation.objects.create(
        user=user, digest="x", made=now - timedelta(days=8), expires=now - timedelta(days=1)
    )
    assert "1 invitations expired; 0 sessions" in sweep(date(2016, 11, 24))
    assert Invitation.objects.get().ended is not None
    user.mandates.update(ends=date(2016, 11, 24))
    assert "2 sessions" in sweep(date(2016, 11, 24))
