"""Links of invitations: once, for a while, and telling nothing about who exists."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from momentum.accounts.actions.invitations import make_invitation
from momentum.accounts.models import Invitation
from momentum.accounts.sign_in.sealing import keyed_digest

NEW = {"password1": "correct horse battery staple", "password2": "correct horse battery staple"}
OPENED = "account_invitation"


@pytest.fixture(autouse=True)
def quiet(settings, password_alone):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def invited(person):
    return person("work_coach", email="new@example.org").user


@pytest.fixture
def token(invited):
    return make_invitation(invited, made_by=None)


def follow(client, token):
    return client.get(reverse("account_follow_invitation", args=[token]), follow=True)


def test_a_link_works_once_and_stays_in_no_address(client, invited, token):
    page = follow(client, token)
    assert page.status_code == 200
    assert page.redirect_chain == [(reverse(OPENED), 302)]
    assert token not in page.content.decode()
    assert client.post(reverse(OPENED), NEW).status_code == 302
    assert client.session["_auth_user_id"] == str(invited.pk)
    assert client.get(reverse("desk")).url == reverse("mfa_index")
    invited.refresh_from_db()
    assert invited.check_password(NEW["password1"])
    assert follow(Client(), token).status_code == 410


def test_only_a_digest_is_kept(invited, token):
    (kept,) = Invitation.objects.all()
    assert token not in str(vars(kept))
    assert kept.digest == keyed_digest(token, "invitation")


def over(token) -> tuple[int, str]:
    page = follow(Client(), token)
    return page.status_code, re.sub(r'value="[^"]*"', "", page.content.decode())


def test_expired_used_replaced_forged_and_of_a_closed_account_are_told_alike(person, client):
    made = {}
    for name in ("expired", "used", "replaced", "closed", "to come"):
        user = person("work_coach", email=f"{name.replace(' ', '')}@example.org").user
        made[name] = make_invitation(user, made_by=None)
        mine, now = Invitation.objects.filter(user=user), timezone.now()
        if name == "expired":
            mine.update(made=now - timedelta(days=8), expires=now - timedelta(seconds=1))
        elif name == "used":
            mine.update(ended=now)
        elif name == "replaced":
            make_invitation(user, made_by=None)
        elif name == "to come":  # the clock was set back to before it was made
            mine.update(made=now + timedelta(hours=1), expires=now + timedelta(days=8))
        else:
            user.is_active = False
            user.save()
    answers = {name: over(token) for name, token in made.items()} | {
        "forged": over("A" * 43),
        "odd": over("é€"),
    }
    assert {status for status, _page in answers.values()} == {410}
    assert len({page for _status, page in answers.values()}) == 1
    assert "example.org" not in answers["expired"][1]


def test_of_two_at_once_one_gets_in(client, invited, token):
    first, second = Client(), Client()
    follow(first, token)
    follow(second, token)
    assert first.post(reverse(OPENED), NEW).status_code == 302
    assert (
        second.post(reverse(OPENED), NEW | {"password1": "x" * 20, "password2": "x" * 20}).status_code == 410
    )
    invited.refresh_from_db()
    assert invited.check_password(NEW["password1"])


def test_an_expired_link_stays_over_when_the_clock_goes_back(client, invited, token, monkeypatch):
    from momentum.accounts.actions.sessions import sweep

    late = timezone.now() + timedelta(days=8)
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: late)
        sweep(late.date())
    assert follow(client, token).status_code == 410


def test_a_new_link_is_sent_and_the_answer_is_the_same_for_everybody(client, invited, token):
    invited_answer = client.post(reverse("account_new_link"), {"email": "New@example.org"})
    unknown_answer = client.post(reverse("account_new_link"), {"email": "nobody@example.org"})
    assert (invited_answer.status_code, invited_answer.url) == (
        unknown_answer.status_code,
        unknown_answer.url,
    )
    assert invited_answer.headers == unknown_answer.headers
    assert [letter.to for letter in mail.outbox] == [["new@example.org"], ["nobody@example.org"]]
    assert follow(Client(), token).status_code == 410
    link = re.search(r"/account/invitation/([\w-]{43})/", mail.outbox[0].body)[1]
    assert follow(Client(), link).status_code == 200


def test_who_signs_in_already_gets_no_link_that_changes_a_password(client, invited):
    invited.set_password(NEW["password1"])
    invited.save()
    client.post(reverse("account_new_link"), {"email": "new@example.org"})
    assert not Invitation.objects.exists()
    with override(invited.language):
        assert reverse("account_login") in mail.outbox[0].body


def test_asking_too_often_is_stopped(client, settings, db):
    settings.TRIES = {"new_link": "2/h/ip", "invitation": "30/m/ip"}
    statuses = [
        client.post(reverse("account_new_link"), {"email": f"{n}@example.org"}).status_code for n in range(3)
    ]
    assert statuses == [302, 302, 429]
