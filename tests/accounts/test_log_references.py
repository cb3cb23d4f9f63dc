"""Nobody drops out of an entry of the log because of what the key store holds at that moment."""

import pytest

from momentum.accounts.keys import KeyMissing, PersonKeys


@pytest.fixture
def store(tmp_path):
    return PersonKeys(tmp_path / "keys")


def test_whose_record_was_just_opened_is_still_named(store):
    sealed = store.seal("p1", "first_name", "Sanne")
    store.forget()
    assert store.open(sealed, "first_name") == "Sanne"
    assert store.references(["p1"]) == {"p1": store.reference("p1")}


def test_everybody_is_named_while_another_process_changes_the_store(store, tmp_path):
    store.make(["p1", "p2"])
    other, hold, turns = PersonKeys(tmp_path / "keys"), store.hold, []

    def interrupted(pseudonyms):
        hold(pseudonyms)
        if len(turns) < 3:
            turns.append(other.make([f"somebody else {len(turns)}"]))

    store.hold = interrupted
    assert store.references(["p1", "p2"]).keys() == {"p1", "p2"}
    assert len(turns) == 3


def test_only_the_erased_are_left_out_and_a_store_that_answers_nothing_is_an_error(store):
    store.make(["p1", "p2"])
    store.destroy("p1")
    assert store.references(["p1", "p2", "p3"]).keys() == {"p2", "p3"}
    store.forget()
    store.hold = lambda pseudonyms: None
    with pytest.raises(KeyMissing, match="2 persons"):
        store.references(["p2", "p3"])
