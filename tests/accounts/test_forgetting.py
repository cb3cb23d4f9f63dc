"""What room `accounts` forgets after its term, and what it keeps a day longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django_tasks_db.models import DBTaskResult

from momentum.accounts import access
from momentum.accounts.actions.retention import run_rules
from momentum.accounts.actor import VISITOR
from momentum.accounts.models import (
    DailyRun,
    Invitation,
    KnownDevice,
    Mandate,
    OutgoingMail,
    RetentionProof,
    Session,
    User,
)
from momentum.accounts.policy import Role
from momentum.accounts.row_security import acting

TODAY = date(2016, 11, 24)
pytestmark = pytest.mark.django_db


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def remaining(model, rule, settings, *, on):
    """How many there are once the rule ran on a day."""
    settings.TODAY = on
    run_rules(only=rule)
    return model.objects.count()


@pytest.fixture
def somebody(person):
    return person(Role.WORK_COACH).user


def a_session(user):
    Session.objects.create(session_key="k", session_data="", expire_date=noon(TODAY), user=user)


def an_invitation(user):
    Invitation.objects.create(
        user=user, digest="d", made=noon(TODAY - timedelta(days=7)), expires=noon(TODAY)
    )


def a_device(user):
    KnownDevice.objects.create(user=user, digest="d", last_used=TODAY)


def a_letter(user):
    OutgoingMail.objects.create(user=user, address="a", state="sent", ended_at=noon(TODAY))


def a_task(user):
    DBTaskResult.objects.create(
        status="SUCCESSFUL", finished_at=noon(TODAY), args_kwargs={"args": [], "kwargs": {}}, task_path="x",
        queue_name="default", backend_name="default", run_after=noon(TODAY), exception_class_path="", traceback="",
    )  # fmt: skip


def a_proof(user):
    RetentionProof.objects.create(day=TODAY, rule="x", term="mail", period="30 days", made_at=noon(TODAY))


@pytest.mark.parametrize(
    ("make", "model", "rule", "goes"),
    [
        (a_session, Session, "sessions", date(2016, 11, 25)),
        (an_invitation, Invitation, "letters", date(2016, 12, 24)),
        (a_device, KnownDevice, "known devices", date(2017, 11, 24)),
        (a_letter, OutgoingMail, "sent mail", date(2016, 12, 24)),
        (a_task, DBTaskResult, "done tasks", date(2016, 12, 24)),
    ],
)
def test_it_goes_on_its_day_and_not_before(make, model, rule, goes, somebody, settings):
    make(somebody)
    assert remaining(model, rule, settings, on=goes - timedelta(days=1)) == 1
    assert remaining(model, rule, settings, on=goes) == 0
    assert RetentionProof.objects.get().rule == rule


def test_the_proof_itself_goes_last(somebody, settings):
    a_proof(somebody)
    assert remaining(RetentionProof, "old proofs", settings, on=date(2026, 11, 23)) == 1
    settings.TODAY = date(2026, 11, 24)
    run_rules(only="old proofs")
    assert [proof.rule for proof in RetentionProof.objects.all()] == ["old proofs"]


def test_the_clock_does_not_forget_where_it_is(settings):
    for job, day in (("anchor", TODAY), ("anchor", TODAY - timedelta(days=1)), ("gone", TODAY)):
        DailyRun.objects.create(job=job, day=day, state="done", started_at=noon(day))
    settings.TODAY = TODAY + timedelta(days=400)
    run_rules(only="daily runs")
    assert sorted(DailyRun.objects.values_list("job", flat=True)) == ["anchor", "gone"]


# --- Accounts that nobody uses --------------------------------------------------------------------------
ENDED = date(2016, 6, 1)
GOES = date(2018, 6, 1)


@pytest.fixture
def left(person):
    """Somebody whose last role ended."""
    mandate = person(Role.WORK_COACH, ends=ENDED)
    User.objects.filter(pk=mandate.user.pk).update(date_joined=noon(date(2015, 1, 1)))
    EmailAddress.objects.create(user=mandate.user, email=mandate.user.email)
    return mandate.user


def test_an_account_goes_two_years_after_the_last_role_ended(left, settings):
    assert remaining(User, "unused accounts", settings, on=GOES - timedelta(days=1)) == 1
    assert remaining(User, "unused accounts", settings, on=GOES) == 0
    assert not Mandate.objects.exists()


def test_an_account_with_a_role_stays(left, settings):
    for ends in (None, date(2018, 1, 1)):
        other = Mandate.objects.create(
            user=left, organisation=left.mandates.get().organisation, role=Role.WORK_COACH,
            starts=date(2017, 1, 1), ends=ends,
        )  # fmt: skip
        assert remaining(User, "unused accounts", settings, on=GOES) == 1
        other.delete()


def test_an_account_that_the_log_names_keeps_its_bare_key_until_the_log_goes(left, actor, settings):
    access.log(access_actor(left), "read", "registry", purpose="guidance")
    email = left.email
    settings.TODAY = GOES
    with acting(VISITOR):
        (removal,) = run_rules(only="unused accounts")
    assert removal.problem == ""
    bare = User.objects.get(pk=left.pk)
    assert (bare.name, bare.email, bare.is_active) == ("", None, False)
    assert bare.sign_in_name == f"closed-{left.pk.hex[:20]}"
    assert not bare.has_usable_password()
    assert not EmailAddress.objects.filter(email=email).exists()
    assert RetentionProof.objects.get().count == 1
    settings.TODAY = GOES + timedelta(days=1)
    run_rules(only="unused accounts")
    assert RetentionProof.objects.count() == 1


def access_actor(user):
    from momentum.accounts.actor import Actor

    mandate = user.mandates.get()
    return Actor(user=user, role=mandate.role, organisation=mandate.organisation, mandate=mandate)
