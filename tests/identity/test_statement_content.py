"""What a statement freezes: figures that everybody may read, the same for the same data, and sentences of them."""

import json
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from momentum.identity.content import compose, hash_of
from momentum.identity.content_counts import FEW, SMALL, WITHHELD, protected
from momentum.identity.queries.kept import forget
from momentum.identity.statement_words import told
from tests.identity import stated_field

PARTS = ("public_agency", "ordinary_firm", "association", "watch", "steady")
counts = st.lists(st.integers(0, 40), min_size=5, max_size=5).map(
    lambda found: dict(zip(PARTS, found, strict=True))
)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2017, 3, 14)
    forget()
    with override("en"):
        yield
    forget()


@given(counts)
def test_no_count_of_one_or_two_is_told_nor_follows_from_the_total(parts):
    shown = protected(parts, covers=("steady", "watch"))
    assert not any(isinstance(each, int) and 0 < each < SMALL for each in shown.values())
    hidden = [name for name in PARTS if not isinstance(shown[name], int)]
    few = [name for name in hidden if shown[name] == FEW]
    if not few:
        assert hidden == []
        return
    # Whatever is withheld beside them is at least three, so that it hides which of one and two they are.
    covers = [name for name in hidden if shown[name] == WITHHELD]
    assert len(covers) == (1 if max(parts.values()) >= SMALL else 0)
    assert all(parts[name] >= SMALL for name in covers)


@given(counts)
def test_steady_is_withheld_before_anything_that_warns(parts):
    shown = protected(parts, covers=("steady", "watch"))
    if FEW in shown.values() and parts["steady"] >= SMALL:
        assert shown["steady"] == WITHHELD
        assert WITHHELD not in [shown[name] for name in PARTS[:4]]


def test_of_fewer_than_five_enterprises_it_tells_nothing(db):
    stated_field.build(size=4, drifting=4)
    content = compose(2016)
    assert (content["enterprises"], content["told"], content["status"]) == (None, None, {})
    assert content["field"] == content["spread"]["by_year"] == content["pressure"]["hours"] == []
    said = told(content)
    assert said.finding == "Too few enterprises to say whether the sector keeps its own character"
    assert "There are fewer than five enterprises: nothing is said of the field." in said.unsaid


def test_one_year_gives_no_movement_and_says_so(db):
    stated_field.build(years=(2016,))
    content = compose(2016)
    assert content["field"] == []
    assert {"why": "one year", "about": ""} in content["unsaid"]
    assert told(content).finding


def test_the_same_data_give_the_same_bytes_and_no_number_that_is_none(db):
    stated_field.build()
    one, other = compose(2016), compose(2016)
    assert hash_of(one) == hash_of(other)
    # JSON knows no NaN: what cannot be said is null.
    assert json.loads(json.dumps(one, allow_nan=False)) == one


def test_it_names_no_enterprise(db):
    field = stated_field.build()
    text = json.dumps(compose(2016))
    assert not any(each.name in text or str(each.pk) in text for each in field.enterprises)


def test_figures_stand_with_their_interval_and_how_many_they_rest_on(db):
    stated_field.build()
    content = compose(2016)
    assert {each["year"] for each in content["field"]} == {2015, 2016}
    for each in content["field"]:
        assert each["low"] <= each["value"] <= each["high"]
        assert each["enterprises"] == 14
    assert content["findings"][0] == {
        "code": "drifting",
        "values": {"pole": "public_agency", "count": content["status"]["public_agency"], "total": 14},
    }
    assert [each["hours"] for each in content["pressure"]["hours"]] == [90.0, 210.0, 210.0]


def test_a_demand_without_hours_is_named_among_what_cannot_be_said(db):
    field = stated_field.build()
    field.norms.hours = None
    field.norms.save()
    forget()
    said = told(compose(2016))
    assert any("Reporting norms of the tender" in each for each in said.unsaid)
    assert "Ask enterprises how many hours the demands cost of which nobody has said so." in said.checks


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_finding_is_a_sentence_in_both_languages(db, language):
    stated_field.build()
    content = compose(2016, {"nl": "Zo.", "en": "So."})
    with override(language):
        said = told(content)
    assert said.remark == content["remark"][language]
    assert len(said.findings) == len(content["findings"]) - 1
    assert not any("%(" in each for each in [said.finding, *said.findings, *said.unsaid, *said.checks])
