"""Answers of enterprises: questions, what the registry fills in, saving, confirming, and who reads them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given as drawn
from hypothesis import strategies as st

from momentum.accounts.access import ReasonNeeded, Refused, Stale
from momentum.accounts.actor import VISITOR
from momentum.accounts.models import AccessEntry
from momentum.identity.actions import answering
from momentum.identity.actions.answering import Given
from momentum.identity.instrument import CURRENT, PLACE, BrokenInstrument, load, read
from momentum.identity.models import Answer, Response, ResponseState, Round
from momentum.identity.queries import answers
from momentum.identity.queries.against_sector import against_sector
from momentum.identity.queries.answers import sheet
from momentum.methods.isomorphism.indicators import INDICATORS
from momentum.sector.models import FormSitting, FormTime, LegalForm, YearFigures
from tests.identity.small_round import FILLED, TODAY, answer_all, build_small_round, know


@pytest.fixture(autouse=True)
def a_day_in_2016(settings):
    settings.TODAY = TODAY
    with translation.override("en"):
        yield


@pytest.fixture
def small(db):
    return build_small_round()


# --- the questions ---
def test_three_questions_on_each_indicator_in_both_languages_on_five_screens():
    instrument = load(CURRENT)
    assert len(instrument.items) == 27
    assert len(instrument.screens) == 5
    for indicator in INDICATORS:
        assert len([item for item in instrument.items if item.indicator == indicator]) == 3
    for item in instrument.items:
        for words, anchors in ((item.words_nl, item.anchors_nl), (item.words_en, item.anchors_en)):
            assert words.endswith("?")
            assert len(set(anchors)) == 5
        assert item.words_nl != item.words_en
    with translation.override("nl"):
        assert instrument.items[0].words == instrument.items[0].words_nl


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace('code = "votes"', 'code = "course"'), "asks “course” twice"),
        (lambda t: t.replace('"We bear all of it ourselves."', ""), "does not describe five answers"),
        (lambda t: t.replace('fills = "fte"', 'fills = "weather"'), "which the registry does not know"),
        (lambda t: t.replace('indicator = "autonomy"', 'indicator = "colour"', 1), "each of the nine"),
        (lambda t: t.replace("screen = 5", "screen = 6"), "which it does not have"),
        (lambda t: t.replace('code = "emes-1"', 'code = "other"'), "says that its code is"),
        (lambda t: t + "\n=", "cannot be read"),
    ],
)
def test_a_broken_instrument_is_refused_with_why(change, said):
    text = (PLACE / f"{CURRENT}.toml").read_text(encoding="utf-8")
    with pytest.raises(BrokenInstrument, match=said):
        read(change(text), CURRENT)


def test_an_instrument_that_is_not_there():
    with pytest.raises(BrokenInstrument, match="There is no instrument “emes-0”"):
        load("emes-0")


# --- what the registry knows ---
def test_what_the_registry_knows_is_filled_in_with_its_source(small):
    know(small.enterprises[0])
    told = {line.question.code: line for line in sheet(small.response).lines}
    values = {item.code: told[item.code].value for item in FILLED}
    assert values == {
        "income_from_sales": 4,  # 80% earned
        "who_bears_loss": 4,
        "paid_jobs": 3,  # 6 full-time jobs
        "paid_places": 2,  # 3 of 12 places
        "target_group_share": 4,  # 12 places beside 6 jobs
        "profit_rules": 4,
        "public_share": 3,  # 36% from an authority
        "votes": 4,
        "board_from_target_group": 2,  # 1 of 5
    }
    assert told["income_from_sales"].source == "From your figures of 2016: income by source."
    assert sheet(small.response).to_ask == 18


def test_without_figures_of_that_year_those_of_the_year_before_fill_it_and_older_ones_do_not(small):
    figures = know(small.enterprises[0], 2015)
    told = {line.question.code: line for line in sheet(small.response).lines}
    assert told["paid_jobs"].source == "From your figures of 2015: full-time jobs."
    figures.year = 2014
    figures.save()
    assert sheet(small.response).to_ask == 26  # only the places are known


@pytest.mark.parametrize("form", [LegalForm.BV, LegalForm.COOPERATIVE])
def test_what_only_the_statutes_say_is_asked(small, form):
    know(small.enterprises[0], legal_form=form)
    told = {line.question.code: line for line in sheet(small.response).lines}
    assert told["profit_rules"].filled is None
    assert told["votes"].filled is None


def test_nothing_known_fills_nothing_in(small):
    assert sheet(small.response).to_ask == 27
    YearFigures.objects.create(organisation=small.enterprises[0], year=2016, legal_form=LegalForm.BV)
    told = {line.question.code: line.filled for line in sheet(small.response).lines}
    assert told["income_from_sales"] is None  # no income: no share of it
    assert told["board_from_target_group"] is None  # no board members told


# --- answering ---
def save(actor, response, version=None, **given):
    chosen = {code: each if isinstance(each, Given) else Given(each) for code, each in given.items()}
    return answering.save_screen(actor, response, version=version or response.version, given=chosen)


def test_a_screen_is_saved_and_the_rest_stays(small):
    first = save(small.mina, small.response, paid_jobs=3, daily_work=None)
    assert first.state == ResponseState.STARTED
    second = save(small.mina, first, votes=Given(1, " The statutes, article 4. "))
    assert second.version == first.version + 1
    assert dict(Answer.objects.values_list("item", "value")) == {
        "paid_jobs": 3, "daily_work": None, "votes": 1,
    }  # fmt: skip
    assert Answer.objects.get(item="votes").evidence == "The statutes, article 4."
    assert Answer.objects.get(item="votes").answered_by == small.mina.user


def test_a_filled_in_answer_is_kept_as_the_registrys_and_a_corrected_one_is_not(small):
    know(small.enterprises[0])
    save(small.mina, small.response, paid_jobs=3, votes=2)
    told = {line.question.code: line for line in sheet(small.response).lines}
    assert told["paid_jobs"].answer.from_registry
    assert told["paid_jobs"].source
    assert told["votes"].corrected
    assert not told["votes"].source


def test_who_saves_after_a_colleague_is_told_and_nothing_is_overwritten(small):
    save(small.mina, small.response, version=1, votes=1)
    with pytest.raises(Stale):
        answering.save_screen(small.mina, small.response, version=1, given={"votes": Given(4)})
    assert Answer.objects.get(item="votes").value == 1


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"votes": Given(5)}, "votes", "Choose one of the answers"),
        ({"votes": Given(1, "x" * 1001)}, "votes_evidence", "at most 1000 characters"),
        ({"votes": Given(1, "Jan, 111222333")}, "votes_evidence", "citizen service number"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(small, given, field, said):
    with pytest.raises(ValidationError) as refused:
        answering.save_screen(small.mina, small.response, version=1, given=given)
    assert said in " ".join(refused.value.message_dict[field])
    assert not Answer.objects.exists()


def test_a_question_that_is_not_asked_is_refused(small):
    with pytest.raises(ValidationError, match="There is no question “weather”"):
        answering.save_screen(small.mina, small.response, version=1, given={"weather": Given(1)})


def test_without_an_answer_to_each_question_it_is_not_confirmed(small):
    know(small.enterprises[0])
    with pytest.raises(ValidationError, match="18 questions have no answer yet"):
        answering.confirm(small.mina, small.response, version=1, may_be_shown=True)


def test_confirmed_it_counts_with_what_the_registry_filled_in(small):
    know(small.enterprises[0])
    asked = {line.question.code: Given(2) for line in sheet(small.response).missing}
    saved = answering.save_screen(small.mina, small.response, version=1, given=asked)
    done, _seconds = answering.confirm(small.mina, saved, version=saved.version, may_be_shown=True)
    assert done.state == ResponseState.CONFIRMED
    assert done.confirmed_by == small.mina.user
    assert done.may_be_shown
    assert Answer.objects.count() == 27
    assert Answer.objects.filter(from_registry=True).count() == 9


def test_confirmed_answers_change_only_after_they_are_opened_again_and_until_the_round_closes(
    small, settings
):
    done = answer_all(small.mina, small.response)
    with pytest.raises(ValidationError, match="These answers are confirmed"):
        save(small.mina, done, votes=1)
    again = answering.reopen(small.mina, done)
    assert again.state == ResponseState.STARTED
    again = save(small.mina, again, votes=1)
    answering.confirm(small.mina, again, version=again.version, may_be_shown=False)
    settings.TODAY = small.round.closes
    answering.reopen(small.mina, small.response)
    settings.TODAY = small.round.closes + timedelta(days=1)
    for late in (answering.reopen, answering.begin):
        with pytest.raises(ValidationError, match="The round of 2016 is not open today"):
            late(small.mina, small.response)


def test_the_time_is_counted_by_form_and_told(small):
    answering.begin(small.mina, small.response)
    FormSitting.objects.update(last_saved=timezone.now() - timedelta(minutes=4))
    given = {item.code: Given(2) for item in load(CURRENT).items}
    saved = answering.save_screen(small.mina, small.response, version=1, given=given)
    _done, seconds = answering.confirm(small.mina, saved, version=saved.version, may_be_shown=False)
    assert 239 <= seconds <= 242
    counted = FormTime.objects.get(form=answering.FORM)
    assert (counted.filled, counted.year) == (1, 2016)
    assert abs(counted.seconds - seconds) <= 1


# --- who reads ---
@pytest.mark.parametrize(
    "role", ["policy_officer", "board_member", "buyer", "grant_officer", "broker", "work_coach"]
)
def test_nobody_else_reads_or_writes(small, role):
    done = answer_all(small.mina, small.response)
    actor = small.somebody(role)
    for attempt in (
        lambda: answers.own(actor, 2016),
        lambda: answers.own_all(actor),
        lambda: answers.opened(actor, done.pk, purpose="check_number"),
        lambda: answering.reopen(actor, done),
        lambda: against_sector(actor, done),
    ):
        with pytest.raises(Refused):
            attempt()


def test_another_enterprise_reads_nothing_of_it(small):
    done = answer_all(small.mina, small.response)
    assert answers.own(small.other, 2016).organisation == small.enterprises[1]
    for attempt in (
        lambda: answering.save_screen(small.other, done, version=done.version, given={}),
        lambda: answering.confirm(small.other, done, version=done.version, may_be_shown=True),
        lambda: against_sector(small.other, done),
        lambda: answers.opened(small.other, done.pk, purpose="check_number"),
        lambda: against_sector(VISITOR, done),
    ):
        with pytest.raises(Refused):
            attempt()


def test_an_analyst_reads_with_a_reason_that_is_logged(small):
    done = answer_all(small.mina, small.response)
    with pytest.raises(ReasonNeeded):
        answers.opened(small.anna, done.pk, purpose="")
    assert answers.opened(small.anna, done.pk, purpose="check_number") == done
    entry = AccessEntry.objects.order_by("number").last()
    assert (entry.user, entry.record, entry.purpose) == (small.anna.user, "identity_profile", "check_number")
    assert entry.detail == "answers of brouwerij-0 in 2016"


# --- beside the sector ---
def with_others(count, values=lambda number: 1 + number % 3):
    from tests.identity.small_round import Small, acting, enterprise

    small: Small = build_small_round()
    for number in range(count):
        other = enterprise(f"Ander {number}")
        response = Response.objects.create(round=small.round, organisation=other)
        answer_all(acting("enterprise_manager", other), response, values(number))
    return small, answer_all(small.mina, small.response, 4)


@pytest.mark.django_db
def test_fewer_than_ten_others_are_not_shown():
    small, own = with_others(9)
    found = against_sector(small.mina, own)
    assert found.others == 0
    assert all(row.low is None for row in found.rows)
    assert {row.own for row in found.rows} == {4.0}


@pytest.mark.django_db
def test_ten_others_are_shown_as_quartiles_and_the_next_only_with_five_at_once():
    small, own = with_others(14)
    found = against_sector(small.mina, own)
    assert found.others == 10
    assert {(row.low, row.middle, row.high) for row in found.rows} == {(1.0, 2.0, 3.0)}


@drawn(st.floats(0, 4), st.lists(st.floats(0, 4), min_size=10, max_size=30))
def test_what_is_told_of_others_is_in_half_points_and_in_order(own, others):
    import numpy as np

    from momentum.identity.queries.against_sector import _beside

    row = _beside("autonomy", own, np.array(others))
    assert row.low <= row.middle <= row.high
    assert all(each * 2 == int(each * 2) for each in (row.low, row.middle, row.high))


def test_too_few_answers_make_no_profile(small):
    given = {item.code: Given(2 if number < 17 else None) for number, item in enumerate(load(CURRENT).items)}
    saved = answering.save_screen(small.mina, small.response, version=1, given=given)
    done, _seconds = answering.confirm(small.mina, saved, version=saved.version, may_be_shown=False)
    found = against_sector(small.mina, done)
    assert not found.enough
    assert all(row.own is None for row in found.rows)


def test_the_answers_of_the_year_before_are_not_filled_in(small):
    """Last year's answer beside a question would pull this year's towards it, and hide drift."""
    before = Round.objects.create(
        year=2015, instrument=CURRENT, opens=date(2016, 11, 1), closes=date(2016, 12, 1)
    )
    answer_all(small.mina, Response.objects.create(round=before, organisation=small.enterprises[0]), 1)
    assert [line for line in sheet(small.response).lines if line.answered] == []
