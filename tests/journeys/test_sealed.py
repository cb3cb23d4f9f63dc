"""Who people are, and what is written about them, lies sealed: in the records, their history, and any dump."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import connection, transaction
from django.db.models import F
from simple_history.utils import bulk_create_with_history

from momentum.accounts.keys import SealBroken, person_keys
from momentum.accounts.sealed_fields import Erased, SealedFieldError
from momentum.journeys import actions
from momentum.journeys.models import (
    CorrectionRequest,
    FollowUp,
    Identity,
    Journey,
    PurposeGround,
    Referral,
    SourceReference,
)
from momentum.journeys.queries.people import Filters, people

PLANTED = {
    "first_name": "Zwaantje",
    "last_name": "Quispel-Knots",
    "birth_date": date(1971, 3, 9),
    "email": "zwaantje.quispel@example.org",
    "phone": "06 9182 7364",
}


@pytest.fixture
def zwaantje(register):
    return register(**PLANTED)


def identity(journey):
    return Identity.objects.get(pseudonym=journey.pseudonym)


def raw(model, column, **which):
    """What the database itself holds in the column."""
    name, value = next(iter(which.items()))
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(model._meta.db_table)
        value = value.hex if connection.vendor == "sqlite" and hasattr(value, "hex") else value
        cursor.execute(f"SELECT {column} FROM {quoted} WHERE {name} = %s", [value])
        return cursor.fetchone()[0]


def put(model, column, text, pk):
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(model._meta.db_table)
        value = pk.hex if connection.vendor == "sqlite" else pk
        cursor.execute(f"UPDATE {quoted} SET {column} = %s WHERE id = %s", [text, value])


def test_plain_in_python_and_sealed_in_the_database(zwaantje):
    found = identity(zwaantje)
    for name, value in PLANTED.items():
        assert getattr(found, name) == value
        held = raw(Identity, name, pseudonym=zwaantje.pseudonym)
        assert held.startswith("s1.")
        assert str(value) not in held
        assert raw(Identity.history.model, name, pseudonym=zwaantje.pseudonym).startswith("s1.")
    assert found.name == "Zwaantje Quispel-Knots"


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_names_nobody(city, zwaantje, accept, tmp_path):
    """Everything a person's page can hold is planted; the dump and the files of the database hold none of it."""
    words = [
        "Blauwgrasland",
        "Oeverzegge",
        "Dotterbloem",
        "Watermunt",
        "Kievitsbloem",
        "Lisdodde",
        "Zwanebloem",
    ]
    referral = actions.refer(city.case, zwaantje, to_organisation=city.brug, wish=words[0])
    actions.accept_referral(city.noor, referral, version=referral.version)
    ground = PurposeGround.objects.filter(journey=zwaantje).first()
    ground.explanation = words[1]
    ground.save()
    spell = actions.start_spell(city.noor, zwaantje, place=city.kitchen, starts=date(2016, 3, 1))
    follow_up = FollowUp.objects.create(spell=spell, weeks=13, due=date(2016, 6, 1), remark=words[2])
    follow_up.remark = words[3]
    follow_up.save()
    CorrectionRequest.objects.create(journey=zwaantje, about="De begindatum", text=words[4], answer=words[5])
    actions.change_identity(city.case, identity(zwaantje), version=1, last_name="Quispel-Anders")
    SourceReference.objects.create(journey=zwaantje, organisation=city.brug, reference=words[6])
    planted = [*map(str, PLANTED.values()), "Quispel", *words]

    held = _dump(tmp_path)
    assert zwaantje.pseudonym in held
    assert [word for word in planted if word.lower() in held.lower()] == []
    found = identity(zwaantje)
    assert (found.last_name, found.history.last().last_name) == ("Quispel-Anders", "Quispel-Knots")
    assert [row.remark for row in FollowUp.objects.get().history.all()] == [words[3], words[2]]
    assert SourceReference.objects.get().reference == words[6]


def _dump(folder):
    if connection.vendor == "postgresql":
        told = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                    told += [bytes(block).decode() for block in copy]
        return "".join(told)
    lines = list(connection.connection.iterdump())
    copy = folder / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return "\n".join(lines) + copy.read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Identity.objects.filter(first_name="Zwaantje"),
        lambda: Identity.objects.filter(birth_date__year=1971),
        lambda: Identity.objects.exclude(email=""),
        lambda: Identity.objects.filter(last_name__icontains="quispel"),
        lambda: Identity.objects.filter(last_name__in=["Quispel"]),
        lambda: Identity.history.filter(last_name="Quispel"),
        lambda: FollowUp.objects.filter(remark="x"),
        lambda: list(Identity.objects.order_by("last_name")),
        lambda: list(Identity.objects.order_by("-birth_date")),
        lambda: Identity.objects.update(first_name="Anders"),
        lambda: Identity.objects.bulk_update(
            [Identity(pk=each.pk, pseudonym="x", first_name="Anders") for each in Identity.objects.all()],
            ["first_name"],
        ),
        lambda: str(Identity.objects.values_list("first_name", flat=True)[0]),
        lambda: Identity(first_name="Nobody", last_name="Yet").save(),
    ],
)
def test_what_only_who_holds_the_keys_can_tell_is_refused(zwaantje, ask):
    with pytest.raises(SealedFieldError), transaction.atomic():
        ask()
    assert issubclass(SealedFieldError, FieldError)
    assert identity(zwaantje).first_name == "Zwaantje"


def test_whether_there_is_a_value_may_be_asked(zwaantje, register):
    register("Nobody", "Knows", birth_date=None)
    assert Identity.objects.filter(birth_date__isnull=True).count() == 1
    assert Identity.objects.get(birth_date__isnull=True).birth_date is None


def test_every_way_of_reading_opens(zwaantje):
    pk = identity(zwaantje).pk
    assert Identity.objects.only("pseudonym").get(pk=pk).last_name == "Quispel-Knots"
    assert Identity.objects.defer("pseudonym").get(pk=pk).birth_date == date(1971, 3, 9)
    one = identity(zwaantje)
    one.first_name = "typed"
    one.refresh_from_db()
    assert one.first_name == "Zwaantje"
    one.refresh_from_db(fields=["email"])
    one.save()
    assert identity(zwaantje).email == PLANTED["email"]
    assert str(PLANTED["last_name"]) not in serialize("json", [one])


def test_saving_something_else_leaves_sealed_text_as_it_is(zwaantje):
    before = raw(Identity, "last_name", pseudonym=zwaantje.pseudonym)
    one = identity(zwaantje)
    one.phone, one.last_name = "06 1", one.last_name
    one.save()
    assert raw(Identity, "last_name", pseudonym=zwaantje.pseudonym) == before
    assert identity(zwaantje).phone == "06 1"


def test_many_at_once_with_their_history(db):
    people = [Identity(pseudonym=letter * 64, first_name=letter, last_name="Veel") for letter in "cde"]
    bulk_create_with_history(people, Identity)
    assert {each.first_name for each in Identity.objects.all()} == set("cde")
    assert {each.first_name for each in Identity.history.all()} == set("cde")
    held = raw(Identity.history.model, "last_name", pseudonym="c" * 64)
    assert held.startswith("s1.")


def test_a_plain_value_has_the_limits_it_had(zwaantje):
    one = identity(zwaantje)
    one.first_name = "x" * 61
    one.email = "no address"
    with pytest.raises(Exception, match="60") as refused:
        one.full_clean()
    assert set(refused.value.error_dict) == {"first_name", "email"}


def test_sealed_text_moved_elsewhere_does_not_open(zwaantje, sanne):
    own, other = identity(zwaantje), identity(sanne)
    put(Identity, "last_name", raw(Identity, "last_name", pseudonym=zwaantje.pseudonym), other.pk)
    put(Identity, "first_name", raw(Identity, "last_name", pseudonym=zwaantje.pseudonym), own.pk)
    put(Identity, "email", "plain@example.org", own.pk)
    with pytest.raises(SealBroken):
        _ = identity(sanne).last_name
    with pytest.raises(SealBroken):
        _ = identity(zwaantje).first_name
    with pytest.raises(SealBroken):
        _ = identity(zwaantje).email
    with pytest.raises(SealBroken), transaction.atomic():
        identity(sanne).save()


def test_a_row_whose_journey_was_changed_by_hand_does_not_open(city, zwaantje, sanne):
    referral = actions.refer(city.case, zwaantje, to_organisation=city.brug, wish="Liefst buiten.")
    Referral.objects.filter(pk=referral.pk).update(journey=sanne)
    with pytest.raises(SealBroken):
        _ = Referral.objects.get(pk=referral.pk).wish


def test_who_was_erased_reads_as_erased_and_stops_no_list(city, zwaantje, sanne):
    person_keys().destroy(zwaantje.pseudonym)
    found = identity(zwaantje)
    assert found.name == "erased"
    assert isinstance(found.first_name, Erased)
    assert found.birth_date is None
    assert [each.first_name for each in Identity.objects.order_by("pk") if each.pk != found.pk] == ["Sanne"]
    assert {row.name for row in people(city.case, Filters()).rows} == {"erased", "Sanne de Wit"}
    found.save()
    found.delete()
    assert Identity.history.filter(pseudonym=zwaantje.pseudonym).first().last_name == "erased"


def test_merging_seals_under_the_key_of_who_stays(city, zwaantje, sanne):
    actions.refer(city.case, zwaantje, to_organisation=city.brug, wish="Liefst buiten.")
    CorrectionRequest.objects.create(journey=zwaantje, about="x", text="Een week eerder.")
    versions = {each.pk: each.version for each in Journey.objects.all()}
    actions.merge_people(
        city.case,
        sanne,
        zwaantje,
        kept_version=versions[sanne.pk],
        merged_version=versions[zwaantje.pk],
    )
    assert Referral.objects.get().wish == "Liefst buiten."
    assert CorrectionRequest.objects.get().text == "Een week eerder."
    for model, column in ((Referral, "wish"), (CorrectionRequest, "text")):
        assert person_keys().person_of(raw(model, column, journey_id=sanne.pk)) == sanne.pseudonym
    assert identity(sanne).email == PLANTED["email"]


def test_an_order_by_expression_is_no_order_of_names(zwaantje):
    """What cannot be refused: it sorts by ciphertext, and what comes back says nothing."""
    row = Identity.objects.annotate(held=F("last_name")).order_by("pk").first()
    with pytest.raises(SealedFieldError):
        str(row.held)
