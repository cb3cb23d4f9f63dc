"""Mappings: what they must say, what they may not, and writing them down again."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum.methods.facts import MappingError, mapping_from, mapping_to_toml, read_mapping
from momentum.methods.facts.mapping_text import to_toml

ROOT = Path(__file__).parents[3]
SPELLS = """
shape = "spells"
end = "exclusive"
[columns]
person = "nr"
organisation = "org"
place_kind = "kind"
start = "from"
end = "to"
[place_kinds]
care = {rank = 1, paid = false}
[organisations]
"De Kas" = {kind = "social_enterprise"}
"""
CALENDAR = """
shape = "calendar"
[states.care]
organisation_kind = "social_enterprise"
paid = false
rank = 1
"""


def problems(text: str) -> list[tuple[str | None, str]]:
    with pytest.raises(MappingError) as caught:
        read_mapping(text)
    return [(problem.column, problem.code) for problem in caught.value.problems]


def test_both_shapes_are_read():
    assert read_mapping(SPELLS).columns["start"] == "from"
    assert read_mapping(CALENDAR).states[0].organisation == "care"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SPELLS.replace('end = "exclusive"\n', "", 1), ("end", "missing_end")),
        (SPELLS.replace('"exclusive"', '"last day"'), ("end", "wrong_choice")),
        (SPELLS.replace('shape = "spells"', 'shape = "table"'), ("shape", "wrong_choice")),
        (SPELLS.replace('person = "nr"\n', ""), ("columns.person", "missing_key")),
        (SPELLS.replace('end = "to"\n', ""), ("columns.end", "missing_key")),
        (SPELLS.replace('person = "nr"', 'persoon = "nr"\nperson = "nr"'), ("columns.persoon", "unknown_key")),
        (SPELLS.replace('person = "nr"', "person = 3"), ("columns.person", "wrong_type")),
        ('separator = ";"\n' + SPELLS, ("separator", "unknown_key")),
        ('decimal = "."\ndates = ["day-month"]\n' + SPELLS, ("dates", "unknown_date_format")),
        ('decimal = "#"\n' + SPELLS, ("decimal", "wrong_choice")),
        (SPELLS.replace("{rank = 1, paid = false}", "{rank = 1}"), ("place_kinds.care.paid", "missing_key")),
        (SPELLS.replace("{rank = 1, paid = false}", '{rank = "1", paid = false}'), ("place_kinds.care.rank", "wrong_type")),
        (SPELLS.replace("[place_kinds]\ncare = {rank = 1, paid = false}\n", ""), ("place_kinds", "missing_key")),
        (SPELLS[: SPELLS.index("[organisations]")], ("organisations", "missing_key")),
        (SPELLS + '[constants]\norganisation = "De Kas"\n', ("constants", "column_twice")),
        (SPELLS + "[months]\n", ("months", "unknown_key")),
        (SPELLS + '[files.people.columns]\nperson = "nr"\n', ("files.people", "unknown_key")),
        (SPELLS + '[files.persons.columns]\nbirth_year = "born"\n', ("files.persons.columns.person", "missing_key")),
        (
            SPELLS + '[files.memberships.columns]\nperson = "nr"\ntarget_group = "g"\nfrom = "f"\nto = "t"\n',
            ("files.memberships.end", "missing_end"),
        ),
        ('shape = "calendar"\n', ("states", "missing_key")),
        (CALENDAR.replace("paid = false\n", ""), ("states.care.paid", "missing_key")),
        (CALENDAR + '[months]\nfirst = "a"\n', ("months.last", "missing_key")),
        (CALENDAR + '[months]\nstart = "soon"\n', ("months.start", "wrong_type")),
        (
            CALENDAR + '[states.work]\norganisation_kind = "x"\npaid = true\nrank = 2\nvalues = ["care"]\n',
            ("states", "state_value_twice"),
        ),
        (
            CALENDAR + '[states.work]\norganisation = "care"\norganisation_kind = "x"\npaid = true\nrank = 2\n',
            ("states", "state_conflict"),
        ),
        ("shape = ", (None, "mapping_not_toml")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_mapping_is_named(text, problem):
    assert problems(text) == [problem]


def test_all_problems_are_named_at_once():
    found = problems('shape = "spells"\nfoo = 1\n')
    assert ("foo", "unknown_key") in found
    assert ("end", "missing_end") in found
    assert ("columns.person", "missing_key") in found


def test_sentences_name_the_setting():
    with pytest.raises(MappingError) as caught:
        read_mapping(SPELLS.replace('end = "exclusive"\n', "", 1))
    assert str(caught.value).startswith("mapping, setting “end”: The mapping must say what an end date means")


def test_a_mapping_file_that_is_not_there():
    with pytest.raises(MappingError, match="There is no mapping file"):
        read_mapping(Path("/nowhere/mapping.toml"))


def test_a_form_makes_the_same_mapping_as_its_toml():
    mapping = read_mapping(SPELLS)
    again = read_mapping(mapping_to_toml(mapping))
    assert again == mapping
    assert mapping_from(dict(mapping.given)) == mapping


def test_the_shipped_mapping_survives_being_written():
    mapping = read_mapping(ROOT / "examples/mvad/mapping.toml")
    assert read_mapping(mapping_to_toml(mapping)).given == mapping.given


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=10)
LEAVES = TEXT | st.booleans() | st.integers(-(2**62), 2**62) | st.dates() | st.lists(TEXT, max_size=3)
TABLES = st.dictionaries(
    TEXT,
    st.recursive(LEAVES, lambda inner: st.dictionaries(TEXT, inner, max_size=3), max_leaves=8),
    max_size=4,
)


@given(TABLES)
def test_toml_reads_back_what_was_written(table):
    import tomllib

    assert tomllib.loads(to_toml(table)) == table


def test_toml_refuses_what_it_cannot_write():
    with pytest.raises(TypeError):
        to_toml({"a": object()})


def test_dates_may_be_written_many_ways():
    from momentum.methods.facts.dates import date_reader, is_date_format

    for way, text in {
        "yyyy-mm-dd": "2016-12-31", "dd-mm-yyyy": "31-12-2016", "d/m/yy": "31/12/16", "yyyymmdd": "20161231",
        "dd mmm yyyy": "31 dec. 2016", "mm.dd.yyyy": "12.31.2016",
    }.items():  # fmt: skip
        assert is_date_format(way)
        assert date_reader((way,), date(1899, 12, 30))(text, text) == date(2016, 12, 31)
    for way in ("yyyy-mm", "dd-dd-yyyy", "", "mmm mm yyyy dd", "T yyyy-mm-dd"):
        assert not is_date_format(way)
