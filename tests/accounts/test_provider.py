"""Signing in by a city's own service: a real OpenID provider, in a second process."""

import html
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from momentum.accounts.actions.invitations import make_invitation
from momentum.accounts.models import User
from momentum.site.provider import NOBODY, Provider, openid_provider
from tests.accounts.openid_provider.people import CLIENT, SECRET
from tests.accounts.test_step_up import age_proof, hidden, invitation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.accounts.openid_provider", str(port)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline().strip() == "ready"
    yield f"http://127.0.0.1:{port}/o"
    process.terminate()
    process.wait(10)


@pytest.fixture(autouse=True)
def joined(server, settings, password_alone):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.OIDC = Provider("Amsterdam ID", server, CLIENT, SECRET, vouches=("otp",))
    settings.SOCIALACCOUNT_PROVIDERS = settings.OIDC.for_library
    cache.clear()


@pytest.fixture
def noor(person):
    return person("work_coach", email="noor@example.org").user


def leave(client) -> str:
    """From the sign-in page to the provider: the address that the browser is sent to."""
    answer = client.post(reverse("openid_connect_login", args=["city"]))
    assert answer.status_code == 302, answer.content.decode()[-800:]
    return answer.url


def come_back(person: str, address: str, seconds_ago: int = 0) -> str:
    """What the provider answers to the browser of `person`, who signed in there then: the way back."""
    headers = {"X-Person": person, "X-Signed-In": str(seconds_ago)}
    answer = requests.get(address, headers=headers, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text[:500]
    back = urlsplit(answer.headers["Location"])
    assert back.path == reverse("openid_connect_callback", args=["city"])
    return f"{back.path}?{back.query}"


def sign_in(client, person: str):
    return client.get(come_back(person, leave(client)))


def way_to_the_service(page: str) -> str:
    return html.unescape(re.search(r'action="([^"]*/city/[^"]*)"', page)[1])


def open_invitation(client, user) -> None:
    client.get(reverse("account_follow_invitation", args=[make_invitation(user, made_by=None)]))


def is_in(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_an_invitation_joins_an_account_once_and_then_the_number_counts(client, noor):
    open_invitation(client, noor)
    assert "Amsterdam ID" in client.get(reverse("account_invitation")).content.decode()
    assert sign_in(client, "noor").url == reverse("desk")
    assert is_in(client) == str(noor.pk)
    assert (
        client.get(reverse("desk")).context["actor"].role == "work_coach"
    )  # the service vouched for two factors
    joined = SocialAccount.objects.get()
    assert (joined.user, joined.extra_data) == (noor, {})
    noor.email = "married@example.org"
    noor.save()
    later = Client()
    sign_in(later, "noor")
    assert is_in(later) == str(noor.pk)
    assert SocialAccount.objects.get().extra_data == {}


def test_nobody_gets_in_by_an_address_that_matches(client, noor):
    answer = sign_in(client, "noor")  # proved the address, but opened no invitation in this browser
    assert answer.status_code == 403
    assert is_in(client) is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("who", ["unproved", "stranger"])
def test_an_invitation_is_joined_only_to_its_own_proved_address(client, noor, who):
    open_invitation(client, noor)
    assert sign_in(client, who).status_code == 403
    assert is_in(client) is None
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    assert client.get(reverse("account_invitation")).status_code == 200  # the invitation still works


def test_where_the_service_does_not_vouch_a_second_factor_is_asked_here(client, person):
    pieter = person("policy_officer", email="pieter@example.org").user
    open_invitation(client, pieter)
    sign_in(client, "pieter")
    assert is_in(client) == str(pieter.pk)
    assert client.get(reverse("desk")).url == reverse("mfa_index")


def test_the_setting_says_what_counts_as_vouching(client, noor, settings):
    settings.OIDC = Provider("Amsterdam ID", settings.OIDC.server, CLIENT, SECRET)
    open_invitation(client, noor)
    sign_in(client, "noor")
    assert client.get(reverse("desk")).url == reverse("mfa_index")


def test_who_has_nothing_here_shows_at_the_service_again_who_they_are(client, person, organisation):
    operator = person("operator", email="noor@example.org").user
    open_invitation(client, operator)
    sign_in(client, "noor")
    age_proof(client)
    typed = invitation(organisation)
    asked = client.post(reverse("accounts:invite"), typed).url
    page = client.get(asked).content.decode()
    assert 'name="password"' not in page
    assert "Amsterdam ID" in page
    away = client.post(way_to_the_service(page), {"next": asked}).url
    sent = parse_qs(urlsplit(away).query)
    assert (sent["prompt"], sent["max_age"]) == (["login"], ["0"])
    # The provider leads to its own form and, when that is filled in, on without the word that asks for it.
    back = client.get(come_back("noor", away.replace("prompt=login&", "")))
    assert back.url == asked
    done = client.get(asked)
    assert {k: v for k, v in hidden(done).items() if k != "csrfmiddlewaretoken"} == typed
    client.post(reverse("account_logout"))
    assert "step_up" not in client.session


@pytest.mark.parametrize("asks_again", [True, False], ids=["ignored", "left out"])
def test_a_session_that_the_service_still_had_open_is_no_proof(client, person, organisation, asks_again):
    operator = person("operator", email="noor@example.org").user
    open_invitation(client, operator)
    client.get(come_back("noor", leave(client), seconds_ago=3600))
    assert is_in(client) == str(operator.pk)
    typed = invitation(organisation)
    asked = client.post(reverse("accounts:invite"), typed).url  # signing in was no fresh proof either
    assert asked.startswith(reverse("account_step_up"))
    way = way_to_the_service(client.get(asked).content.decode())
    away = client.post(way if asks_again else way.split("?")[0], {"next": asked}).url
    back = client.get(come_back("noor", away.replace("prompt=login&", ""), seconds_ago=3600), follow=True)
    assert is_in(client) == str(operator.pk)
    assert back.request["PATH_INFO"] == reverse("account_step_up")
    assert "Amsterdam ID" in str(next(iter(back.context["messages"])))
    away = client.post(way_to_the_service(back.content.decode()), {"next": asked}).url
    client.get(come_back("noor", away.replace("prompt=login&", "")))
    assert {k: v for k, v in hidden(client.get(asked)).items() if k != "csrfmiddlewaretoken"} == typed


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(client, noor):
    open_invitation(client, noor)
    back = come_back("noor", leave(client))
    for other in (Client(), Client()):
        assert other.get(back).status_code == 403
        assert is_in(other) is None
    client.get(back)
    assert is_in(client) == str(noor.pk)
    client.post(reverse("account_logout"))
    assert client.get(back).status_code == 403
    assert is_in(client) is None


def test_a_forged_state_or_code_is_refused(client, noor):
    open_invitation(client, noor)
    back = come_back("noor", leave(client))
    state = parse_qs(urlsplit(back).query)["state"][0]
    for forged in (
        back.replace(state, "x" * len(state)),
        back.replace("code=", "code=x"),
        back.split("?")[0],
    ):
        assert client.get(forged).status_code == 403, forged
        assert is_in(client) is None


def test_the_way_out_begins_with_a_form_and_is_named_in_the_policy(client, db):
    page = client.get(reverse("openid_connect_login", args=["city"]))
    assert (page.status_code, page.context["request"].resolver_match.view_name) == (
        200,
        "openid_connect_login",
    )
    assert client.get(reverse("openid_connect_login", args=["another"])).status_code == 404
    assert Provider("x", "https://id.example.org/realms/a", "c", "s").origin == "https://id.example.org"
    assert "code_challenge_method=S256" in leave(client)


def test_half_a_setting_and_an_open_secret_are_refused(tmp_path):
    secret = tmp_path / "secret"
    told = {"MOMENTUM_OIDC_SERVER": "https://id.example.org/", "MOMENTUM_OIDC_CLIENT": "m"}
    assert openid_provider({}) == NOBODY
    with pytest.raises(ImproperlyConfigured, match="MOMENTUM_OIDC_SECRET"):
        openid_provider(told)
    told["MOMENTUM_OIDC_SECRET"] = str(secret)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        openid_provider(told)
    secret.write_text("between us\n")
    secret.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        openid_provider(told)
    secret.chmod(0o600)
    found = openid_provider(told | {"MOMENTUM_OIDC_SECOND_FACTOR": "mfa, otp"})
    assert (found.server, found.secret, found.vouches) == (
        "https://id.example.org",
        "between us",
        ("mfa", "otp"),
    )
    secret.write_text("")
    with pytest.raises(ImproperlyConfigured, match="empty"):
        openid_provider(told)
