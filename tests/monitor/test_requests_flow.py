"""A table on request, from asked to released: who takes which step, the clock, the letters, what becomes of it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from momentum.accounts.access import Refused
from momentum.accounts.models import AccessEntry
from momentum.monitor import actions as editions
from momentum.monitor.actions import requests as actions
from momentum.monitor.actions.requests.clock import answered_past_their_term, forget_askers, remind
from momentum.monitor.models import RequestState, TableRequest
from momentum.monitor.queries.requests import my_requests, released_answers, waiting_requests
from momentum.monitor.request_flow import TRANSITIONS, Hand
from tests.monitor.asking_for_tables import WHY, answers_kept, ask, built, released

__all__ = ["answers_kept"]
pytestmark = pytest.mark.usefixtures("answers_kept")


def test_the_whole_way_through_the_web(city, published, as_client, mailoutbox):
    asker, anna, bo = (as_client(actor) for actor in (city.visitor_role, city.anna, city.bo))
    asked = asker.post(
        reverse("monitor:ask"),
        {
            "edition": published.slug,
            "indicator": "stock",
            "by": ["branch", "age_band"],
            "period": "2016",
            "why": WHY,
        },
    )
    request = TableRequest.objects.get()
    own = reverse("monitor:my_request", args=[request.pk])
    assert asked.url == own
    assert "due on" in asker.get(own).content.decode()

    def step(client, verb, **more):
        request.refresh_from_db()
        told = {"version": request.version, "content_hash": request.content_hash, **more}
        client.post(reverse("monitor:request_step", args=[request.pk, verb]), told)
        request.refresh_from_db()
        return request.state

    assert step(anna, "take") == RequestState.IN_HAND
    assert step(anna, "build") == RequestState.BUILDING
    assert actions.run_answer(request.pk).state == RequestState.BUILT
    page = anna.get(reverse("monitor:request", args=[request.pk])).content.decode()
    assert "none could be worked out" in page
    assert WHY in page
    # Before it is released, who asked sees nothing of it, and who built it cannot check it.
    assert "table-wrap" not in asker.get(own).content.decode()
    assert step(anna, "check") == RequestState.BUILT
    assert step(bo, "check") == RequestState.CHECKED
    assert step(bo, "release") == RequestState.RELEASED
    everybody = as_client()
    page = everybody.get(reverse("monitor:answer", args=[request.slug])).content.decode()
    assert "withheld" in page
    assert WHY not in page
    assert city.visitor_role.user.name not in page
    assert request.slug in everybody.get(reverse("monitor:answers")).content.decode()
    rows = list(csv.DictReader(io.StringIO(_file(everybody, request, "table.csv").decode("utf-8-sig"))))
    assert {row["persons"] == "" for row in rows if row["withheld"]} == {True}
    assert any(row["persons"] for row in rows)
    assert _file(everybody, request, "table.xlsx")[:2] == b"PK"
    letter = mailoutbox[0]
    assert letter.to == [city.visitor_role.user.email]
    assert reverse("monitor:answer", args=[request.slug]) in letter.body


def _file(client, request, name):
    answer = client.get(reverse("monitor:answer_file", args=[request.slug, name]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_no_step_is_taken_from_a_state_that_does_not_offer_it(city, published):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    for state in RequestState.values:
        TableRequest.objects.filter(pk=request.pk).update(
            state=state, analyst=city.anna.user.pk, answered_with=request.pk
        )
        request.refresh_from_db()
        offered = {each.verb for each in TRANSITIONS.values() if state in each.sources}
        for verb, step in STEPS.items():
            if verb not in offered:
                with pytest.raises(ValidationError):
                    step(city, request)
        request.refresh_from_db()
        assert request.state == state
    assert request.events.count() == 1


STEPS = {
    "take": lambda city, request: actions.take_table(city.anna, request),
    "build": lambda city, request: actions.build_table(city.anna, request, enqueue=False),
    "check": lambda city, request: actions.check_table(city.bo, request, content_hash=request.content_hash),
    "send_back": lambda city, request: actions.send_back_table(city.bo, request, reason="Look."),
    "release": lambda city, request: actions.release_table(city.anna, request),
    "put_back": lambda city, request: actions.put_back_table(city.anna, request),
    "decline": lambda city, request: actions.decline_table(city.anna, request, reason="Too small."),
    "withdraw": lambda city, request: actions.withdraw_table(city.visitor_role, request),
}


def test_every_step_that_a_person_takes_is_tested_here():
    assert set(STEPS) == {each.verb for each in TRANSITIONS.values() if each.hand is not Hand.MACHINE}


def test_the_checker_had_no_hand_in_it(city, published):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    with pytest.raises(Refused):
        actions.check_table(city.anna, request, content_hash=request.content_hash)
    sent_back = actions.send_back_table(city.bo, request, reason="Why so many ages?")
    assert (sent_back.state, sent_back.analyst) == (RequestState.IN_HAND, city.anna.user)
    # Somebody who had it in hand before, put it back, and has it in hand no more, has still built it.
    actions.put_back_table(city.anna, sent_back)
    actions.take_table(city.chris, sent_back)
    actions.build_table(city.chris, sent_back, enqueue=False)
    again = actions.run_answer(request.pk)
    for builder in (city.anna, city.chris):
        with pytest.raises(Refused):
            actions.check_table(builder, again, content_hash=again.content_hash)
    with pytest.raises(ValidationError, match="built again after"):
        actions.check_table(city.bo, again, content_hash="sha256:other")
    assert actions.check_table(city.bo, again, content_hash=again.content_hash).state == "checked"


def test_an_analyst_who_asks_does_not_check_the_answer(city, published):
    request = built(city, ask(city.bo, published, ["branch", "age_band"]))
    with pytest.raises(Refused):
        actions.check_table(city.bo, request, content_hash=request.content_hash)


def test_who_has_it_in_hand_is_told_to_the_other(city, published):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    actions.take_table(city.anna, request)
    with pytest.raises(ValidationError, match="Anna has this request in hand"):
        actions.take_table(city.bo, request)
    with pytest.raises(ValidationError, match="Another analyst"):
        actions.build_table(city.bo, request)


def test_the_clock_runs_reminds_once_and_tells_who_waits_too_long(city, published, settings, mailoutbox):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    assert request.due == date(2017, 4, 11)
    for day, letters in (
        (date(2017, 4, 3), 0),
        (date(2017, 4, 4), 3),  # a week before: each of three analysts
        (date(2017, 4, 5), 3),
        (date(2017, 4, 11), 3),  # on the last day it is in time
        (date(2017, 4, 12), 7),  # overdue: three analysts, and who asked
        (date(2017, 4, 13), 7),
    ):
        settings.TODAY = day
        remind(day)
        assert len(mailoutbox) == letters, day
    assert mailoutbox[-1].to == [city.visitor_role.user.email]
    assert "due on April 11, 2017" in mailoutbox[-1].body or "due on 11 April 2017" in mailoutbox[-1].body
    assert my_requests(city.visitor_role)[0].late
    assert waiting_requests(city.anna)[0].late


def test_a_letter_is_in_the_language_of_who_reads_it(city, published, settings, mailoutbox):
    city.visitor_role.user.language = "nl"
    city.visitor_role.user.save()
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    actions.decline_table(city.anna, request, reason="Dit is te klein.", site="https://momentum.example/")
    (letter,) = mailoutbox
    assert letter.subject == "Uw aanvraag van een tabel is afgewezen"
    assert f"https://momentum.example/nl/monitor/tables/mine/{request.pk}/" in letter.body
    # The reason is for the page behind the sign-in.
    assert "te klein" not in letter.body


def test_who_asked_reads_why_it_was_declined(city, published, as_client):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    with pytest.raises(ValidationError):
        actions.decline_table(city.anna, request, reason="  ")
    actions.decline_table(city.anna, request, reason="Nearly every number would be withheld.")
    page = as_client(city.visitor_role).get(reverse("monitor:my_request", args=[request.pk]))
    assert "Nearly every number would be withheld." in page.content.decode()


def test_a_request_that_is_taken_back_while_it_is_built_stays_taken_back(city, published):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    actions.take_table(city.anna, request)
    actions.build_table(city.anna, request, enqueue=False)
    actions.withdraw_table(city.visitor_role, request)
    assert actions.run_answer(request.pk).state == RequestState.WITHDRAWN


def test_everybody_who_waits_for_the_same_table_gets_the_answer(city, published, mailoutbox):
    first = ask(city.visitor_role, published, ["branch", "age_band"])
    second = ask(city.chris, published, ["age_band", "branch"])
    released(city, first)
    second.refresh_from_db()
    assert second.state == RequestState.RELEASED
    assert second.answered_with == first
    assert {letter.to[0] for letter in mailoutbox} == {
        city.visitor_role.user.email,
        city.chris.user.email,
    }
    assert released_answers().count() == 1
    with pytest.raises(ValidationError, match="there already"):
        ask(city.bo, published, ["branch", "age_band"])


def test_counting_the_facts_again_is_in_the_log_with_its_reason(city, published):
    built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    entry = AccessEntry.objects.filter(record="facts", verb="count").get()
    assert (entry.user, entry.purpose) == (city.anna.user, "answer_question")
    assert entry.detail == "2016 table stock 2016 age_band×branch"


def test_who_asked_is_forgotten_after_the_term_and_the_answer_stays(city, published):
    request = released(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    last = request.closed_at.date()
    assert not list(answered_past_their_term(last - timedelta(days=1)))
    keys = [each.key for each in answered_past_their_term(last)]
    assert keys == [str(request.pk)]
    forget_askers(keys, last)
    request.refresh_from_db()
    assert (request.asker, request.why) == (None, "")
    assert released_answers().get() == request


def test_a_withdrawn_edition_keeps_the_address_of_its_answers_but_not_their_numbers(
    city, published, as_client
):
    request = released(city, ask(city.visitor_role, published, ["branch", "age_band"], show_role=True))
    address = reverse("monitor:answer", args=[request.slug])
    assert "asked by: policy officer" in as_client().get(address).content.decode()
    editions.withdraw(city.anna, published, reason_nl="Fout geteld.", reason_en="Wrongly counted.")
    page = as_client().get(address)
    assert page.status_code == 200
    assert "Wrongly counted." in page.content.decode()
    assert "table-wrap" not in page.content.decode()
    file = reverse("monitor:answer_file", args=[request.slug, "table.csv"])
    assert as_client().get(file).status_code == 404


def test_what_a_worker_left_is_begun_again_and_given_up_in_the_end(city, published):
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    actions.take_table(city.anna, request)
    actions.build_table(city.anna, request, enqueue=False)
    long_ago = timezone.now() - timedelta(hours=1)
    TableRequest.objects.update(beat=long_ago, attempts=1)
    assert [each.pk for each in actions.reap_answers()] == [request.pk]
    TableRequest.objects.update(beat=long_ago, attempts=3)
    assert [each.state for each in actions.reap_answers()] == [RequestState.FAILED]


def test_three_breakdowns_are_shown_a_part_at_a_time(city, published, as_client):
    request = released(city, ask(city.visitor_role, published, ["branch", "age_band", "target_group"]))
    address = reverse("monitor:answer", args=[request.slug])
    pages = [as_client().get(f"{address}?part={code}").content.decode() for code in ("*", "learning")]
    assert 'href="?part=learning"' in pages[0]
    assert pages[0] != pages[1]
