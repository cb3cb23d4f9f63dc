"""Every second factor lost: a colleague who saw the person asks, an operator confirms, and all of it is known."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from momentum.accounts.access import Refused
from momentum.accounts.actions.sign_in import answer_factor_reset, ask_factor_reset, end_sessions
from momentum.accounts.models import FactorReset, Session
from tests.accounts.conftest import TODAY


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def coach(person):
    user = person("work_coach", email="coach@example.org").user
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user


@pytest.fixture
def manager(actor):
    return actor("enterprise_manager")


def ask(actor, user, checked="in_person"):
    return ask_factor_reset(actor, user_pk=user.pk, checked=checked)


def test_manager_asks_operator_confirms_and_the_person_starts_anew(coach, manager, actor, entries, client):
    lost = Client()
    lost.force_login(coach)
    manager_here, operator_here = Client(), Client()
    manager_here.force_login(manager.user)
    page = reverse("accounts:their_sign_in", args=[coach.mandates.get().pk])
    assert manager_here.post(page, {"ask": "1"}).status_code == 422  # how they saw it stays to be said
    assert manager_here.post(page, {"ask": "1", "checked": "in_person"}).status_code == 302
    operator = actor("operator")
    operator_here.force_login(operator.user)
    resets = reverse("accounts:factor_resets")
    (waiting,) = operator_here.get(resets).context["waiting"]
    assert b"second-steps" in operator_here.get(reverse("desk")).content
    assert operator_here.post(resets, {"confirm": waiting.pk}).status_code == 302
    assert not Authenticator.objects.filter(user=coach).exists()
    assert not Session.objects.filter(user=coach).exists()
    assert lost.get(reverse("desk")).url.startswith(reverse("account_login"))
    (told,) = mail.outbox
    assert told.to == ["coach@example.org"]
    details = [entry.detail for entry in entries if "reset of second factors" in entry.detail]
    assert details == [
        f"asked a reset of second factors of user {coach.pk}",
        f"confirmed a reset of second factors of user {coach.pk}",
    ]
    assert operator_here.post(resets, {"confirm": waiting.pk}).status_code == 404  # once


def test_nobody_asks_and_confirms_alone(coach, actor):
    operator = actor("operator")
    asked = ask(operator, coach)
    with pytest.raises(ValidationError):
        answer_factor_reset(operator, reset_pk=asked.pk, confirm=True)
    assert Authenticator.objects.filter(user=coach).exists()
    assert answer_factor_reset(actor("operator"), reset_pk=asked.pk, confirm=True).done


def test_nobody_asks_it_for_themselves_nor_confirms_their_own(actor, manager):
    for own in (manager, actor("operator")):
        Authenticator.objects.create(user=own.user, type="totp", data={"secret": "x"})
        with pytest.raises(ValidationError):
            ask(own, own.user)
    asked = ask(actor("operator"), own.user)
    with pytest.raises(ValidationError):
        answer_factor_reset(own, reset_pk=asked.pk, confirm=True)


def test_a_manager_of_elsewhere_and_other_roles_are_refused(coach, actor, organisation, manager):
    other = actor("enterprise_manager", organisation(name="elsewhere"))
    for who in (other, actor("privacy_officer"), actor("work_coach")):
        with pytest.raises(Refused):
            ask(who, coach)
    asked = ask(manager, coach)
    with pytest.raises(Refused):
        answer_factor_reset(actor("enterprise_manager"), reset_pk=asked.pk, confirm=True)


def test_refused_changes_nothing(coach, manager, actor):
    asked = ask(manager, coach)
    assert not answer_factor_reset(actor("operator"), reset_pk=asked.pk, confirm=False).done
    assert Authenticator.objects.filter(user=coach).exists()
    ask(manager, coach)  # and can be asked again


def test_the_database_holds_four_eyes_too(coach, manager):
    asked = ask(manager, coach)
    for answered_by in (manager.user, coach):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=asked.pk).update(answered_by=answered_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=coach, checked="in_person", asked_by=coach)
    with pytest.raises(ValidationError):
        ask(manager, coach)  # one at a time


def test_who_worked_here_once_is_no_longer_looked_after(coach, manager, client):
    held = coach.mandates.get()
    held.ends = TODAY
    held.save()
    Client().force_login(coach)
    with pytest.raises(Refused):
        ask(manager, coach)
    with pytest.raises(Refused):
        end_sessions(manager, user_pk=coach.pk)
    client.force_login(manager.user)
    assert client.get(reverse("accounts:their_sign_in", args=[held.pk])).status_code == 404
    assert Session.objects.filter(user=coach).exists()
