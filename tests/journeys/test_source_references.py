"""How an organisation's own files call a person: it can be a name, so it lies sealed, and is matched by a digest."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from momentum.accounts.keys import person_keys, rotation
from momentum.accounts.row_security.registry import tasks
from momentum.journeys import actions as journeys
from momentum.journeys.actions import erasing
from momentum.journeys.actions import imports as actions
from momentum.journeys.models import Identity, Journey, SourceReference, Spell
from momentum.journeys.queries.imports import understand
from tests.journeys.test_imports import file_of, offered
from tests.journeys.test_sealed import _dump, raw

pytestmark = pytest.mark.django_db

NAMES = ("Zwaantje Quispel", "Ødger  Knots")


def row(name, start="01-02-2015", end=""):
    return f"{name};werkervaringsplaats;{start};{end};;;;"


@pytest.fixture
def taken_in(city):
    """Two people whom a file calls by their names."""
    return actions.take_in(city.noor, offered(city, *(row(name, end="01-03-2015") for name in NAMES)))


def of(name):
    return next(each for each in SourceReference.objects.all() if each.reference == name)


@pytest.mark.django_db(transaction=True)
def test_a_reference_that_is_a_name_stands_nowhere_in_the_database(city, taken_in, tmp_path):
    held = _dump(tmp_path)
    assert of(NAMES[0]).digest in held
    assert [word for word in ("zwaantje", "quispel", "dger", "knots") if word in held.lower()] == []
    reference = of(NAMES[0])
    assert person_keys().person_of(raw(SourceReference, "reference", id=reference.pk)) == (
        reference.journey.pseudonym
    )


def test_a_next_file_matches_the_same_people_and_opens_no_reference(city, taken_in, monkeypatch):
    known = {name: of(name).journey for name in NAMES}
    batch = offered(city, *(row(name, "01-05-2015", "01-06-2015") for name in (*NAMES, "Nieuw")))
    monkeypatch.setattr(SourceReference._meta.get_field("reference"), "opened", pytest.fail)
    found = understand(batch)
    assert (found.problems, found.known, found.new_persons) == ([], known, ["Nieuw"])
    monkeypatch.undo()
    actions.take_in(city.noor, batch)
    assert Journey.objects.count() == Identity.objects.count() == 3
    assert {spell.journey for spell in Spell.objects.filter(starts=date(2015, 5, 1))} >= set(known.values())


def test_a_reference_is_matched_letter_for_letter(city, taken_in):
    found = understand(offered(city, row("zwaantje quispel"), row("Ødger Knots")))
    assert (found.problems, found.known) == ([], {})


def test_one_reference_names_one_person_in_one_organisation(city, sanne, register):
    other = register("Bo", "Li")
    first = SourceReference.objects.create(journey=sanne, organisation=city.brug, reference="W-17")
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceReference.objects.create(journey=other, organisation=city.brug, reference="W-17")
    elsewhere = SourceReference.objects.create(journey=other, organisation=city.bakkerij, reference="W-17")
    assert first.digest != elsewhere.digest


def test_saved_anew_it_keeps_its_digest_and_renamed_it_gets_another(city, sanne):
    reference = SourceReference.objects.create(journey=sanne, organisation=city.brug, reference="W-17")
    before = reference.digest
    again = SourceReference.objects.get()
    again.save()
    assert SourceReference.objects.get().digest == before
    again.reference = "W-18"
    again.save()
    renamed = SourceReference.objects.get()
    assert (renamed.reference, renamed.digest != before) == ("W-18", True)


def test_after_a_rotation_it_opens_and_matches(city, taken_in):
    before = raw(SourceReference, "reference", id=of(NAMES[0]).pk)
    rotation.begin()
    assert rotation.reseal().broken == []
    rotation.finish(at_once=True)
    after = of(NAMES[0])
    assert raw(SourceReference, "reference", id=after.pk) != before
    assert understand(offered(city, row(NAMES[0], "01-05-2015"))).known == {NAMES[0]: after.journey}
    assert list(rotation.without_key()) == []


def test_a_rotation_reaches_every_table_with_something_sealed():
    """Behind row security too: what it would not see there, it would leave without a key."""
    reached = tasks()[rotation.TASK].reach
    missed = {
        model._meta.db_table
        for model in rotation.sealed_models()
        if not {"SELECT", "UPDATE"} <= reached.get(model._meta.db_table, frozenset())
    }
    assert missed == set()


def test_merged_it_is_sealed_for_who_stays_and_matches_them(city, register):
    kept, merged = register("Zwaantje", "Quispel"), register("Z.", "Quispel")
    SourceReference.objects.create(journey=merged, organisation=city.brug, reference=NAMES[0])
    journeys.merge_people(city.case, kept, merged, kept_version=kept.version, merged_version=merged.version)
    moved = of(NAMES[0])
    assert moved.journey == kept
    assert person_keys().person_of(raw(SourceReference, "reference", id=moved.pk)) == kept.pseudonym
    assert understand(offered(city, row(NAMES[0], "01-05-2015"))).known == {NAMES[0]: kept}


def test_a_file_that_names_somebody_is_thrown_away_though_their_key_is_gone(city, taken_in):
    """As a restored backup has it: reference and file are back, and the reference can no longer be opened."""
    about, other = of(NAMES[0]).journey, of(NAMES[1]).journey
    waits, stays = offered(city, row(NAMES[0])), offered(city, row(NAMES[1], "01-05-2015"))
    elsewhere = actions.offer_file(city.bram, name="x.csv", data=file_of(row(NAMES[0])))
    person_keys().destroy(about.pseudonym)
    assert SourceReference.objects.get(journey=about).reference == "erased"
    SourceReference.objects.get(journey=about).save()
    erasing.erase([about.pseudonym])
    assert not waits.file.storage.exists(waits.file.name)
    assert stays.file.storage.exists(stays.file.name)
    assert elsewhere.file.storage.exists(elsewhere.file.name)
    assert SourceReference.objects.get().journey == other
