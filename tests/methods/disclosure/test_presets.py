"""Rules by name: what they hold, that they can be changed, and that each says where it comes from."""

import pytest

from momentum.methods.disclosure import Rules, TableError
from momentum.methods.disclosure.presets import PRESETS, preset
from momentum.methods.disclosure.spec import read_spec

DIMENSION = "[dimensions.group]\n"


def test_a_spec_begins_with_a_preset_and_changes_it():
    spec = DIMENSION + '[rules]\npreset = "money"\np = 15\nholders = ["group"]\n'
    assert read_spec(spec).rules == Rules(n=3, p=15.0, holders=frozenset({"group"}))
    assert preset("money") == Rules(n=3, p=10.0)
    assert read_spec(DIMENSION + '[rules]\npreset = "money-cautious"\n').rules.dominance == (1, 50.0)


def test_the_preset_for_persons_is_what_holds_without_one():
    assert preset("persons") == Rules() == read_spec(DIMENSION).rules


def test_every_preset_has_one_paragraph_and_a_source():
    for each in PRESETS.values():
        assert len(each.explanation) > 200
        assert "\n" not in each.explanation
        assert each.source.endswith(".")


def test_an_unknown_preset_names_those_there_are():
    with pytest.raises(TableError, match=r"There is no preset euros. There are: persons, "):
        preset("euros")
    with pytest.raises(TableError, match=r"preset is 'euros'; give one of persons, "):
        read_spec(DIMENSION + '[rules]\npreset = "euros"\n')


@pytest.mark.parametrize(
    "value", ["[2]", "[2, 80, 3]", "80", '["2", 80]', "[2.5, 80]", "[2, 100]", "[0, 50]"]
)
def test_a_dominance_rule_that_makes_no_sense(value):
    with pytest.raises(TableError, match="ominance"):
        read_spec(DIMENSION + f"[rules]\ndominance = {value}\n")
