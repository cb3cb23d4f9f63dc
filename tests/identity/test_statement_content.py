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


@given(counts, st.sampled_from(PARTS[:3]))
def test_no_count_of_one_or_two_is_told_nor_follows_from_the_total(parts, main):
    shown = protected(parts, main)
    total = sum(parts.values())
    exact = {name: count for name, count in shown.items() if isinstance(count, int)}
    assert all(parts[name] == count for name, count in exact.items())
    assert not any(0 < count < SMALL for count in exact.values())
    # Everything told exactly, or nothing but the main part: no part follows from what is left of the total.
    assert set(exact) in (set(parts), {main}, set())
    if set(exact) == {main}:
        assert total - parts[main] >= SMALL
    assert (shown[main] == FEW) == (0 < parts[main] < SMALL and total - parts[main] >= SMALL) or not exact


@given(counts)
def test_that_all_or_nearly_all_drift_is_not_told_as_a_number(parts):
    main = "public_agency"
    others = sum(parts.values()) - parts[main]
    if parts[main] >= SMALL and others < SMALL:
        assert set(protected(parts, main).values()) == {WITHHELD}


@pytest.mark.parametrize(
    ("drifting", "size", "finding"),
    [
        (14, 14, "Nearly all of 14 enterprises drift towards the state"),
        (2, 14, "Fewer than 3 of 14 enterprises drift towards the state"),
        (0, 14, "No enterprise drifts further than chance explains"),
    ],
)
def test_few_and_nearly_all_are_told_in_words(db, drifting, size, finding):
    stated_field.build(size=size, drifting=drifting)
    content = compose(2016)
    assert told(content).finding == finding
    text = [cell for row in told(content).tables[0].rows for cell in row]
    assert str(drifting) not in text or drifting in (0, size)


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
