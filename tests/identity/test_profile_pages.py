"""The pages on which an enterprise fills in its profile, and the desk that leads there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from momentum.identity.actions import answering
from momentum.identity.actions.answering import Given
from momentum.identity.instrument import CURRENT, load
from momentum.identity.models import Answer, Response, ResponseState
from momentum.identity.queries.against_sector import Beside
from momentum.identity.queries.desk import doors, waiting_for
from momentum.identity.showing.beside import drawn
from momentum.sector.models import FormSitting
from tests.identity.small_round import TODAY, answer_all, build_small_round, know

SCREENS = load(CURRENT).screens


@pytest.fixture(autouse=True)
def a_day_in_2016(settings):
    settings.TODAY = TODAY
    with translation.override("en"):
        yield


@pytest.fixture
def small(db):
    made = build_small_round()
    know(made.enterprises[0])
    return made


@pytest.fixture
def page(small, client):
    """Mina's browser."""
    client.force_login(small.mina.user)
    return client


def at(number):
    return reverse("identity:profile_screen", args=[2016, number])


def hidden(response):
    """What the form carries along."""
    form = response.context["form"]
    return {name: form[name].value() for name in ("version", "opened")}


def filled_in(response):
    """What the page would send back: the choices that stand there."""
    form = response.context["form"]
    return hidden(response) | {
        name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields_to_edit
    }


def choose(response, value="2", **others):
    """Everything that has no choice yet gets this one."""
    typed = filled_in(response)
    codes = [block["question"].code for block in response.context["blocks"]]
    return typed | {code: typed[code] or value for code in codes} | others


def test_a_manager_goes_through_five_screens_checks_confirms_and_sees_the_enterprise(small, page):
    start = page.get(reverse("identity:profile"))
    assert "18 questions on five screens" in start.content.decode()
    sent = page.post(reverse("identity:profile_begin", args=[2016]), follow=True)
    assert sent.redirect_chain[-1][0] == at(1)
    FormSitting.objects.update(last_saved=timezone.now() - timedelta(minutes=3))
    for screen in SCREENS:
        opened = page.get(at(screen.number))
        assert opened.content.decode().count("<fieldset") == len(load(CURRENT).on(screen.number))
        sent = page.post(at(screen.number), choose(opened) | {"go": "next"})
        assert sent.status_code == 302, screen
    assert sent["Location"] == reverse("identity:profile_check", args=[2016])
    check = page.get(sent["Location"])
    text = check.content.decode()
    assert "27 of 27 questions have an answer" in text
    assert "From your legal form in 2016: foundation (stichting)." in text
    done = page.post(sent["Location"], {"version": hidden_version(check), "may_be_shown": "on"}, follow=True)
    text = done.content.decode()
    assert "It took you 3 minutes. We count this by form, never by person." in text
    assert "Our enterprise in 2016" in text
    assert "The others are shown once at least 10" in text
    assert small.response.state == ResponseState.CONFIRMED
    assert small.response.may_be_shown
    assert Answer.objects.filter(from_registry=True).count() == 9
    again = page.post(reverse("identity:profile_reopen", args=[2016]), follow=True)
    assert "They do not count until you confirm them again" in again.content.decode()
    assert small.response.state == ResponseState.STARTED


def hidden_version(response):
    return response.context["form"]["version"].value()


def test_at_most_27_unfilled_questions_on_at_most_5_screens(small, page):
    assert len(SCREENS) <= 5
    asked = 0
    for screen in SCREENS:
        form = page.get(at(screen.number)).context["form"]
        asked += sum(form[item.code].value() is None for item in load(CURRENT).on(screen.number))
    assert asked == 18


def test_stopping_halfway_keeps_what_was_chosen_and_comes_back_where_it_stopped(small, page):
    page.post(at(1), choose(page.get(at(1))) | {"go": "next"})
    typed = filled_in(page.get(at(2))) | {"daily_work": "4", "go": "later"}
    sent = page.post(at(2), typed, follow=True)
    assert "Saved. You can go on at any time" in sent.content.decode()
    assert Answer.objects.get(item="daily_work").value == 4
    back = page.post(reverse("identity:profile_begin", args=[2016]))
    assert back["Location"] == at(2)


def test_going_on_without_a_choice_says_where_and_has_saved_the_rest(small, page):
    typed = filled_in(page.get(at(2))) | {"daily_work": "4", "go": "next"}
    sent = page.post(at(2), typed)
    assert sent.status_code == 422
    text = sent.content.decode()
    assert 'href="#id_aim_written"' in text
    assert "Choose an answer, or “We cannot say”." in text
    assert Answer.objects.get(item="daily_work").value == 4
    assert re.search(r'name="daily_work" value="4"[^>]*checked', text)
    sent = page.post(at(2), choose(sent, "unknown") | {"go": "next"})
    assert sent.status_code == 302
    assert Answer.objects.get(item="aim_written").value is None


def test_a_note_without_a_choice_is_not_lost(small, page):
    typed = filled_in(page.get(at(2))) | {"aim_written_evidence": "Article 2.", "go": "later"}
    sent = page.post(at(2), typed)
    assert sent.status_code == 422
    assert "Article 2." in sent.content.decode()
    assert sent.content.decode().count("Choose an answer, or “We cannot say”.") == 2  # on top and beside it


def test_a_filled_in_answer_is_shown_with_its_source_and_can_be_corrected(small, page):
    opened = page.get(at(2))
    assert "From your figures of 2016: full-time jobs." in opened.content.decode()
    page.post(at(2), choose(opened, paid_jobs="1") | {"go": "next"})
    assert not Answer.objects.get(item="paid_jobs").from_registry
    assert "From your figures of 2016: full-time jobs." not in page.get(at(2)).content.decode()


def test_two_colleagues_on_one_screen_lose_nothing(small, page):
    mine = page.get(at(4))
    saved = answering.save_screen(
        small.mina, small.response, version=1, given={"course": Given(1), "votes": Given(2)}
    )
    sent = page.post(at(4), choose(mine, "3", votes="4", course="3") | {"go": "next"})
    assert sent.status_code == 409
    text = sent.content.decode()
    assert "Somebody else saved this while you were typing" in text
    assert "We do, within tight rules" not in text.split("<form")[0]
    assert "We propose, somebody else has to approve." in text  # what the colleague chose, told
    assert re.search(r'name="course" value="3"[^>]*checked', text)  # what was typed, kept
    assert re.search(r'name="votes" value="2"[^>]*checked', text)  # only the colleague changed it: taken over
    assert Response.objects.get(pk=saved.pk).version == saved.version
    assert page.post(at(4), choose(sent) | {"go": "next"}).status_code == 302
    assert Answer.objects.get(item="course").value == 3


def test_a_colleague_on_another_screen_is_in_nobodys_way(small, page):
    mine = page.get(at(4))
    answering.save_screen(small.mina, small.response, version=1, given={"daily_work": Given(1)})
    assert page.post(at(4), choose(mine) | {"go": "next"}).status_code == 302
    assert set(Answer.objects.values_list("item", flat=True)) >= {"daily_work", "course"}


def test_the_own_place_is_rounded_and_not_cut_off(small, page):
    assert drawn(Beside("autonomy", 8 / 3)).own == "2.7"
    with translation.override("nl"):
        assert drawn(Beside("autonomy", 8 / 3, 1.0, 2.0, 2.5)).others == "1,0 tot 2,5"
    assert drawn(Beside("autonomy", None)).own_at is None


def test_what_changed_while_checking_is_shown_before_confirming(small, page):
    given = {line: Given(2) for line in (item.code for item in load(CURRENT).items)}
    saved = answering.save_screen(small.mina, small.response, version=1, given=given)
    address = reverse("identity:profile_check", args=[2016])
    version = hidden_version(page.get(address))
    answering.save_screen(small.mina, saved, version=saved.version, given={"votes": Given(0)})
    sent = page.post(address, {"version": version})
    assert sent.status_code == 409
    assert "A colleague changed an answer meanwhile" in sent.content.decode()
    assert small.response.state == ResponseState.STARTED


def test_confirming_too_early_says_what_is_missing_with_links(small, page):
    address = reverse("identity:profile_check", args=[2016])
    opened = page.get(address)
    assert f'href="{at(1)}#id_production_all_year"' in opened.content.decode()
    sent = page.post(address, {"version": hidden_version(opened)})
    assert sent.status_code == 422
    assert "18 questions have no answer yet" in sent.content.decode()


@pytest.mark.parametrize("typed", [{"votes": "7"}, {"votes": "x"}, {"version": "no"}, {"version": "9" * 40}])
def test_odd_input_is_answered_in_words(small, page, typed):
    sent = page.post(at(4), choose(page.get(at(4))) | typed | {"go": "next"})
    assert sent.status_code in (409, 422, 302)


def test_after_the_last_day_nothing_changes(small, page, settings):
    opened = page.get(at(1))
    settings.TODAY = small.round.closes + timedelta(days=1)
    assert page.post(at(1), choose(opened) | {"go": "next"})["Location"] == reverse("identity:profile")
    sent = page.post(reverse("identity:profile_begin", args=[2016]), follow=True)
    assert "The round of 2016 is not open today" in sent.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "role", ["policy_officer", "board_member", "buyer", "grant_officer", "analyst", "operator", None]
)
def test_the_pages_are_not_there_for_others(small, client, role):
    done = answer_all(small.mina, small.response)
    assert done.state == ResponseState.CONFIRMED
    if role:
        client.force_login(small.somebody(role).user)
    for address in (
        reverse("identity:profile"),
        at(1),
        reverse("identity:profile_check", args=[2016]),
        reverse("identity:profile_year", args=[2016]),
    ):
        assert client.get(address).status_code == 404, address
    for name in ("profile_begin", "profile_reopen", "profile_check"):
        assert client.post(reverse(f"identity:{name}", args=[2016])).status_code == 404, name


def test_a_screen_or_a_year_that_is_not_there(small, page):
    assert page.get(at(6)).status_code == 404
    assert page.get(at(0)).status_code == 404
    assert page.get(reverse("identity:profile_screen", args=[2015, 1])).status_code == 404


def test_the_desk_says_what_waits_and_until_when(small, page, settings):
    (waiting,) = waiting_for(small.mina)
    assert (waiting.due, waiting.what, waiting.detail) == (
        small.round.closes, "Profile of 2016", "18 questions are open.",
    )  # fmt: skip
    assert waiting.url == reverse("identity:profile")
    assert [door.label for door in doors(small.mina)] == ["Our profile"]
    assert reverse("identity:profile") in page.get(reverse("desk")).content.decode()
    answer_all(small.mina, small.response)
    assert waiting_for(small.mina) == []
    settings.TODAY = small.round.closes + timedelta(days=1)
    assert waiting_for(small.other) == []


def test_the_desk_of_an_analyst_leads_to_the_rounds(small):
    assert "Rounds of profiles" in [door.label for door in doors(small.anna)]


def test_in_dutch_every_word_of_the_screens_is_dutch(small, page):
    with translation.override("nl"):
        address = at(1)
    text = page.get(address).content.decode()
    assert "Hoeveel van het jaar maakt of verkoopt u iets?" in text
    assert "Dat kunnen wij niet zeggen" in text
    assert "Uit uw cijfers van 2016: inkomsten naar bron." in text
