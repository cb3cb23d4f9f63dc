"""What somebody outside learns by trying: neither the answer nor the work behind it tells who signs in here."""

import re
import time
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from momentum.accounts.models import Attempts
from momentum.accounts.sign_in.reset_tokens import ResetTokens
from tests.accounts.test_second_factor import PASSWORD, somebody  # noqa: F401


@pytest.fixture(autouse=True)
def quiet(settings, password_alone):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def tried(login, monkeypatch) -> tuple:
    """Status, headers, body and hashing of one wrong attempt, in a browser of its own."""
    hashed = []
    real = hashers.MD5PasswordHasher.encode

    def encode(hasher, password, salt):
        hashed.append(len(password))
        return real(hasher, password, salt)

    with monkeypatch.context() as counting:
        counting.setattr(hashers.MD5PasswordHasher, "encode", encode)
        answer = Client().post(reverse("account_login"), {"login": login, "password": "wrong password"})
    body = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return answer.status_code, sorted(answer.headers), body, hashed


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_for_the_same_work(somebody, monkeypatch):  # noqa: F811
    user = somebody(email="coach@example.org")
    user.sign_in_name = "rode-fiets-482"
    user.save()
    known = tried("coach@example.org", monkeypatch)
    assert known[3] == [14]
    for login in ("nobody@example.org", "rode-fiets-482", "blauwe-boom-111"):
        assert tried(login, monkeypatch) == known, login


def test_lock_out_is_the_same_for_who_exists_and_who_does_not(somebody):  # noqa: F811
    somebody(email="coach@example.org")
    answers = {}
    for login in ("coach@example.org", "nobody@example.org"):
        client = Client()
        cache.clear()
        page = [
            client.post(reverse("account_login"), {"login": login, "password": "wrong"}) for _try in range(7)
        ]
        answers[login] = [(a.status_code, re.sub(r'value="[^"]*"', "", a.content.decode())) for a in page]
    assert answers["coach@example.org"] == answers["nobody@example.org"]
    assert answers["coach@example.org"][0] != answers["coach@example.org"][6]


def test_after_too_many_tries_even_the_right_password_waits(somebody, client):  # noqa: F811
    user = somebody(email="coach@example.org")
    for _try in range(6):
        client.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["account_reset_password", "account_new_link"])
def test_asking_for_a_link_is_answered_alike_and_after_the_same_while(page, somebody, settings):  # noqa: F811
    somebody(email="coach@example.org")
    settings.ANSWER_AFTER_SECONDS = 0.3
    answers = []
    for email in ("coach@example.org", "nobody@example.org"):
        begun = time.monotonic()
        answer = Client().post(reverse(page), {"email": email})
        took = time.monotonic() - begun
        assert took >= 0.3
        answers.append((answer.status_code, answer.url, sorted(answer.headers), answer.content))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2  # one goes out in either case


def test_counts_are_shared_by_all_processes_and_hold_no_address(settings, client, db):
    from momentum.site import settings as real

    settings.CACHES = real.CACHES
    shared = caches.create_connection("default")
    assert shared.add("allauth:rl:login:ip:192.0.2.7", [1.0], 60)
    assert not shared.add("allauth:rl:login:ip:192.0.2.7", [2.0], 60)
    another = caches.create_connection("default")
    assert another.get("allauth:rl:login:ip:192.0.2.7") == [1.0]
    (row,) = Attempts.objects.all()
    assert "192" not in row.cache_key
    assert re.fullmatch(r"[0-9a-f]{64}", row.cache_key)


def link_in(letter) -> str:
    return re.search(r"/account/password/reset/key/\S+", letter.body)[0]


def test_a_link_for_a_new_password_ends_with_use_with_time_and_with_a_clock_set_back(somebody, monkeypatch):  # noqa: F811
    user = somebody(email="coach@example.org")
    Client().post(reverse("account_reset_password"), {"email": user.email})
    link = "/nl" + link_in(mail.outbox[0])
    later = datetime.now() + timedelta(hours=5)
    earlier = datetime.now() - timedelta(hours=1)
    for moment in (later, earlier):
        with monkeypatch.context() as clock:
            clock.setattr(ResetTokens, "_now", lambda generator, moment=moment: moment)
            assert Client().get(link, follow=True).context["token_fail"]
    client = Client()
    page = client.get(link, follow=True)
    new = {"password1": PASSWORD + " new", "password2": PASSWORD + " new"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    assert Client().get(link, follow=True).context["token_fail"]
    assert Client().get(link[:-3] + "xx/", follow=True).context["token_fail"]
