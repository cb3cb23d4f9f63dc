"""Requests about one's own record: asked, answered in time, and done, on the pages of everybody concerned."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.keys import ledger
from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Role
from momentum.accounts.sign_in.proofs import PROVED
from momentum.journeys import actions, receipts
from momentum.journeys.actions.erasing import replay
from momentum.journeys.actions.imports import offer_file
from momentum.journeys.actions.keeping_days import do_what_is_due
from momentum.journeys.flow import RIGHTS
from momentum.journeys.models import (
    FollowUp,
    Identity,
    Journey,
    RequestState,
    Right,
    RightsRequest,
    SourceReference,
)
from momentum.journeys.queries.facts import facts_rows
from momentum.journeys.queries.imports import understand
from momentum.journeys.terms import months_after
from tests.journeys.conftest import TODAY, actor


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"
    settings.KEY_BACKUP_DAYS = settings.BACKUP_DAYS = 30


@pytest.fixture
def officer(city):
    return actor(Role.PRIVACY_OFFICER, city.platform, "Pia Privacy")


def test_an_erasure_from_asking_to_the_receipt_in_the_browser(
    city, spell, participant, officer, browse, django_capture_on_commit_callbacks
):
    person, pia = browse(participant), browse(officer)
    ask = "/en/my-journey/rights/ask/erase/"
    person.get(ask)
    checked = person.post(ask, {"text": "I am done"})
    assert "Nobody can undo it" in checked.text
    assert not RightsRequest.objects.exists()
    person.post(ask, {"text": "I am done", "confirmed": "1"})
    request = RightsRequest.objects.get()
    page = person.get("/en/my-journey/rights/").text
    link = f"/en/receipts/{receipts.link_of(request.pk)}/"
    assert link in page
    assert "28 December 2016" in page
    assert person.get(link).status_code == 404

    assert "Request to answer" in pia.get("/en/desk/").text
    listed = pia.get("/en/rights/").text
    assert f"/en/rights/{request.pk}/" in listed
    assert "Sanne" not in listed.split("<main")[1]
    url = f"/en/rights/{request.pk}/"
    closed = pia.get(url).text.split("<main")[1]
    assert "I am done" in closed
    assert "Sanne" not in closed
    elsewhere = pia.get(url + "?reason=request", headers={"sec-fetch-site": "cross-site"}).text
    assert "Sanne" not in elsewhere.split("<main")[1]
    opened = pia.get(url + "?reason=request").text
    assert "Sanne de Wit" in opened
    assert "A task in law asks for this record now" in opened
    answer = {"decision": "grant", "answer": "It is done.", "version": "1"}
    assert "not even with a backup" in pia.post(url, answer).text
    with django_capture_on_commit_callbacks(execute=True):
        pia.post(url, answer | {"confirmed": "1"})
    assert not Identity.objects.filter(pk=request.journey_id).exists()
    assert not Journey.objects.exists()

    anybody = browse(city.policy)
    told = anybody.get(link)
    assert told.status_code == 200
    assert "28 December 2016" in told.text
    assert "Sanne" not in told.text
    paper = anybody.get(f"{link}receipt.pdf")
    assert paper.content.startswith(b"%PDF")
    assert person.get("/en/my-journey/").status_code in (302, 404)


# --- Clocks -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "months", "answer_by"),
    [
        (date(2016, 11, 28), 1, date(2016, 12, 28)),
        (date(2016, 12, 31), 1, date(2017, 1, 31)),
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2016, 11, 30), 3, date(2017, 2, 28)),
    ],
)
def test_terms_are_counted_in_calendar_months(asked, months, answer_by):
    assert months_after(asked, months) == answer_by


def test_the_term_is_a_setting_and_is_prolonged_once_by_two_months(
    city, sanne, participant, officer, settings
):
    settings.RIGHTS_ANSWER_MONTHS = 2
    request = actions.ask_right(participant, sanne, right="restrict")
    assert request.due == date(2017, 1, 28)
    longer = actions.prolong(officer, request, version=1, reason="A hard question")
    assert (longer.due, longer.state) == (date(2017, 3, 28), RequestState.ASKED)
    with pytest.raises(ValidationError, match="possible once"):
        actions.prolong(officer, longer, version=2, reason="Still hard")


def test_who_is_too_late_cannot_prolong_but_still_answers(
    city, sanne, participant, officer, settings, browse
):
    request = actions.ask_right(participant, sanne, right="restrict")
    settings.TODAY = TODAY + timedelta(days=31)
    with pytest.raises(ValidationError, match="term is over"):
        actions.prolong(officer, request, version=1, reason="Busy")
    pia = browse(officer)
    assert "too late" in pia.get("/en/rights/").text
    assert "Request to answer" in pia.get("/en/desk/").text
    assert actions.answer_right(officer, request, version=1, granted=False, answer="No").state == "refused"


# --- Every step, by the right and the wrong role, and twice at once --------------------------------------------
GRANTED = {"granted": True, "answer": "Yes"}
STEPS = {
    "grant": ("object", lambda who, it: actions.answer_right(who, it, version=it.version, **GRANTED)),
    "refuse": (
        "restrict",
        lambda who, it: actions.answer_right(who, it, version=it.version, granted=False, answer="No"),
    ),
    "prolong": ("restrict", lambda who, it: actions.prolong(who, it, version=it.version, reason="Hard")),
    "withdraw": ("restrict", lambda who, it: actions.withdraw_right(who, it, version=it.version)),
    "plan": (
        "erase",
        lambda who, it: actions.answer_right(
            who, it, version=it.version, planned_for=date(2017, 6, 1), **GRANTED
        ),
    ),
    "restrict": ("restrict", lambda who, it: actions.answer_right(who, it, version=it.version, **GRANTED)),
    "keep": ("erase", lambda who, it: actions.withdraw_right(who, it, version=it.version)),
    "announce": (
        "restrict",
        lambda who, it: actions.announce_end(
            who, it, version=it.version, answer="Solved", ends=TODAY + timedelta(days=7)
        ),
    ),
    "end": ("restrict", lambda who, it: actions.end_restriction(who, it, version=it.version)),
    "end_sooner": ("restrict", lambda who, it: actions.end_restriction(who, it, version=it.version)),
}
BY_THE_CLOCK = {"carry_out", "lift"}


def test_every_step_of_the_flow_is_tried():
    assert set(STEPS) | BY_THE_CLOCK == set(RIGHTS)


@pytest.fixture
def everybody(city, participant, officer):
    return {
        Role.PARTICIPANT: participant,
        Role.CASE_MANAGER: city.case,
        Role.PRIVACY_OFFICER: officer,
        Role.WORK_COACH: city.noor,
        Role.ENTERPRISE_MANAGER: city.manager,
        Role.POLICY_OFFICER: city.policy,
        Role.ANALYST: city.analyst,
        Role.OPERATOR: actor(Role.OPERATOR, city.platform),
    }


def asked_in_state(journey, participant, right: str, state: str) -> RightsRequest:
    purpose = "guidance" if right == "object" else ""
    request = actions.ask_right(participant, journey, right=right, text="because", purpose=purpose)
    RightsRequest.objects.filter(pk=request.pk).update(state=state)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_is_taken_by_the_right_role_once_and_from_the_right_state_only(city, spell, everybody, name):
    step = RIGHTS[name]
    right, take = STEPS[name]
    participant = everybody[Role.PARTICIPANT]
    request = asked_in_state(spell.journey, participant, right, step.start)
    for role, who in everybody.items():
        if role not in step.roles:
            with pytest.raises((Refused, ValidationError)):
                take(who, request)
    assert RightsRequest.objects.get(pk=request.pk).state == step.start
    stranger = actor(Role.PARTICIPANT, None, "Somebody Else")
    if Role.PARTICIPANT in step.roles:
        with pytest.raises(Refused):
            take(stranger, request)
    taken = take(next(who for role, who in everybody.items() if role in step.roles), request)
    assert taken.state == step.end
    # The second of two at once sees what the first did, and nothing is done again.
    with pytest.raises((Stale, ValidationError)):
        take(next(who for role, who in everybody.items() if role in step.roles), request)
    history = RightsRequest.history.filter(id=request.pk)
    assert history.count() == 2
    for other in set(RequestState.values) - {step.start}:
        if name in ("withdraw", "keep", "end", "end_sooner") and other in (
            "asked",
            "planned",
            "standing",
            "ending",
        ):
            continue
        RightsRequest.objects.filter(pk=request.pk).update(state=other, prolonged_on=None)
        request.refresh_from_db()
        if other != step.start:
            with pytest.raises(ValidationError):
                take(next(who for role, who in everybody.items() if role in step.roles), request)


def test_the_same_is_asked_once_at_a_time(city, sanne, participant):
    actions.ask_right(participant, sanne, right="erase")
    for who in (participant, city.case):
        with pytest.raises(ValidationError, match="asked already"):
            actions.ask_right(who, sanne, right="erase")
    assert RightsRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"right": "forget"}, "Choose what is asked"),
        ({"right": "object", "text": "x"}, "Choose the use"),
        ({"right": "object", "purpose": "guidance"}, "few words"),
        ({"right": "erase", "purpose": "counting"}, "Choose the use"),
        ({"right": "correct"}, "few words"),
        ({"right": "erase", "text": "my number is 111222333"}, "citizen service number"),
    ],
)
def test_requests_that_cannot_be(city, sanne, participant, asked, words):
    with pytest.raises(ValidationError, match=words):
        actions.ask_right(participant, sanne, **asked)
    assert not RightsRequest.objects.exists()


def test_nobody_asks_for_somebody_they_do_not_work_with(city, sanne, participant, officer):
    for who in (city.other_case, city.noor, city.manager, officer, city.policy):
        with pytest.raises(Refused):
            actions.ask_right(who, sanne, right="erase")


# --- Correct and object: what was there before has a clock now --------------------------------------------------
def test_a_reported_error_has_the_clock_and_ends_with_its_answer(city, spell, participant, officer, browse):
    question = actions.ask_correction(participant, spell.journey, about="stay", text="A week later")
    request = question.rights_request
    assert (request.right, request.due, request.state) == (Right.CORRECT, date(2016, 12, 28), "asked")
    assert "a correction" in browse(officer).get("/en/rights/").text.lower()
    with pytest.raises(ValidationError, match="works with the person"):
        actions.answer_right(officer, request, version=1, granted=True, answer="x")
    actions.answer_correction(city.noor, question, corrected=True, answer="Changed")
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (RequestState.DONE, city.noor.user)


def test_a_use_is_stopped_at_once_and_the_guidance_after_an_answer(city, spell, participant, officer):
    journey = spell.journey
    at_once = actions.withdraw_ground(participant, journey, purpose="counting")
    assert (at_once.right, at_once.state, at_once.purpose) == (Right.OBJECT, RequestState.DONE, "counting")
    request = actions.ask_right(participant, journey, right="object", purpose="guidance", text="I manage")
    assert request.state == RequestState.ASKED
    actions.answer_right(officer, request, version=1, granted=True, answer="Agreed")
    assert journey.grounds.get(purpose="guidance").withdrawn_on == TODAY
    by_letter = actions.ask_right(city.case, journey, right="object", purpose="follow_up", text="wrote it")
    assert (by_letter.state, by_letter.taken_down_by) == (RequestState.ASKED, city.case.user)
    actions.answer_right(officer, by_letter, version=1, granted=True, answer="Stopped")
    assert journey.grounds.get(purpose="follow_up").withdrawn_on == TODAY


# --- Restrict ---------------------------------------------------------------------------------------------------
@pytest.fixture
def restricted(city, spell, participant, officer, django_capture_on_commit_callbacks):
    actions.ask_correction(participant, spell.journey, about="stay", text="Wrong")
    request = actions.ask_right(participant, spell.journey, right="restrict", text="while you look")
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer_right(officer, request, version=1, granted=True, answer="Until it is solved")
    return RightsRequest.objects.get(pk=request.pk)


def test_a_restricted_record_is_marked_and_closed_to_everybody_but_two(
    city, spell, restricted, participant, officer, browse
):
    journey = spell.journey
    url = f"/en/people/{journey.pk}/"
    for who in (city.noor, city.case):
        page = browse(who)
        marked = page.get(url)
        assert marked.status_code == 200
        assert "only kept" in marked.text
        assert "Sanne" not in marked.text
        listed = page.get("/en/people/?q=Sanne").text
        assert "de Wit" not in listed
        assert "1 record is only kept" in listed
        assert "Sanne" not in page.get("/en/people/list.csv").text
        assert "Sanne" not in page.get("/en/desk/").text.split("<main")[1]
        for place in ("print/", "details/", "ladder/", "requests/"):
            assert page.get(url + place).status_code == 404
    assert browse(city.bram).get(url).status_code == 404
    for write in (
        lambda: actions.end_spell(city.noor, spell, version=spell.version, ends=TODAY),
        lambda: actions.record_assessment(city.case, journey, instrument="ladder", date=TODAY, value=3),
        lambda: actions.refer(city.case, journey, to_organisation=city.bakkerij),
        lambda: actions.hand_over(city.case, [journey], to=city.other_case.user, starts=TODAY),
    ):
        with pytest.raises(Refused):
            write()
    assert "Sanne" in browse(participant).get("/en/my-journey/").text
    assert "Sanne" in browse(officer).get(f"/en/rights/{restricted.pk}/?reason=request").text
    with pytest.raises(Refused):
        actions.open_for_a_reason(
            actor(Role.ANALYST, city.platform, "Ana"), key=str(journey.pk), purpose="restore", explanation="x"
        )


def test_a_referral_of_a_restricted_person_is_not_read(city, sanne, participant, officer, browse):
    referral = actions.refer(city.case, sanne, to_organisation=city.brug, wish="bakes with Bo")
    assert "bakes with Bo" in browse(city.noor).get(f"/en/referrals/{referral.pk}/").text
    request = actions.ask_right(participant, sanne, right="restrict")
    actions.answer_right(officer, request, version=1, granted=True, answer="Yes")
    assert browse(city.noor).get(f"/en/referrals/{referral.pk}/").status_code == 404
    assert "bakes with Bo" not in browse(city.noor).get("/en/desk/").text


def test_a_restricted_person_is_left_out_of_the_next_freeze_and_counted(city, spell, restricted, register):
    frozen = facts_rows(city.analyst, freeze=TODAY, purpose="build_edition")
    assert list(frozen.person) == list(frozen.spell) == list(frozen.assessment) == []
    assert dict(frozen.left_out) == {"restricted": 1}


def test_a_file_that_names_a_restricted_person_is_told_so(city, spell, restricted):
    SourceReference.objects.create(journey=spell.journey, organisation=city.brug, reference="W-17")
    mapping = (
        'shape = "spells"\nend = "exclusive"\n[columns]\nperson = "person"\nstart = "start"\nend = "end"\n'
        '[constants]\nplace_kind = "regular_job"\norganisation = "brouwerij-de-brug"\n'
    )
    batch = offer_file(
        city.noor, name="x.csv", data=b"person;start;end\nW-17;2016-03-05;2016-04-05\n", mapping=mapping
    )
    found = understand(batch)
    assert [problem.code for problem in found.problems] == ["restricted"]


def test_a_restriction_ends_after_notice_or_at_once_by_the_person(
    city, spell, restricted, participant, officer, settings, browse, django_capture_on_commit_callbacks
):
    soon = TODAY + timedelta(days=7)
    with pytest.raises(ValidationError, match="a week before"):
        actions.announce_end(officer, restricted, version=2, answer="Solved", ends=soon - timedelta(days=1))
    actions.announce_end(officer, restricted, version=2, answer="Solved", ends=soon)
    assert "used again from 5 December 2016" in browse(participant).get("/en/my-journey/rights/").text
    with django_capture_on_commit_callbacks(execute=True):
        do_what_is_due(soon - timedelta(days=1))
    spell.journey.refresh_from_db()
    assert spell.journey.restricted_on == TODAY
    with django_capture_on_commit_callbacks(execute=True):
        do_what_is_due(soon)
        do_what_is_due(soon)
    spell.journey.refresh_from_db()
    assert spell.journey.restricted_on is None
    assert [entry.what for entry in ledger.entries()] == ["restricted", "lifted"]
    again = actions.ask_right(participant, spell.journey, right="restrict")
    actions.answer_right(officer, again, version=1, granted=True, answer="Yes")
    again.refresh_from_db()
    actions.end_restriction(participant, again, version=again.version)
    spell.journey.refresh_from_db()
    assert spell.journey.restricted_on is None


def test_a_restore_brings_a_restriction_back(city, spell, restricted):
    Journey.objects.update(restricted_on=None)
    assert replay() == 1
    assert Journey.objects.get().restricted_on == TODAY
    assert replay() == 0


@pytest.mark.parametrize("by_request", [False, True], ids=["withdrawn", "granted"])
def test_a_restore_stops_again_what_was_objected_to_after_the_backup(
    city, spell, participant, officer, by_request, django_capture_on_commit_callbacks
):
    journey = spell.journey
    actions.end_spell(city.noor, spell, version=spell.version, ends=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        if by_request:
            request = actions.ask_right(participant, journey, right="object", purpose="guidance", text="No")
            actions.answer_right(officer, request, version=1, granted=True, answer="Yes")
        else:
            actions.withdraw_ground(participant, journey, purpose="follow_up")
    purpose = "guidance" if by_request else "follow_up"
    assert [each.what for each in ledger.entries()] == [f"stopped:{purpose}"]
    # As a backup from before has it.
    journey.grounds.update(withdrawn_on=None)
    FollowUp.objects.update(withdrawn_on=None)
    assert replay() == 1
    assert journey.grounds.get(withdrawn_on=TODAY).purpose == purpose
    assert FollowUp.objects.filter(withdrawn_on=None).exists() == by_request
    assert replay() == 0


def test_what_was_allowed_again_is_not_stopped_by_a_restore(
    city, spell, participant, django_capture_on_commit_callbacks
):
    journey = spell.journey
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_ground(participant, journey, purpose="counting")
        actions.record_ground(participant, journey, purpose="counting", ground="consent")
    assert [each.what for each in ledger.entries()] == ["stopped:counting", "allowed:counting"]
    assert replay() == 0
    assert journey.grounds.filter(purpose="counting", withdrawn_on=None).exists()


# --- Copy -------------------------------------------------------------------------------------------------------
def test_a_copy_is_made_at_once_logged_and_expires(city, spell, participant, browse, settings):
    person = browse(participant)
    person.post("/en/my-journey/rights/ask/copy/", {})
    request = RightsRequest.objects.get(right="copy")
    url = f"/en/my-journey/rights/{request.pk}/copy"
    assert f"{url}.zip" in person.get("/en/my-journey/rights/").text
    answer = person.get(f"{url}.json")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    entry = AccessEntry.objects.filter(verb="export").get()
    assert (entry.record, entry.detail, entry.persons.count()) == ("rights", "copy json", 1)
    assert person.get(f"{url}.exe").status_code == 404
    settings.TODAY = TODAY + timedelta(days=7)
    assert browse(participant).get(f"{url}.json").status_code == 404


def test_a_copy_that_somebody_fetches_themselves_is_nobody_elses(city, spell, participant, officer, browse):
    request = actions.ask_right(participant, spell.journey, right="copy")
    pia = browse(officer)
    assert "copy.pdf" not in pia.get(f"/en/rights/{request.pk}/").text
    for format_ in ("pdf", "zip", "json"):
        assert pia.get(f"/en/rights/{request.pk}/copy.{format_}").status_code == 404
    assert not AccessEntry.objects.filter(verb="export", refused=False).exists()


def test_a_copy_at_an_open_screen_asks_again_who_it_is(city, spell, participant, browse):
    request = actions.ask_right(participant, spell.journey, right="copy")
    person = browse(participant)
    session = person.session
    session[PROVED] = 0
    session.save()
    answer = person.get(f"/en/my-journey/rights/{request.pk}/copy.json")
    assert answer.url.startswith("/en/account/step-up/")
    assert not AccessEntry.objects.filter(verb="export").exists()


def test_for_somebody_without_an_account_the_case_manager_takes_it_down(city, spell, officer, browse):
    case, pia = browse(city.case), browse(officer)
    url = f"/en/people/{spell.journey_id}/requests/"
    case.post(url, {"right": "copy", "text": "By letter of 20 November"})
    request = RightsRequest.objects.get()
    assert (request.taken_down_by, request.state) == (city.case.user, "asked")
    assert "waiting for an answer" in case.get(url).text
    paper = f"/en/rights/{request.pk}/copy.pdf"
    assert pia.get(paper).status_code == 404
    answer = {"decision": "grant", "answer": "It is in the post.", "version": "1", "confirmed": "1"}
    pia.post(f"/en/rights/{request.pk}/", answer)
    assert pia.get(paper).content.startswith(b"%PDF")
    assert case.get(paper).status_code == 404


# --- Erase ------------------------------------------------------------------------------------------------------
def test_an_erasure_that_a_task_in_law_puts_off_happens_on_its_day(
    city, spell, participant, officer, browse, settings, django_capture_on_commit_callbacks
):
    request = actions.ask_right(participant, spell.journey, right="erase")
    with pytest.raises(ValidationError, match="after today"):
        actions.answer_right(officer, request, version=1, planned_for=TODAY, **GRANTED)
    day = date(2017, 1, 15)
    actions.answer_right(officer, request, version=1, planned_for=day, **GRANTED)
    assert "will be erased on 15 January 2017" in browse(participant).get("/en/my-journey/rights/").text
    do_what_is_due(day - timedelta(days=1))
    assert Journey.objects.exists()
    settings.TODAY = day
    link = receipts.link_of(request.pk)
    assert "erasures done: 1" in do_what_is_due(day)
    assert not Journey.objects.exists()
    assert receipts.find(link).full_on == date(2017, 2, 14)


def test_the_number_of_a_receipt_does_not_tell_its_link(tmp_path):
    link = receipts.link_of("6f2f9d6e-1111-4000-8000-000000000000")
    receipt = receipts.Receipt(
        receipts.digest_of(link), TODAY, TODAY, TODAY, {"stays": 2}, pending=("a pseudonym",)
    )
    receipts.keep(receipt)
    assert receipts.find(link) == receipt
    assert receipts.find(receipt.number) is None
    assert receipts.find(receipt.digest) is None
    assert receipts.finish(receipt, TODAY).pending == ()
    assert receipts.unfinished() == []
