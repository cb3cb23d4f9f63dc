"""Free texts: a citizen service number is refused, a word for an illness is held up once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum.journeys.forms.stays import ReasonForm
from momentum.journeys.words import citizen_numbers, diagnosis_words


@pytest.mark.parametrize(
    "text", ["111222333", "BSN: 123456782.", "1112.22.333", "111 222 333", "123-456-782"]
)
def test_a_citizen_service_number_is_found(text):
    assert list(citizen_numbers(text))


@pytest.mark.parametrize(
    "text", ["111222334", "020 555 0199", "0612345678", "1112223330", "000000000", "on 31-12-2016", "room 12"]
)
def test_other_numbers_are_left_alone(text):
    assert not list(citizen_numbers(text))


@given(st.integers(100_000_000, 999_999_999))
def test_one_wrong_digit_is_no_citizen_service_number(number):
    text = str(number)
    if list(citizen_numbers(text)):
        last = text[:-1] + str((int(text[-1]) + 1) % 10)
        assert not list(citizen_numbers(last))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Heeft een depressie gehad", ["depressie"]),
        ("since his Diagnosis of autism", ["diagnosis", "autism"]),
        ("Liever 's ochtends, in een kleine groep", []),
        ("unimpressed", []),
    ],
)
def test_words_for_an_illness(text, words):
    assert diagnosis_words(text) == words


def test_a_form_holds_them_up_once(db):
    form = ReasonForm({"reason": "his depression came back"})
    assert not form.is_valid()
    assert "depression" in form.errors["reason"][0]
    assert not form.fields["text_is_fine"].widget.is_hidden
    assert ReasonForm({"reason": "the Great Depression museum", "text_is_fine": "on"}).is_valid()
    assert not ReasonForm({"reason": "111222333", "text_is_fine": "on"}).is_valid()
