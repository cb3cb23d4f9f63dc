"""The one way to a client record."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from momentum.accounts import access
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry, AccessEntryPerson, Mandate, Organisation, Unchangeable, User


def named(entry):
    return sorted(entry.persons.values_list("reference", flat=True))


def references(*pseudonyms):
    return sorted(references_of(pseudonyms).values())


def opened(acting, rows, **stated):
    return access.open_records(acting, "journey", rows, pseudonym=lambda row: str(row.user_id), **stated)


def test_a_list_is_one_entry_that_names_every_person_once_and_not_what_was_typed(
    actor, person, entries, toy_rules
):
    coach = actor("work_coach")
    Mandate.objects.create(
        user=coach.user, organisation=coach.organisation, role="enterprise_manager", starts="2016-02-01"
    )
    person("work_coach")
    assert len(opened(coach, Mandate.objects.all(), verb="search", detail="hovenier")) == 2
    entry = entries.get()
    assert named(entry) == references(str(coach.user.pk))
    assert (entry.verb, entry.purpose, entry.ground, entry.detail) == (
        "search",
        "guidance",
        "contract",
        "",
    )


def test_the_ground_of_the_person_is_kept_where_a_room_knows_it(actor, entries, toy_rules):
    opened(actor("work_coach"), Mandate.objects.all(), ground="consent")
    assert entries.get().ground == "consent"


@pytest.mark.django_db(transaction=True)
def test_the_entry_is_committed_before_the_rows_are_there(actor, toy_rules):
    coach = actor("work_coach")
    opened(coach, Mandate.objects.all())
    assert not connection.in_atomic_block
    assert AccessEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_records_do_not_open_inside_a_transaction_that_could_take_the_entry_back(actor, toy_rules):
    coach = actor("work_coach")
    with pytest.raises(RuntimeError), transaction.atomic():
        opened(coach, Mandate.objects.all())


def test_no_rows_without_an_entry(actor, toy_rules, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(AccessEntry, "save", broken)
    with pytest.raises(OSError, match="full"):
        opened(actor("work_coach"), Mandate.objects.all())


def test_one_record_that_is_not_there_and_one_out_of_scope_are_refused_alike(
    actor, person, toy_rules, entries
):
    coach, stranger = actor("work_coach"), person("work_coach")
    gone = person("work_coach")
    pk = gone.pk
    gone.delete()
    said = []
    for wanted in (stranger.pk, pk):
        with CaptureQueriesContext(connection) as queries, pytest.raises(access.Refused) as refusal:
            access.open_record(coach, "journey", Mandate.objects.filter(pk=wanted))
        said.append((str(refusal.value), len(queries)))
    assert said[0] == said[1]
    assert not entries.exists()


def test_one_record_of_ones_own_is_given_and_logged(actor, toy_rules, entries):
    coach = actor("work_coach")
    row = access.open_record(
        coach, "journey", Mandate.objects.all(), pseudonym=lambda row: "p1", detail="the page of a person"
    )
    assert row == coach.mandate
    assert named(entries.get()) == references("p1")


def test_a_purpose_that_is_not_on_the_list_is_no_purpose(actor, toy_rules, entries):
    with pytest.raises(ValueError, match="curiosity"):
        opened(actor("work_coach"), Mandate.objects.all(), purpose="curiosity")
    assert not entries.exists()


def test_a_record_whose_scope_no_room_registered_does_not_open(actor, monkeypatch):
    monkeypatch.setattr(access, "_scopes", {})
    with pytest.raises(ImproperlyConfigured, match="journey"):
        opened(actor("work_coach"), Mandate.objects.all())


def test_without_a_relation_only_records_of_the_own_organisation_are_ones_own(actor, person, organisation):
    manager = actor("enterprise_manager")
    other = organisation("social_enterprise", "another")
    assert access.may(manager, "write", "registry", manager.organisation)
    assert access.may(manager, "write", "registry", person("work_coach"))
    assert not access.may(manager, "write", "registry", other)
    assert not access.may(manager, "write", "registry", person("work_coach", other))
    assert not access.may(manager, "write", "registry", object())


def test_somebody_without_a_mandate_has_what_a_visitor_has(db):
    user = User.objects.create_user(email="nobody@example.org", name="Nobody")
    acting = access.Actor(user=user)
    assert access.may(acting, "read", "registry")
    assert not access.may(acting, "read", "journey")


# --- The log stays as it was written ---
@pytest.fixture
def entry(actor, toy_rules, entries):
    opened(actor("work_coach"), Mandate.objects.all())
    return entries.get()


def test_an_entry_cannot_be_changed_or_removed_by_the_program(entry):
    entry.purpose = "own"
    row = entry.persons.get()
    for attempt in (
        entry.save,
        entry.delete,
        row.save,
        row.delete,
        lambda: AccessEntry.objects.update(purpose="own"),
        lambda: AccessEntry.objects.all().delete(),
        lambda: AccessEntry.objects.bulk_update([entry], ["purpose"]),
        lambda: AccessEntryPerson.objects.update(reference="other"),
        lambda: AccessEntryPerson.objects.filter(pk=row.pk).delete(),
        lambda: entry.persons.all().delete(),
        lambda: entry.persons.update(reference="x"),
    ):
        with pytest.raises(Unchangeable):
            attempt()
    entry.refresh_from_db()
    assert entry.purpose == "guidance"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_accessentry SET purpose = 'own'",
        "UPDATE accounts_accessentry SET user_name = 'Somebody else'",
        "UPDATE accounts_accessentryperson SET reference = 'other'",
    ],
)
def test_nor_by_the_database(entry, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_acted_and_for_whom_cannot_be_removed(entry):
    Mandate.objects.all().delete()
    for gone in (User, Organisation):
        with pytest.raises(ProtectedError):
            gone.objects.all().delete()
