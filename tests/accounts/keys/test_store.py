"""A key a person: what it seals opens again, for that field only, until the key is destroyed; in every process."""

import random
import sqlite3
import stat
from base64 import urlsafe_b64decode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.accounts.keys import KeyDestroyed, KeyMissing, KeyTrouble, PersonKeys, SealBroken

ANNA, BEN = "a" * 64, "b" * 64
NAME = "journeys.identity.first_name:1"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(plain=st.text(max_size=400), field=st.text(max_size=40), other=st.text(max_size=40))
def test_what_is_sealed_opens_again_for_its_own_field_only(store, plain, field, other):
    sealed = store.seal(ANNA, field, plain)
    assert store.open(sealed, field) == plain
    assert store.seal(ANNA, field, plain) != sealed
    if other != field:
        with pytest.raises(SealBroken):
            store.open(sealed, other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(at=st.integers(16, 95), to=st.sampled_from("AbZ09-_"))
def test_sealed_text_that_was_changed_does_not_open(store, at, to):
    sealed = store.seal(ANNA, NAME, "Sanne")
    changed = sealed[:at] + to + sealed[at + 1 :]
    # The last digit of base64 may hold bits that count for nothing.
    if urlsafe_b64decode(changed[16:]) != urlsafe_b64decode(sealed[16:]):
        with pytest.raises(SealBroken):
            store.open(changed, NAME)


@pytest.mark.parametrize("text", ["", "Sanne", "s1.", "s1.short", "s1.abcdefghijkl.!!!"])
def test_what_is_no_sealed_text_is_refused(store, text):
    with pytest.raises((SealBroken, KeyMissing)):
        store.open(text, NAME)


def test_a_length_shows_in_steps_of_32_bytes_only(store):
    lengths = {len(store.seal(ANNA, NAME, "x" * size)) for size in range(32)}
    assert len(lengths) == 1


def test_files_are_their_owners_only_and_hold_no_plain_key(store, folder):
    store.seal(ANNA, NAME, "Sanne")
    raw = store._held()[ANNA, "s"].raw
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert raw not in file.read_bytes()


def test_a_key_of_another_store_is_told_from_a_destroyed_one(store, tmp_path):
    sealed = PersonKeys(tmp_path / "other").seal(ANNA, NAME, "Sanne")
    with pytest.raises(KeyMissing, match="another city"):
        store.open(sealed, NAME)


def test_references_are_the_same_whatever_was_read_before(store):
    sealed = store.seal(ANNA, NAME, "Sanne")
    references = {ANNA: store.reference(ANNA), BEN: store.reference(BEN)}
    store.forget()
    store.open(sealed, NAME)
    assert store.references([BEN, ANNA]) == references
    store.forget()
    assert store.references([ANNA, BEN]) == references
    assert len(set(references.values())) == 2


def test_destroyed_is_destroyed(store):
    sealed = store.seal(ANNA, NAME, "Sanne")
    store.seal(BEN, NAME, "Ben")
    store.destroy(ANNA)
    store.destroy(ANNA)
    for use in (
        lambda: store.open(sealed, NAME),
        lambda: store.seal(ANNA, NAME, "Sanne"),
        lambda: store.reference(ANNA),
        lambda: store.make([BEN, ANNA]),
    ):
        with pytest.raises(KeyDestroyed):
            use()
    assert store.references([ANNA, BEN]).keys() == {BEN}


def test_who_never_had_a_key_can_be_destroyed_and_gets_none_later(store):
    store.destroy(ANNA)
    with pytest.raises(KeyDestroyed):
        store.make([ANNA])


def test_nothing_of_a_destroyed_key_is_left_in_the_files(store, folder):
    """Also after thousands of keys were made before and after it, and wrapped anew."""
    drawn = random.Random(7)
    people = [f"{number:064x}" for number in range(3000)]
    for _turn in range(6):
        store.make(drawn.sample(people, 500))
    store.make(people)
    gone = drawn.sample(people, 40)
    with store.reading() as cursor:
        marks = ",".join("?" * len(gone))
        wrapped = [
            row[0] for row in cursor.execute(f"SELECT wrapped FROM key WHERE pseudonym IN ({marks})", gone)
        ]
    assert len(wrapped) == 80
    before = (folder / "persons.sqlite3").read_bytes()
    assert all(each in before for each in wrapped)
    for each in gone:
        store.destroy(each)
    store.make(f"{number:064x}" for number in range(3000, 3500))
    assert {file.name for file in folder.iterdir()} == {"person_keys.kek", "persons.sqlite3"}
    left = (folder / "persons.sqlite3").read_bytes()
    assert [each for each in wrapped if each in left] == []


def test_a_key_destroyed_by_one_process_opens_nothing_in_another(store, elsewhere):
    """The other process holds the key unwrapped at that moment."""
    sealed = store.seal(ANNA, NAME, "Sanne")
    other = elsewhere(
        f"sealed, name = {sealed!r}, {NAME!r}\n"
        "print(store.open(sealed, name))\n"
        "input()\n"
        "try:\n    print(store.open(sealed, name))\n"
        "except KeyDestroyed:\n    print('destroyed', len(store._thread.held))\n"
    )
    assert other.stdout.readline() == "Sanne\n"
    store.destroy(ANNA)
    answer, _ = other.communicate("\n", timeout=20)
    # What it holds now are the two traces of the key that was destroyed, and no key.
    assert answer.startswith("destroyed")


def test_processes_that_make_the_same_keys_at_once_make_each_once(store, elsewhere):
    program = "store.make(f'{n:064x}' for n in range(300))\nprint(store.reference(f'{7:064x}'))\n"
    others = [elsewhere(program) for _ in range(3)]
    store.make(f"{n:064x}" for n in range(299, -1, -1))
    assert {other.communicate(timeout=30)[0].strip() for other in others} == {store.reference(f"{7:064x}")}
    with store.reading() as cursor:
        assert cursor.execute("SELECT COUNT(*), COUNT(DISTINCT pseudonym) FROM key").fetchone() == (600, 300)


def test_a_wrapped_key_moved_to_another_person_does_not_unwrap(store, folder):
    store.make([ANNA, BEN])
    with sqlite3.connect(folder / "persons.sqlite3") as insider:
        insider.execute(
            "UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE pseudonym = ? AND use = 's') "
            "WHERE pseudonym = ? AND use = 's'",
            (ANNA, BEN),
        )
    with pytest.raises(KeyTrouble, match="changed by hand"):
        store.seal(BEN, NAME, "Ben")


def test_another_store_put_in_its_place_is_the_one_that_answers(store, folder, tmp_path):
    """A restore swaps the file below a process that runs."""
    sealed = store.seal(ANNA, NAME, "Sanne")
    copy = (folder / "persons.sqlite3").read_bytes()
    store.destroy(ANNA)
    put_back = tmp_path / "put back"
    put_back.write_bytes(copy)
    put_back.chmod(0o600)
    put_back.rename(folder / "persons.sqlite3")
    assert store.open(sealed, NAME) == "Sanne"


def test_a_store_that_vanishes_is_not_made_anew(store, folder):
    store.make([ANNA])
    (folder / "persons.sqlite3").unlink()
    with pytest.raises(KeyTrouble, match=r"persons\.sqlite3 is gone"):
        store.make([BEN])
