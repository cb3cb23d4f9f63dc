"""The reference of mapping files names every setting, and its examples are mappings."""

import re
from pathlib import Path

import pytest

from momentum.methods.facts import read_mapping
from momentum.methods.facts.mapping import CALENDAR_FIELDS, FURTHER_FIELDS, SPELL_FIELDS
from momentum.methods.facts.mapping_rules import FILE_KEYS, STATE_KEYS, TOP_KEYS

PAGE = (Path(__file__).parents[3] / "docs/reference/mapping.md").read_text()
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_mapping(example):
    assert read_mapping(example).shape in ("spells", "calendar")


def test_every_setting_and_field_is_in_an_example():
    settings = {*TOP_KEYS, *FILE_KEYS, *STATE_KEYS, *SPELL_FIELDS, *CALENDAR_FIELDS, *FURTHER_FIELDS}
    settings |= {field for fields in FURTHER_FIELDS.values() for field in fields}
    absent = {name for name in settings if not re.search(rf"\b{name}\b", PAGE)}
    assert absent == set()
