"""An erasure leaves nothing that leads to the person, and is finished wherever it was broken off."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile

from momentum.accounts import access
from momentum.accounts.actor import Actor
from momentum.accounts.keys import KeyDestroyed, ledger, person_keys
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import KnownDevice, Mandate, OutgoingMail, User
from momentum.accounts.policy import Record, Role
from momentum.accounts.row_security import acting
from momentum.journeys import actions, own_voice, receipts
from momentum.journeys.actions import erasing
from momentum.journeys.actions.answering import answer_right
from momentum.journeys.actions.letters import write_letter
from momentum.journeys.actions.rights import ask_right
from momentum.journeys.actions.taking_out import hanging
from momentum.journeys.models import (
    Identity,
    ImportBatch,
    Journey,
    RightsRequest,
    SourceReference,
    Spell,
)
from momentum.journeys.terms import full_erasure
from tests.journeys.conftest import TODAY, actor

NAME, EMAIL, PHONE = "Wilhelmina", "wilhelmina@elsewhere.example", "06-98765432"
STEPS = ["enter_in_ledger", "begin_receipt", "throw_away", "delete_rows", "destroy_keys"]


class Killed(BaseException):
    """What no handler catches, as nothing catches the end of a process."""


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"
    settings.KEY_BACKUP_DAYS = settings.BACKUP_DAYS = 30


@pytest.fixture
def officer(city):
    return actor(Role.PRIVACY_OFFICER, city.platform, "Pia Privacy")


@pytest.fixture
def mina(city, register, accept):
    """Somebody with everything that this room can hold, who signs in."""
    journey = register(NAME, "Achternaam", email=EMAIL, phone=PHONE, needs=["quiet"])
    signs_in = actor(Role.PARTICIPANT, None, f"{NAME} Achternaam")
    User.objects.filter(pk=signs_in.user.pk).update(email=EMAIL)
    Identity.objects.filter(pseudonym=journey.pseudonym).update(user=signs_in.user)
    accept(journey)
    stay = actions.start_spell(
        city.noor, journey, place=city.bottling, starts=date(2016, 2, 1), hours_per_week=16
    )
    actions.start_spell(city.noor, journey, place=city.kitchen, starts=date(2016, 9, 1))
    stay = actions.end_spell(city.noor, stay, version=stay.version, ends=date(2016, 8, 1))
    actions.record_assessment(city.noor, journey, instrument="ladder", date=TODAY, value=3)
    measured = actions.record_assessment(city.noor, journey, instrument="wage_value", date=TODAY, value=60)
    actions.remove_assessment(city.noor, measured, reason="of somebody else")
    actions.record_own_voice(signs_in, journey, answers=dict.fromkeys(own_voice.SENTENCES, 3))
    question = actions.ask_correction(signs_in, journey, about="stay", text=f"{NAME} came later")
    actions.answer_correction(city.noor, question, corrected=True, answer=f"Right, {NAME}")
    follow_up = stay.follow_ups.get(weeks=13)
    actions.record_follow_up(
        city.case, follow_up, asked_on=TODAY, outcome="paid_work", remark=f"{NAME} is well"
    )
    actions.refer(city.case, journey, to_organisation=city.bakkerij, wish=f"{NAME} bakes")
    actions.withdraw_ground(signs_in, journey, purpose="counting")
    SourceReference.objects.create(journey=journey, organisation=city.brug, reference="W-17")
    return signs_in, journey


def offer(organisation, text: str) -> ImportBatch:
    batch = ImportBatch(organisation=organisation, file_name="stays.csv", sha256="0" * 64)
    batch.file.save(str(batch.pk), ContentFile(text.encode()), save=True)
    return batch


def asked(who, journey):
    return ask_right(who, journey, right="erase", text=f"{NAME} wants to be forgotten")


def grant(officer, request, capture):
    with capture(execute=True):
        return answer_right(officer, request, version=request.version, granted=True, answer="It is done.")


def everything_in_the_database() -> str:
    """Every row of every table, as text."""
    return "\n".join(
        repr(row)
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values()
    )


def traces(journey, user) -> list[str]:
    """What could lead to the person: names, contact, keys; and the words that anybody wrote about them."""
    return [
        NAME,
        EMAIL,
        PHONE,
        journey.pseudonym,
        str(journey.pk),
        str(user.pk),
        "W-17",
        address_digest(EMAIL),
    ]


def test_nothing_leads_to_a_person_who_was_erased(
    city, mina, officer, django_capture_on_commit_callbacks, register
):
    signs_in, journey = mina
    other = register("Hamid", "Aziz")
    offered = offer(city.brug, "person;start;kind\nW-17;1-1-2016;x\n")
    kept = offer(city.brug, "person;start;kind\nZ-99;1-1-2016;x\n")
    assert EMAIL in everything_in_the_database()
    request = asked(signs_in, journey)
    link = receipts.link_of(request.pk)
    reference = person_keys().reference(journey.pseudonym)
    digest = SourceReference.objects.get().digest
    past_stays = set(Spell.history.filter(journey_id=journey.pk).values_list("id", flat=True))
    grant(officer, request, django_capture_on_commit_callbacks)

    left = everything_in_the_database()
    found = [each for each in (*traces(journey, signs_in.user), digest) if each in left]
    assert found == []
    assert not [each for each in past_stays if str(each) in left]
    assert not offered.file.storage.exists(offered.file.name)
    assert list(ImportBatch.objects.all()) == [kept]
    assert kept.file.storage.exists(kept.file.name)
    with pytest.raises(KeyDestroyed):
        person_keys().reference(journey.pseudonym)
    # The log still says that somebody was looked at, under a reference that nobody can make again.
    assert reference in left
    assert [(each.pseudonym, each.what) for each in ledger.entries()] == [(journey.pseudonym, "erased")]
    assert Journey.objects.get() == other

    receipt = receipts.find(link)
    assert (receipt.erased_on, receipt.full_on, receipt.pending) == (TODAY, date(2016, 12, 28), ())
    assert receipt.removed["stays"] == 2
    assert receipt.removed["account"] == 1
    assert receipt.removed["history"] > 10
    assert journey.pseudonym not in (settings.LEDGER / "receipts" / f"{receipt.digest}.json").read_text()


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_broken_off_anywhere_is_finished(
    city, mina, officer, django_capture_on_commit_callbacks, monkeypatch, step, before
):
    signs_in, journey = mina
    offered = offer(city.brug, "person;start;kind\nW-17;1-1-2016;x\n")
    request = asked(signs_in, journey)
    link = receipts.link_of(request.pk)
    whole = getattr(erasing, step)

    def broken_off(*given):
        if not before:
            whole(*given)
        raise Killed(step)

    monkeypatch.setattr(erasing, step, broken_off)
    with pytest.raises(Killed):
        grant(officer, request, django_capture_on_commit_callbacks)
    monkeypatch.setattr(erasing, step, whole)
    assert erasing.finish_erasures() > 0

    left = everything_in_the_database()
    assert [each for each in traces(journey, signs_in.user) if each in left] == []
    assert not offered.file.storage.exists(offered.file.name)
    assert person_keys().is_destroyed(journey.pseudonym)
    assert [each.pseudonym for each in ledger.entries()] == [journey.pseudonym]
    assert receipts.find(link).erased_on == TODAY
    assert receipts.find(link).removed["stays"] == 2
    assert erasing.finish_erasures() == 0


@pytest.mark.parametrize(("keys", "data", "days"), [(30, 90, 90), (30, 7, 30)])
def test_an_erasure_is_full_when_the_last_backup_is_gone(settings, keys, data, days):
    settings.KEY_BACKUP_DAYS, settings.BACKUP_DAYS = keys, data
    assert (full_erasure(TODAY) - TODAY).days == days


def test_who_also_works_here_keeps_the_account_for_that(
    city, mina, officer, django_capture_on_commit_callbacks
):
    signs_in, journey = mina
    Mandate.objects.create(
        user=signs_in.user, organisation=city.bakkerij, role=Role.WORK_COACH, starts=date(2016, 1, 1)
    )
    grant(officer, asked(signs_in, journey), django_capture_on_commit_callbacks)
    assert [each.role for each in Mandate.objects.filter(user=signs_in.user)] == [Role.WORK_COACH]
    left = everything_in_the_database()
    assert [each for each in (journey.pseudonym, str(journey.pk), PHONE) if each in left] == []


def test_an_account_that_the_log_holds_on_to_becomes_nobodys(
    city, mina, officer, django_capture_on_commit_callbacks
):
    signs_in, journey = mina
    user = signs_in.user
    Authenticator.objects.create(user=user, type="totp", data={})
    SocialAccount.objects.create(user=user, provider="city", uid="number-17")
    KnownDevice.objects.create(user=user, digest="d", last_used=TODAY)
    access.log(Actor(user=user, role=Role.BUYER), "read", Record.REGISTRY, purpose="none")
    request = asked(signs_in, journey)
    with acting(officer):
        grant(officer, request, django_capture_on_commit_callbacks)
    bare = User.objects.get(pk=user.pk)
    assert (bare.name, bare.email, bare.address_digest, bare.is_active) == ("", None, None, False)
    assert bare.sign_in_name == f"closed-{user.pk.hex[:20]}"
    assert not bare.has_usable_password()
    left = [rows.model.__name__ for _field, rows in hanging(User, [user.pk]) if rows.exists()]
    assert left == ["AccessEntry"]


def test_somebody_without_an_e_mail_address_is_erased_and_the_mail_of_others_stays(
    city, register, officer, django_capture_on_commit_callbacks
):
    journey, other = register(NAME, "Achternaam"), register("Hamid", "Aziz")
    sign_in_name = write_letter(city.case, journey).sign_in_name
    user = User.objects.get(sign_in_name=sign_in_name)
    assert (user.address, user.address_digest) == ("", None)
    letters = [OutgoingMail.objects.create(user=each, address="a") for each in (city.noor.user, None)]
    mine = Actor(user=user, role=Role.PARTICIPANT, organisation=None, mandate=user.mandates.get())
    grant(officer, asked(mine, journey), django_capture_on_commit_callbacks)
    assert not User.objects.filter(pk=user.pk).exists()
    assert sign_in_name not in everything_in_the_database()
    assert list(OutgoingMail.objects.order_by("pk")) == sorted(letters, key=lambda each: each.pk)
    assert Journey.objects.get() == other


def test_a_merged_record_goes_with_the_one_that_is_kept(
    city, mina, officer, register, django_capture_on_commit_callbacks
):
    signs_in, journey = mina
    double = register("Mina", "Achternaam", phone="06-55555555")
    journey.refresh_from_db()
    actions.merge_people(
        city.case, journey, double, kept_version=journey.version, merged_version=double.version
    )
    grant(officer, asked(signs_in, journey), django_capture_on_commit_callbacks)
    left = everything_in_the_database()
    gone = (journey.pseudonym, double.pseudonym, str(double.pk), "06-55555555")
    assert [each for each in gone if each in left] == []
    assert {each.pseudonym for each in ledger.entries()} == {journey.pseudonym, double.pseudonym}
    assert person_keys().is_destroyed(double.pseudonym)


def test_a_backup_that_brings_somebody_back_is_erased_again_though_their_key_is_gone(
    city, mina, officer, django_capture_on_commit_callbacks
):
    signs_in, journey = mina
    request = asked(signs_in, journey)
    grant(officer, request, django_capture_on_commit_callbacks)
    # As a restored backup has it: the rows are there, and whatever was sealed can no longer be opened.
    back = Journey.objects.create(pk=journey.pk, pseudonym=journey.pseudonym)
    Spell.objects.create(journey=back, organisation=city.brug, kind=city.unpaid, starts=TODAY)
    RightsRequest.objects.create(journey=back, right="erase", due=TODAY)
    assert erasing.replay() == 1
    left = everything_in_the_database()
    assert [each for each in (journey.pseudonym, str(journey.pk)) if each in left] == []
    assert len(ledger.entries()) == 1
    assert erasing.replay() == 0
