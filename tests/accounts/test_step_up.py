"""Before a step that weighs somebody shows again who they are, and nothing they typed is lost."""

import re
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from momentum.accounts.models import Mandate, Session
from momentum.accounts.sign_in.proofs import PROVED
from tests.accounts.test_second_factor import PASSWORD, add_app, code_of, forget_app_codes, sign_in

HOUR = 3600


@pytest.fixture
def at_the_door(password_alone, settings):
    """Sign-in as it is, without the tests' short cut."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def age_proof(client, seconds=HOUR):
    session = client.session
    session[PROVED] = time.time() - seconds
    session.save()


@pytest.fixture
def operator(client, person, at_the_door):
    held = person("operator", email="olaf@example.org")
    held.user.set_password(PASSWORD)
    held.user.save()
    sign_in(client, held.user)
    client.secret = add_app(client)
    forget_app_codes()
    return held


def invitation(organisation):
    return {
        "email": "new@example.org", "name": "Nieuw Iemand", "language": "nl", "role": "work_coach",
        "organisation": str(organisation().pk), "starts": "24-11-2016", "ends": "", "confirm": "1",
    }  # fmt: skip


def hidden(page) -> dict[str, str]:
    main = page.content.decode().split("<main", 1)[1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main))


def test_giving_a_role_asks_again_and_keeps_what_was_typed(client, operator, organisation):
    age_proof(client)
    typed = invitation(organisation)
    answer = client.post(reverse("accounts:invite"), typed)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_step_up"))
    assert not Mandate.objects.filter(role="work_coach").exists()
    page = client.get(answer.url)
    fields = hidden(page)
    wrong = client.post(answer.url, {**fields, "code": "000000"})
    assert wrong.status_code == 422
    done = client.post(answer.url, {**fields, "code": code_of(client.secret)})
    assert {k: v for k, v in hidden(done).items() if k != "csrfmiddlewaretoken"} == typed
    assert client.post(reverse("accounts:invite"), typed).status_code == 302
    assert Mandate.objects.filter(role="work_coach", user__name="Nieuw Iemand").exists()
    again = client.post(answer.url, {**fields, "code": code_of(client.secret)})
    assert again.status_code == 422  # the code was used


def test_a_fresh_proof_is_enough_and_one_to_come_is_none(client, operator, organisation):
    assert client.post(reverse("accounts:invite"), invitation(organisation)).url == reverse(
        "accounts:people_and_roles"
    )
    age_proof(client, -HOUR)  # the clock was set back since
    answer = client.post(reverse("accounts:invite"), {**invitation(organisation), "email": "b@example.org"})
    assert answer.url.startswith(reverse("account_step_up"))


def test_ending_a_role_asks_again(client, operator, person):
    coach = person("work_coach")
    age_proof(client)
    end = reverse("accounts:end", args=[coach.pk])
    assert client.post(end, {"ends": "24-11-2016", "confirm": "1"}).url.startswith(reverse("account_step_up"))
    coach.refresh_from_db()
    assert coach.ends is None


def test_changing_ones_own_factors_asks_again(client, operator):
    age_proof(client)
    for name in (
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "account_change_password",
    ):
        assert client.get(reverse(name)).url.startswith(reverse("account_step_up")), name
        assert client.post(reverse(name)).url.startswith(reverse("account_step_up")), name


def test_who_may_not_do_it_is_refused_before_they_are_asked(client, person):
    client.force_login(person("researcher").user)
    age_proof(client)
    assert client.get(reverse("accounts:invite")).status_code == 404
    assert client.get(reverse("journeys:people_export", args=["csv"])).status_code == 404


def test_taking_people_out_asks_again(client, person):
    client.force_login(person("work_coach").user)
    age_proof(client)
    out = reverse("journeys:people_export", args=["csv"])
    assert client.get(out).url.startswith(reverse("account_step_up"))


def test_a_token_for_the_command_line_asks_again(client, person):
    client.force_login(person("analyst").user)
    age_proof(client)
    token = reverse("monitor:token")
    assert client.get(token).status_code == 200
    assert client.post(token).url.startswith(reverse("account_step_up"))


def test_the_detour_leads_nowhere_outside(client, operator):
    age_proof(client)
    page = reverse("account_step_up")
    answer = client.post(
        page, {"how": "code", "next": "https://elsewhere.example/", "code": code_of(client.secret)}
    )
    assert answer.url == reverse("desk")


def test_what_waits_for_a_proof_is_sealed_and_of_one_person(client, operator, organisation):
    age_proof(client)
    answer = client.post(reverse("accounts:invite"), invitation(organisation))
    assert "Nieuw" not in Session.objects.get(user=operator.user).session_data
    session = client.session
    token, kept = next(iter(session["step_up"].items()))
    session["step_up"] = {token: {**kept, "of": "somebody else"}}
    session.save()
    done = client.post(
        reverse("account_step_up"), {**hidden(client.get(answer.url)), "code": code_of(client.secret)}
    )
    assert done.status_code == 302


def test_in_the_demo_one_press_is_enough(client, person):
    mandate = person("operator", email="o@demo.example")
    client.post(reverse("accounts:sign_in_as"), {"mandate": mandate.pk})
    age_proof(client)
    answer = client.get(reverse("mfa_add_webauthn"))
    page = client.get(answer.url)
    assert client.post(answer.url, hidden(page)).url == reverse("mfa_add_webauthn")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_a_city_has_no_such_press(client, person, settings):
    mandate = person("operator", email="o@demo.example")
    client.post(reverse("accounts:sign_in_as"), {"mandate": mandate.pk})
    age_proof(client)
    settings.DEMO = False
    answer = client.post(reverse("account_step_up"), {"how": "demo", "next": reverse("mfa_add_webauthn")})
    assert answer.status_code == 422
