"""Periods as people write them."""

import datetime as dt

import pytest

from momentum.methods.indicators import Period, periods


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2016", "2016-01-01", "2017-01-01"),
        ("2016-Q3", "2016-07-01", "2016-10-01"),
        ("2016-q4", "2016-10-01", "2017-01-01"),
        ("2016-12", "2016-12-01", "2017-01-01"),
        ("2016-02-29", "2016-02-29", "2016-03-01"),
        ("2012..2016", "2012-01-01", "2017-01-01"),
        ("2015-Q4..2016-Q1", "2015-10-01", "2016-04-01"),
        ("2016-01-05..2016-01-06", "2016-01-05", "2016-01-06"),
        (" 2016 .. 2016-02 ", "2016-01-01", "2016-03-01"),
    ],
)
def test_a_period_is_read(text, first, after):
    assert Period.parse(text) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(after))


@pytest.mark.parametrize(
    "text",
    ["", "16", "2016-Q5", "2016-13", "2016-02-30", "2016..", "..2016", "all of it", "2016-01-02..2016-01-02"],
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not a period: write|holds no day"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2016", "2016-Q3", "2016-12", "2016-01-05..2016-02-17"])
def test_a_period_is_called_what_it_was_read_from(text):
    assert Period.parse(text).label == text


def test_a_period_is_split_into_years_quarters_or_months():
    assert [p.label for p in periods("2015..2016", "year")] == ["2015", "2016"]
    assert [p.label for p in periods("2016", "quarter")] == ["2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4"]
    assert len(periods("2012..2016", "month")) == 60
    with pytest.raises(ValueError, match="whole quarters"):
        periods("2016-02..2016-06", "quarter")
    with pytest.raises(ValueError, match="no calendar unit"):
        periods("2016", "week")
