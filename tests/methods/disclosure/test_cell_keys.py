"""Cell-key noise: bounded, unbiased to the last key, the same for the same persons; and its own check."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import CellKey, Publication, Rules, Table, TableError
from momentum.methods.disclosure.cell_keys import (
    KEYS,
    cell_key,
    check_noise,
    check_perturbation,
    keys_of_cells,
    noise_table,
    perturb,
    record_key,
)
from tests.methods.disclosure import random_tables as make

calm = settings(max_examples=60, deadline=None)
SECRET = b"a secret of the test"
LIMITS = [(5, 3.0, 2), (2, 1.0, 0), (3, 2.5, 1), (5, 1.0, 0), (8, 6.5, 3)]

people = st.lists(
    st.tuples(st.sampled_from(["f1", "f2", "w1", "w2"]), st.sampled_from(["g1", "g2"])), max_size=60
)


def counted(persons, name="t"):
    """A table by firm and group of numbered persons, with the key of every cell."""
    cells, keys = {}, {}
    for number, (firm, group) in enumerate(persons):
        for at in product((firm, make.FIRM.parents[firm], "*"), (group, "*")):
            cells[at] = cells.get(at, 0) + 1
            keys.setdefault(at, []).append(record_key(SECRET, f"p{number}"))
    table = Table(name, "persons", (make.FIRM, make.GROUP), cells)
    return table, {at: cell_key(each) for at, each in keys.items()}


@pytest.mark.parametrize("limits", LIMITS)
def test_noise_is_bounded_and_unbiased_in_exact_expectation(limits):
    most, variance, absent = limits
    noise = noise_table(*limits)
    assert check_noise(noise) == ()
    for count in range(most + absent + 20):
        row = noise.row(count)
        assert sum(number for _, number in row) == KEYS
        assert noise.mean(count) == 0
        assert all(abs(change) <= most and count + change >= 0 for change, _ in row)
        assert all(not 0 < count + change <= absent for change, _ in row)
        assert count == 0 or abs(float(noise.variance_of(count)) - variance) < 1e-5
    assert noise.row(0) == ((0, KEYS),)


def test_of_all_noise_with_these_limits_it_has_the_greatest_entropy():
    """At the maximum log p is a parabola in the change: its third differences are 0."""
    row = dict(noise_table(5, 3.0, 2).row(50))
    logs = [math.log(row[change]) for change in range(-5, 6)]
    for a, b, c, d in zip(logs, logs[1:], logs[2:], logs[3:], strict=False):
        assert abs(d - 3 * c + 3 * b - a) < 1e-3


@calm
@given(st.integers(0, 30), st.integers(0, KEYS - 1))
def test_a_key_gives_the_change_whose_keys_it_is_among(count, key):
    noise = noise_table()
    below = 0
    for change, number in noise.row(count):
        if key < below + number:
            assert noise.of(count, key) == change
            return
        below += number


@calm
@given(people)
def test_every_promise_is_kept(persons):
    table, keys = counted(persons)
    cell_keys = keys_of_cells([table], {"t": keys})
    found = perturb([table], keys=cell_keys)
    assert check_perturbation([table], found, cell_keys, found.noise) == ()
    assert all(found.noisy[key] == 0 for key, true in found.values.items() if not true)
    for key, near in found.published_cells().items():
        assert near.low <= found.values[key] <= near.high


@calm
@given(people)
def test_the_same_persons_have_the_same_noise_in_any_table_and_order(persons):
    table, keys = counted(persons)
    whole = perturb([table], keys=keys_of_cells([table], {"t": keys}))
    turned = Table("other", "another measure", (make.GROUP,), {})
    cells = {(group,): table.cells.get(("*", group), 0) for group in ("*", "g1", "g2")}
    turned = replace(turned, cells=cells)
    given_keys = {at: cell_key(reversed([keys["*", at[0]]])) for at, value in cells.items() if value}
    again = perturb([turned], keys=keys_of_cells([turned], {"other": given_keys}))
    first = {row.at[1]: row.value for row in whole.published("t") if row.at[0] == "*"}
    assert {row.at[0]: row.value for row in again.published("other")} == first


def test_a_cell_key_does_not_depend_on_the_order_and_record_keys_differ_by_secret():
    keys = [record_key(SECRET, name) for name in ("p1", "p2", "p3")]
    assert cell_key(keys) == cell_key(reversed(keys)) == sum(keys) % KEYS
    assert record_key(SECRET, "p1") == keys[0] != record_key(b"another", "p1")
    assert all(0 <= key < KEYS for key in keys)
    with pytest.raises(TableError, match="secret"):
        record_key(b"", "p1")


def test_what_needs_a_key_and_has_none_is_refused():
    table, keys = counted([("f1", "g1")])
    cell_keys = keys_of_cells([table], {"t": keys})
    lost = {key: number for key, number in cell_keys.items() if key.at}
    with pytest.raises(TableError, match=r"persons \(total\) counts 1 but has no cell key"):
        perturb([table], keys=lost)
    with pytest.raises(TableError, match="total counts 1 but has no cell key"):
        keys_of_cells([table], {"t": {at: key for at, key in keys.items() if set(at) != {"*"}}})


def test_two_tables_with_other_keys_for_one_cell_are_refused():
    table, keys = counted([("f1", "g1")])
    other = replace(table, name="u")
    with pytest.raises(TableError, match="not those of the same records"):
        keys_of_cells([table, other], {"t": keys, "u": dict.fromkeys(keys, 7)})


@pytest.mark.parametrize("key", [-1, KEYS, 0.5, True])
def test_a_key_out_of_range_is_refused(key):
    table = Table("t", "persons", (), {(): 3})
    with pytest.raises(TableError, match="a key is a whole number"):
        keys_of_cells([table], {"t": {(): key}})


def test_sums_and_noise_that_is_too_small_are_refused():
    money = Table("t", "euros", (), {(): 300}, kind="sum")
    with pytest.raises(TableError, match="holds sums"):
        perturb([money], keys={money.key(()): 1})
    table = Table("t", "persons", (), {(): 3})
    with pytest.raises(TableError, match="noise of at least 3"):
        perturb([table], keys={table.key(()): 1}, noise=noise_table(2, 1.0, 0))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ((10, 5.0, 4), "between 6 and 20"),
        ((2, 1.0, 3), "cannot change both ways"),
        ((0, 1.0, 0), "choose 1 and 0 or more"),
        ((5, 5.0, 0), "between 0 and 5"),
    ],
)
def test_noise_that_cannot_be_is_refused_with_what_is_possible(limits, sentence):
    with pytest.raises(TableError, match=sentence):
        noise_table(*limits)


def test_what_noise_cannot_hide_is_noted():
    whole, part = Table("reach", "reach", (), {(): 7}), Table("moved", "moved", (), {(): 7})
    keys = {whole.key(()): KEYS // 100, part.key(()): KEYS - KEYS // 100}
    found = perturb(
        [whole, part], keys=keys, subsets=[("moved", "reach")], earlier=[{CellKey("reach", frozenset()): 7}]
    )
    assert any("published exactly by an earlier edition" in note for note in found.notes)
    assert any("more than the cells of which they are a part" in note for note in found.notes)


BREAKS = [
    (("f1", "g1"), 40, 5, "far"),
    (("f1", "g1"), 1, 5, "absent"),
    (("w2", "g2"), 3, 5, "zero"),
    (("f1", "g1"), 8, 2, "far"),
    (("f1", "g1"), None, 0, "missing"),
]


@pytest.mark.parametrize(("at", "value", "around", "kind"), BREAKS)
def test_the_check_catches_broken_noise(at, value, around, kind):
    table, keys = counted([("f1", "g1")] * 6)
    cell_keys = keys_of_cells([table], {"t": keys})
    found = perturb([table], keys=cell_keys)
    rows = [row._replace(value=value, around=around) if row.at == at else row for row in found.published("t")]
    broken = check_perturbation([table], Publication({"t": rows}), cell_keys, found.noise)
    assert kind in {each.kind for each in broken}


def test_the_check_catches_noise_drawn_anew():
    """The firm, its branch and the total hold the same six persons: one of them with other noise is seen."""
    table, keys = counted([("f1", "g1")] * 6)
    cell_keys = keys_of_cells([table], {"t": keys})
    found = perturb([table], keys=cell_keys)
    value = found.noisy[CellKey("persons", frozenset())]
    rows = [
        row._replace(value=value - 1 if value > 6 else value + 1) if row.at == ("f1", "g1") else row
        for row in found.published("t")
    ]
    broken = check_perturbation([table], Publication({"t": rows}), cell_keys, found.noise)
    assert {"inconsistent", "other noise"} & {each.kind for each in broken}


def test_the_check_catches_a_biased_table_of_noise():
    noise = noise_table()
    (change, number), *others = noise.rows[-1]
    biased = replace(noise, rows=(*noise.rows[:-1], ((change + 1, number), *others)))
    assert "biased" in {broken.kind for broken in check_noise(biased)}


def test_structural_zeros_are_exact_and_the_statement_tells_what_is_not_protected():
    table = Table("t", "persons", (make.GROUP,), {("*",): 7, ("g1",): 7}, structural=frozenset({("g2",)}))
    found = perturb([table], Rules(), keys={table.key(("*",)): 1, table.key(("g1",)): 1})
    assert found.published("t")[-1] == (("g2",), 0, None, 0)
    assert "do not add up" in found.statement()
    assert "secret" in found.statement()
