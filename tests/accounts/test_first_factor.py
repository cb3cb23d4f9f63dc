"""The first second factor takes more than a password: a link in one's own mailbox, or a letter."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from momentum.accounts.actions.invitations import make_invitation
from momentum.accounts.models import User
from momentum.accounts.sign_in.first_factor import OPENED_LINK, own_link_token
from tests.accounts.test_second_factor import PASSWORD, add_app, follow_own_link, sign_in

ASK = "account_ask_own_link"
ADDING = ("mfa_activate_totp", "mfa_add_webauthn")


@pytest.fixture(autouse=True)
def at_the_door(password_alone, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def coach(person) -> User:
    user = person("work_coach", email="noor@example.org").user
    user.set_password(PASSWORD)
    user.save()
    return user


def may_add(client) -> bool:
    """Whether the pages on which a factor is added open; both do, or neither."""
    answers = {client.get(reverse(name)).status_code for name in ADDING}
    assert len(answers) == 1
    return answers == {200}


def test_a_password_alone_sets_up_no_first_factor(client, coach):
    sign_in(client, coach)
    for name in ADDING:
        assert client.get(reverse(name)).url == reverse(ASK), name
        assert client.post(reverse(name), {"code": "123456", "credential": "{}"}).url == reverse(ASK), name
    assert client.get(reverse("mfa_app_picture")).status_code == 404
    assert not Authenticator.objects.exists()


def test_a_link_in_their_own_mailbox_opens_the_way(client, coach):
    sign_in(client, coach)
    assert client.get(reverse(ASK)).status_code == 200
    follow_own_link(client)
    assert mail.outbox[-1].to == ["noor@example.org"]
    assert may_add(client)
    add_app(client)
    assert client.get(reverse("desk")).context["actor"].role == "work_coach"


def test_whose_link_was_opened_elsewhere_is_no_further_for_it(client, coach):
    """A thief with the password has the link sent; its owner opens it, in their own browser."""
    sign_in(client, coach)
    client.post(reverse(ASK))
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    owner = Client()
    sign_in(owner, coach)
    owner.get(link)
    assert may_add(owner)
    assert not may_add(client)


def test_a_link_forged_old_to_come_of_somebody_else_or_of_an_earlier_password_opens_nothing(
    client, coach, person, monkeypatch
):
    other = person("work_coach").user
    now = time.time()
    tokens = {"forged": "1:abc", "another's": own_link_token(other)}
    for name, moment in {"old": now - 1801, "to come": now + 3600}.items():
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        tokens[name] = own_link_token(coach)
    monkeypatch.undo()
    tokens["of an earlier password"] = own_link_token(coach)
    coach.set_password(PASSWORD + " anew")
    coach.save()
    client.force_login(coach)
    for name, token in tokens.items():
        assert client.get(reverse("account_own_link", args=[token])).url == reverse(ASK), name
        assert not may_add(client), name


def test_the_way_closes_after_half_an_hour(client, coach):
    sign_in(client, coach)
    follow_own_link(client)
    session = client.session
    session[OPENED_LINK] = [str(coach.pk), time.time() - 1801]
    session.save()
    assert not may_add(client)


def test_an_invitation_and_a_link_for_a_new_password_open_it_too(client, coach):
    token = make_invitation(coach, made_by=None)
    client.get(reverse("account_follow_invitation", args=[token]))
    client.post(reverse("account_invitation"), {"password1": PASSWORD + " 2", "password2": PASSWORD + " 2"})
    assert may_add(client)
    again = Client()
    again.post(reverse("account_reset_password"), {"email": coach.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    form = again.get(link).url
    again.post(form, {"password1": PASSWORD + " 3", "password2": PASSWORD + " 3"})
    sign_in(again, coach, PASSWORD + " 3")
    assert may_add(again)
    assert not may_add(client)  # the session from before the new password


def test_the_answer_is_the_same_whether_an_address_is_kept_or_not(client, coach, person):
    sign_in(client, coach)
    known = client.post(reverse(ASK), follow=True)
    coach.sign_in_name, coach.email = "rode-fiets-482", None
    coach.save()
    mail.outbox.clear()
    unknown = client.post(reverse(ASK), follow=True)
    without = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (known, unknown)]
    assert without[0] == without[1]
    assert mail.outbox == []


def test_a_session_from_before_the_first_factor_adds_none_of_its_own(client, coach):
    """A thief who waits with the password until the owner has set up theirs."""
    sign_in(client, coach)
    owner = Client()
    sign_in(owner, coach)
    add_app(owner)
    for name in (*ADDING, "mfa_generate_recovery_codes", "mfa_deactivate_totp", "account_change_password"):
        assert client.get(reverse(name)).url.startswith(reverse("account_step_up")), name
    shown = client.get(client.get(reverse("mfa_add_webauthn")).url).content.decode()
    assert 'name="code"' in shown
    assert 'name="password"' not in shown
    assert client.get(reverse("desk")).url == reverse("mfa_index")
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_links_are_not_sent_without_end(client, coach):
    sign_in(client, coach)
    answers = [client.post(reverse(ASK)).status_code for _each in range(6)]
    assert answers == [302] * 5 + [429]
