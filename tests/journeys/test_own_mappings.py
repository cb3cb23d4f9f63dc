"""Whatever mapping somebody brings along: told what is wrong with it, or pages that can be filled in."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from momentum.journeys.forms.imports import ColumnsForm, WordsForm
from momentum.journeys.importing import look_at, whole_mapping
from momentum.journeys.own_mapping import own_mapping
from momentum.journeys.queries import import_words
from momentum.methods.facts import MappingError
from momentum.methods.facts.mapping_text import to_toml

pytestmark = pytest.mark.django_db

DATA = b"nr;soort;begin;einde;jan15;feb15;mrt15\r\n1;tuin;01-02-2015;;a;b;c\r\n"
WORDS = st.sampled_from(
    ["nr", "soort", "begin", "spells", "calendar", "inclusive", ",", "dd-mm-yyyy", "x", ""]
)
FIELDS = st.sampled_from(["person", "place_kind", "start", "end", "organisation", "target_group", "a"])
LEAVES = WORDS | st.integers(-2, 40000) | st.booleans() | st.floats(allow_nan=False) | st.dates()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
    max_leaves=6,
)
KEYS = ("shape", "source", "end", "dates", "decimal", "missing", "encoding", "delimiter", "sheet", "columns", "constants",
        "values", "months", "states", "place_kinds", "organisations", "target_groups", "districts", "files", "other")  # fmt: skip
ANYTHING = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)
LIKELY = st.fixed_dictionaries(
    {"shape": st.sampled_from(["spells", "calendar"])},
    optional={
        "columns": st.dictionaries(FIELDS, WORDS, max_size=4),
        "values": st.dictionaries(FIELDS, st.dictionaries(WORDS, WORDS, max_size=2), max_size=2),
        "constants": st.dictionaries(FIELDS, WORDS, max_size=2),
        "states": st.dictionaries(
            WORDS, st.dictionaries(st.just("values"), st.lists(WORDS) | WORDS), max_size=3
        ),
        "months": st.dictionaries(st.sampled_from(["first", "last", "start"]), WORDS),
        "missing": st.lists(WORDS) | WORDS,
        "dates": WORDS,
        "sheet": WORDS,
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mapping=ANYTHING | LIKELY)
def test_any_mapping_is_refused_with_a_sentence_or_fills_in_the_pages(city, mapping):
    try:
        used = own_mapping(to_toml(mapping))
    except ValidationError as refused:
        event("refused")
        told = refused.messages
        assert told
        return
    event("used")
    look = look_at(DATA, {})
    form = ColumnsForm(look, used, {"shape": used.get("shape", "spells")})
    form.is_valid()
    str(ColumnsForm(look, used))
    words = import_words.unmatched_words(used, look)
    names = import_words.organisation_words(used, look, city.brug)
    str(WordsForm(words, (city.brug, names), import_words.state_words(look, used), used))
    with suppress(MappingError):
        whole_mapping(used, city.brug, look)
