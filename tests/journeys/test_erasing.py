"""An erasure leaves nothing that leads to the person, and is finished wherever it was broken off."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile

from momentum.accounts.keys import KeyDestroyed, ledger, person_keys
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.journeys import actions, own_voice, receipts
from momentum.journeys.actions import erasing
from momentum.journeys.actions.answering import answer_right
from momentum.journeys.actions.rights import ask_right
from momentum.journeys.models import (
    Identity,
    ImportBatch,
    Journey,
    SourceReference,
    Spell,
)
from tests.journeys.conftest import TODAY, actor

NAME, EMAIL, PHONE = "Wilhelmina", "wilhelmina@elsewhere.example", "06-98765432"
STEPS = ["enter_in_ledger", "begin_receipt", "throw_away", "delete_rows", "destroy_keys"]


class Killed(BaseException):
    """What no handler catches, as nothing catches the end of a process."""


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"


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
    past_stays = set(Spell.history.filter(journey_id=journey.pk).values_list("id", flat=True))
    grant(officer, request, django_capture_on_commit_callbacks)

    left = everything_in_the_database()
    found = [each for each in traces(journey, signs_in.user) if each in left]
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
