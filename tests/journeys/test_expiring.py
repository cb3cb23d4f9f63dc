"""Records of people go when all of it ended long enough ago, with proof; not sooner, and not while they are needed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from momentum.accounts.actions.retention import run_rules
from momentum.accounts.actor import VISITOR
from momentum.accounts.keys import ledger, person_keys
from momentum.accounts.models import RetentionIntent, RetentionProof, User
from momentum.accounts.row_security import acting
from momentum.journeys import actions
from momentum.journeys.actions import erasing
from momentum.journeys.actions.rights import ask_right
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    ImportBatch,
    Journey,
    Referral,
    Right,
    Spell,
)
from tests.journeys.conftest import TODAY

# The stay ended on 1 August 2016; the last question about it, a year later, was never asked.
LAST = date(2017, 7, 31)
TWO_YEARS_LATER = date(2019, 7, 31)


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"
    settings.KEEP = ""


@pytest.fixture
def ended(city, accepted, spell):
    """Sanne, of whom nothing runs any more."""
    actions.end_spell(city.noor, spell, version=spell.version, ends=date(2016, 8, 1))
    Assignment.objects.filter(journey=accepted).update(ends=TODAY)
    return accepted


def run(settings, day):
    settings.TODAY = day
    (removal,) = run_rules(only="records of people")
    return removal


def test_a_record_goes_two_years_after_the_end_of_everything(ended, settings):
    assert max(FollowUp.objects.values_list("due", flat=True)) == LAST
    assert run(settings, TWO_YEARS_LATER - timedelta(days=1)).count == 0
    assert run(settings, TWO_YEARS_LATER).count == 1
    assert not Journey.objects.exists()
    assert not Journey.history.exists()
    assert person_keys().is_destroyed(ended.pseudonym)
    assert [entry.what for entry in ledger.entries()] == ["erased"]
    proof = RetentionProof.objects.get()
    assert (proof.rule, proof.term, proof.period, proof.count) == (
        "records of people", "journeys", "2 years", 1
    )  # fmt: skip


def test_the_wall_of_the_database_lets_the_daily_work_through(ended, settings):
    with acting(VISITOR):
        assert run(settings, TWO_YEARS_LATER).count == 1
    assert not Journey.objects.exists()
    assert not Journey.history.exists()


def test_the_demonstration_keeps_its_people(ended, settings):
    settings.KEEP = "journeys=30 years"
    assert run(settings, TWO_YEARS_LATER).count == 0
    assert run(settings, date(2047, 7, 31)).count == 1


AFTER = LAST + timedelta(days=1)
MOMENT = datetime(AFTER.year, AFTER.month, AFTER.day, 12, tzinfo=UTC)
GOING_ON = {
    "a stay that runs": lambda journey: Spell.objects.update(ends=None, end_reason=None),
    "a stay that ended later": lambda journey: Spell.objects.update(ends=AFTER),
    "a caseload": lambda journey: Assignment.objects.update(ends=None),
    "a caseload until later": lambda journey: Assignment.objects.update(ends=AFTER),
    "a referral that waits": lambda journey: Referral.objects.update(state="sent"),
    "a referral answered later": lambda journey: Referral.objects.update(decided_at=MOMENT),
    "a question asked later": lambda journey: FollowUp.objects.filter(weeks=13).update(asked_on=AFTER),
    "a question still to come": lambda journey: FollowUp.objects.filter(weeks=52).update(due=AFTER),
    "a measurement": lambda journey: Assessment.objects.create(
        journey=journey, instrument="ladder", date=AFTER, value=3
    ),
    "a record opened later": lambda journey: Journey.objects.update(opened=AFTER),
}


@pytest.mark.parametrize("what", GOING_ON)
def test_nobody_goes_while_something_goes_on(ended, settings, what):
    GOING_ON[what](ended)
    assert run(settings, TWO_YEARS_LATER).count == 0
    assert Journey.objects.filter(pk=ended.pk).exists()


NEEDED = {
    "restricted": lambda journey: Journey.objects.filter(pk=journey.pk).update(restricted_on=TODAY),
    "request open": lambda journey: CorrectionRequest.objects.create(
        journey=journey, about="stay", text="not so", asked_at=MOMENT - timedelta(days=300)
    ),
}


@pytest.mark.parametrize("why", NEEDED)
def test_a_record_that_is_needed_longer_stays_and_that_is_told(ended, settings, why):
    NEEDED[why](ended)
    removal = run(settings, TWO_YEARS_LATER)
    assert (removal.count, dict(removal.postponed)) == (0, {why: 1})
    assert f"1 kept: {why}" in str(removal)
    assert Journey.objects.filter(pk=ended.pk).exists()


def test_a_request_of_the_person_postpones_too(city, ended, participant, settings):
    ask_right(participant, ended, right=Right.ERASE)
    assert dict(run(settings, TWO_YEARS_LATER).postponed) == {"request open": 1}


def test_a_record_and_what_was_merged_with_it_go_together_or_not_at_all(ended, register, settings):
    other = register("Sanna", "de Wit")
    Assignment.objects.filter(journey=other).update(ends=TODAY)
    Journey.objects.filter(pk=other.pk).update(merged_into=ended)
    Spell.objects.update(ends=AFTER)
    assert run(settings, TWO_YEARS_LATER).count == 0
    Spell.objects.update(ends=date(2016, 8, 1))
    assert run(settings, TWO_YEARS_LATER).count == 1
    assert not Journey.objects.exists()
    assert all(person_keys().is_destroyed(each.pseudonym) for each in (ended, other))


class Killed(BaseException):
    """What no handler catches, as nothing catches the end of a process."""


@pytest.mark.parametrize("step", ["enter_in_ledger", "throw_away", "delete_rows", "destroy_keys"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_middle_it_is_finished_and_counted_once(ended, settings, monkeypatch, step, when):
    inner = getattr(erasing, step)

    def dies(*arguments):
        if when == "after":
            inner(*arguments)
        raise Killed

    with monkeypatch.context() as during:
        during.setattr(erasing, step, dies)
        with pytest.raises(Killed):
            run(settings, TWO_YEARS_LATER)
    erasing.finish_erasures()
    run(settings, TWO_YEARS_LATER)
    run(settings, TWO_YEARS_LATER + timedelta(days=1))
    assert not Journey.objects.exists()
    assert person_keys().is_destroyed(ended.pseudonym)
    assert [proof.count for proof in RetentionProof.objects.all()] == [1]
    assert not RetentionIntent.objects.exists()


def test_the_account_of_somebody_who_takes_part_goes_with_the_record_not_before(ended, participant, settings):
    settings.TODAY = TWO_YEARS_LATER - timedelta(days=1)
    participant.mandate.ends = date(2016, 12, 1)
    participant.mandate.save()
    run_rules(only="unused accounts")
    assert User.objects.filter(pk=participant.user.pk).exists()
    run(settings, TWO_YEARS_LATER)
    assert not User.objects.filter(pk=participant.user.pk).exists()


# --- Files ----------------------------------------------------------------------------------------------
@pytest.fixture
def offered(city):
    def make(state, when):
        file = ContentFile(b"person;start\n", name="stays.csv")
        return ImportBatch.objects.create(
            organisation=city.brug, file_name="stays.csv", file=file, sha256="0" * 64, state=state,
            uploaded_at=when, applied_at=when if state in ("applied", "undone") else None,
        )  # fmt: skip

    return make


NOON = datetime(2016, 11, 20, 12, tzinfo=UTC)


def test_a_file_that_nobody_took_in_goes_after_two_days(offered, settings):
    batch = offered("uploaded", NOON)
    settings.TODAY = date(2016, 11, 21)
    run_rules(only="offered files")
    assert ImportBatch.objects.filter(pk=batch.pk).exists()
    settings.TODAY = date(2016, 11, 22)
    run_rules(only="offered files")
    assert not ImportBatch.objects.filter(pk=batch.pk).exists()
    assert not default_storage.exists(batch.file.name)


def test_a_file_on_the_disk_that_no_record_knows_goes_too(offered, settings):
    known = offered("uploaded", NOON)
    stray = default_storage.save("imports/stray.csv", ContentFile(b"person;start\n"))
    settings.TODAY = date.today() + timedelta(days=4)
    ImportBatch.objects.update(uploaded_at=datetime.now(UTC) + timedelta(days=4))
    run_rules(only="offered files")
    assert not default_storage.exists(stray)
    assert default_storage.exists(known.file.name)


def test_receipts_of_files_go_after_their_term_and_what_came_in_stays(offered, spell, settings):
    offered("applied", NOON)
    settings.TODAY = date(2018, 11, 19)
    run_rules(only="receipts of files")
    assert ImportBatch.objects.count() == 1
    settings.TODAY = date(2018, 11, 20)
    run_rules(only="receipts of files")
    assert not ImportBatch.objects.exists()
    assert Spell.objects.exists()
