"""Keys for noise: frozen with an edition, the same for the same persons in every edition, and sealed."""

import pyarrow.parquet as pq
import pytest

from momentum.journeys.models import Journey
from momentum.methods.disclosure.cell_keys import KEYS, check_perturbation, perturb
from momentum.methods.disclosure.tables import all_coordinates
from momentum.methods.indicators import prepare
from momentum.monitor.building import freezing, sealing
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.inputs import inputs_of
from momentum.monitor.building.measuring import measure_all
from momentum.monitor.building.noise_keys import RECORD_KEYS, keys_of_cells, write_record_keys
from momentum.monitor.verification import verify


def quiet(*told):
    return None


def frozen_keys(edition):
    with sealing.opened(edition) as place:
        return dict(zip(*pq.read_table(place / "facts" / RECORD_KEYS).to_pydict().values(), strict=True))


def counted_and_keys(edition, key_of=None):
    """The tables of an edition before protection, and the key of every cell."""
    period = inputs_of(edition).period
    with sealing.opened(edition) as place:
        if key_of:
            records = pq.read_table(place / "facts" / RECORD_KEYS)["record"].to_pylist()
            write_record_keys({record: key_of(record) for record in records}, place / "facts")
        prepared = prepare(place / "facts", place / "prepared", threads=1)
        counted = measure_all(prepared, period, quiet)
        return counted.tables, keys_of_cells(place, prepared, period)


def test_every_person_and_spell_has_a_key_and_it_lies_sealed(draft):
    keys = frozen_keys(draft)
    with sealing.opened(draft) as place:
        persons = set(pq.read_table(place / "facts" / "person.parquet")["person"].to_pylist())
        spells = set(pq.read_table(place / "facts" / "spell.parquet")["spell"].to_pylist())
    assert persons | spells <= keys.keys()
    assert all(0 <= key < KEYS for key in keys.values())
    assert len(set(keys.values())) > 0.9 * len(keys)
    assert [path.name for path in folder_of(draft).rglob(f"{RECORD_KEYS}*")] == [f"{RECORD_KEYS}.sealed"]
    assert not keys.keys() & set(Journey.objects.values_list("pseudonym", flat=True))


def test_with_every_key_1_the_cell_keys_are_the_counts(draft):
    tables, keys = counted_and_keys(draft, key_of=lambda record: 1)
    for table in tables:
        for at, count in table.cells.items():
            assert keys[table.key(at)] == count, table.place(at)


def test_every_cell_that_counts_somebody_has_a_key_and_noise_keeps_its_promises(draft):
    tables, keys = counted_and_keys(draft)
    assert all(
        table.key(at) in keys for table in tables for at in all_coordinates(table) if table.cells.get(at)
    )
    found = perturb(tables, keys=keys)
    assert check_perturbation(tables, found, keys, found.noise) == ()


def test_two_editions_give_the_same_persons_the_same_noise(draft, new):
    first, second = counted_and_keys(draft), counted_and_keys(new())
    assert first[1] == second[1]
    assert perturb(first[0], keys=first[1]).noisy == perturb(second[0], keys=second[1]).noisy


def test_an_edition_with_keys_can_be_made_again(draft):
    assert verify(draft).outcome == "identical"


def test_facts_frozen_without_keys_say_what_to_do(draft):
    period = inputs_of(draft).period
    with sealing.opened(draft) as place:
        (place / "facts" / RECORD_KEYS).unlink()
        prepared = prepare(place / "facts", place / "prepared", threads=1)
        with pytest.raises(NotBuilt, match="frozen without keys for noise"):
            keys_of_cells(place, prepared, period)


def test_an_edition_frozen_before_there_were_keys_is_still_made_again_the_same(new, monkeypatch):
    monkeypatch.setattr(freezing, "write_record_keys", lambda keys, facts: None)
    edition = new()
    assert not list(folder_of(edition).rglob(f"{RECORD_KEYS}*"))
    assert verify(edition).outcome == "identical"
