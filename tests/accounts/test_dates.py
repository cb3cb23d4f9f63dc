from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import timezone

from momentum.accounts.clock import now
from momentum.accounts.dates import DateField


@pytest.mark.parametrize("typed", ["31-12-2016", "31/12/2016", "2016-12-31", " 31-12-2016 "])
def test_a_day_is_read_in_each_way_people_write_it(typed):
    assert DateField().clean(typed) == date(2016, 12, 31)


@pytest.mark.parametrize("typed", ["12-31-2016", "31-02-2016", "yesterday", "31-12-16"])
def test_a_day_that_is_none_says_how_to_write_one(typed):
    with pytest.raises(forms.ValidationError, match="31-12-2016"):
        DateField().clean(typed)


@pytest.mark.parametrize("typed", ["01-01-0001", "31-12-1799", "01-01-2200", "31-12-9999"])
def test_a_year_that_nobody_means_is_told(typed):
    with pytest.raises(forms.ValidationError, match="1800"):
        DateField().clean(typed)


def test_a_day_is_shown_back_as_it_is_typed():
    form = type("Form", (forms.Form,), {"day": DateField()})(initial={"day": date(2016, 12, 31)})
    assert 'value="31-12-2016"' in str(form["day"])


def test_the_hour_that_comes_twice_in_autumn_goes_on(settings, monkeypatch):
    """Else the access log would tell of a clock that was set back, once a year."""
    settings.TODAY = None
    moments = [datetime(2016, 10, 30, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    shown = []
    for moment in moments:
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        shown.append(now())
    assert [each.hour for each in shown] == [2, 2]
    assert [each.timestamp() for each in shown] == [each.timestamp() for each in moments]
