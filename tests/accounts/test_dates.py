from datetime import date

import pytest
from django import forms

from momentum.accounts.dates import DateField


@pytest.mark.parametrize("typed", ["31-12-2016", "31/12/2016", "2016-12-31", " 31-12-2016 "])
def test_a_day_is_read_in_each_way_people_write_it(typed):
    assert DateField().clean(typed) == date(2016, 12, 31)


@pytest.mark.parametrize("typed", ["12-31-2016", "31-02-2016", "yesterday", "31-12-16"])
def test_a_day_that_is_none_says_how_to_write_one(typed):
    with pytest.raises(forms.ValidationError, match="31-12-2016"):
        DateField().clean(typed)


def test_a_day_is_shown_back_as_it_is_typed():
    form = type("Form", (forms.Form,), {"day": DateField()})(initial={"day": date(2016, 12, 31)})
    assert 'value="31-12-2016"' in str(form["day"])
