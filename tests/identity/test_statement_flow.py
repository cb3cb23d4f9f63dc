"""From draft to public: who may take which step, what is frozen, and what happens when two come at once."""

import copy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from momentum.accounts.access import Refused, Stale
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import Mandate
from momentum.accounts.policy import Role
from momentum.identity.actions import statements as actions
from momentum.identity.content import hash_of
from momentum.identity.flow import STATEMENT
from momentum.identity.models import Statement, StatementState
from momentum.identity.queries.kept import forget
from momentum.identity.queries.signatures import signatures
from momentum.identity.queries.statements import published, steps_for, waiting_for
from tests.identity import stated_field

WORDS = {
    "remark_nl": "De verantwoording van de aanbesteding weegt.",
    "remark_en": "The tender's reporting weighs.",
}


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2017, 3, 14)
    forget()
    with override("en"):
        yield
    forget()


@pytest.fixture
def field(db):
    return stated_field.build()


@pytest.fixture
def draft(field):
    statement = actions.make_statement(field.anna, year=2016)
    return actions.write_remark(field.anna, statement, **WORDS)


@pytest.fixture
def submitted(field, draft):
    return actions.submit(field.anna, draft)


@pytest.fixture
def checked(field, submitted):
    return actions.check(field.bo, submitted, content_hash=submitted.content_hash)


@pytest.fixture
def public(field, checked):
    return actions.approve(field.bea, checked, content_hash=checked.content_hash)


def test_the_whole_way_ends_in_a_public_statement_with_both_papers(field, public):
    assert public.state == StatementState.PUBLISHED
    assert published(2016) == public
    assert [event.verb for event in public.events.all()] == ["make", "write", "submit", "check", "approve"]
    assert {file.language for file in public.files.all()} == {"nl", "en"}
    assert [(step.name, step.role) for step in signatures(public)] == [
        ("Anna", Role.ANALYST),
        ("Bo", Role.ANALYST),
        ("Bea", Role.BOARD_MEMBER),
    ]


def test_every_event_names_the_hash_of_what_it_is_about(public):
    hashes = {event.verb: event.content_hash for event in public.events.all()}
    assert hashes["submit"] == hashes["check"] == hashes["approve"] == hash_of(public.content) != ""
    assert hashes["make"] == hashes["write"] == ""


def test_its_author_neither_checks_nor_approves_it(field, submitted):
    for step in (actions.check, actions.approve):
        with pytest.raises(Refused):
            step(field.anna, submitted, content_hash=submitted.content_hash)


def test_who_wrote_a_word_of_it_does_not_check_it(field, draft):
    actions.write_remark(field.bo, draft, **WORDS)
    submitted = actions.submit(field.anna, draft)
    with pytest.raises(Refused):
        actions.check(field.bo, submitted, content_hash=submitted.content_hash)


def test_a_board_member_does_not_check_and_an_analyst_does_not_approve(field, submitted):
    with pytest.raises(Refused):
        actions.check(field.bea, submitted, content_hash=submitted.content_hash)
    checked = actions.check(field.bo, submitted, content_hash=submitted.content_hash)
    with pytest.raises(Refused):
        actions.approve(field.bo, checked, content_hash=checked.content_hash)


@pytest.mark.parametrize("hand", ["anna", "bo"])
def test_somebody_with_two_roles_is_still_one_pair_of_eyes(field, checked, hand):
    analyst = getattr(field, hand)
    mandate = Mandate.objects.create(
        user=analyst.user, organisation=analyst.organisation, role=Role.BOARD_MEMBER, starts=date(2015, 1, 1)
    )
    as_board = Actor(analyst.user, Role.BOARD_MEMBER, analyst.organisation, mandate)
    with pytest.raises(Refused):
        actions.approve(as_board, checked, content_hash=checked.content_hash)


@pytest.mark.parametrize("verb", sorted(STATEMENT))
def test_nobody_else_takes_any_step(field, submitted, verb):
    told = {
        "write": WORDS,
        "check": {"content_hash": submitted.content_hash},
        "approve": {"content_hash": submitted.content_hash},
        "send_back": {"reason": "No."},
        "hand_back": {"reason": "No."},
        "withdraw": {"reason_nl": "Nee.", "reason_en": "No."},
    }.get(verb, {})
    action = actions.write_remark if verb == "write" else getattr(actions, verb)
    for actor in (VISITOR, field.broker, field.manager):
        with pytest.raises(Refused):
            action(actor, submitted, **told)


@pytest.mark.parametrize("verb", sorted(STATEMENT))
def test_a_step_is_taken_from_its_own_states_only(field, draft, verb):
    actor = {"approve": field.bea, "hand_back": field.bea, "check": field.bo, "send_back": field.bo}.get(
        verb, field.anna
    )
    told = {
        "write": WORDS,
        "check": {"content_hash": draft.content_hash},
        "approve": {"content_hash": draft.content_hash},
        "send_back": {"reason": "No."},
        "hand_back": {"reason": "No."},
        "withdraw": {"reason_nl": "Nee.", "reason_en": "No."},
    }.get(verb, {})
    action = actions.write_remark if verb == "write" else getattr(actions, verb)
    for state in StatementState.values:
        Statement.objects.filter(pk=draft.pk).update(
            state=state, content={"a": 1}, content_hash=hash_of({"a": 1})
        )
        if "content_hash" in told:
            told["content_hash"] = hash_of({"a": 1})
        if state not in STATEMENT[verb].sources:
            with pytest.raises(ValidationError):
                action(actor, draft, **told)


def test_the_second_of_two_approvers_is_told_that_it_changed(field, checked):
    asked = {"content_hash": checked.content_hash, "version": checked.version}
    actions.approve(field.bea, checked, **asked)
    with pytest.raises(Stale):
        actions.approve(field.bram, checked, **asked)
    again = Statement.objects.get(pk=checked.pk)
    assert again.events.filter(verb="approve").count() == 1
    assert again.files.count() == 2


def test_words_saved_over_newer_ones_are_refused(field, draft):
    old = draft.version
    actions.write_remark(field.anna, draft, **WORDS, version=old)
    with pytest.raises(Stale):
        actions.write_remark(field.anna, draft, remark_nl="x", remark_en="y", version=old)


def test_what_was_submitted_stays_when_the_data_change(field, submitted):
    frozen = copy.deepcopy(submitted.content)
    stated_field.requirement("Nieuwe eis", "New demand", hours=400, since=date(2014, 1, 1))
    forget()
    checked = actions.check(field.bo, submitted, content_hash=submitted.content_hash)
    public = actions.approve(field.bea, checked, content_hash=checked.content_hash)
    assert Statement.objects.get(pk=public.pk).content == frozen
    assert hash_of(public.content) == submitted.content_hash


def test_content_changed_behind_its_hash_is_not_approved(field, checked):
    content = {**checked.content, "told": 99}
    Statement.objects.filter(pk=checked.pk).update(content=content)
    with pytest.raises(ValidationError, match="not what was submitted"):
        actions.approve(field.bea, checked, content_hash=checked.content_hash)


def test_approving_something_else_than_was_seen_is_refused(field, checked):
    with pytest.raises(ValidationError, match="submitted again"):
        actions.approve(field.bea, checked, content_hash="0" * 64)


@pytest.mark.parametrize("verb", ["send_back", "hand_back"])
def test_sent_back_it_is_a_draft_again_with_the_reason(field, submitted, verb):
    statement = submitted
    actor = field.bo
    if verb == "hand_back":
        statement = actions.check(field.bo, submitted, content_hash=submitted.content_hash)
        actor = field.bea
    with pytest.raises(ValidationError):
        getattr(actions, verb)(actor, statement, reason=" ")
    back = getattr(actions, verb)(actor, statement, reason="Say what the tender asks.")
    assert back.state == StatementState.DRAFT
    assert back.events.last().remark == "Say what the tender asks."
    again = actions.submit(field.anna, back)
    assert again.state == StatementState.SUBMITTED
    if verb == "send_back":
        assert actions.check(field.bo, again, content_hash=again.content_hash)


def test_without_words_in_both_languages_it_is_not_submitted(field):
    statement = actions.make_statement(field.anna, year=2016)
    actions.write_remark(field.anna, statement, remark_nl="Goed.", remark_en=" ")
    with pytest.raises(ValidationError) as refused:
        actions.submit(field.anna, statement)
    assert set(refused.value.message_dict) == {"remark_en"}


def test_one_statement_a_year_and_none_of_a_year_that_nobody_answered(field, draft):
    with pytest.raises(ValidationError, match="already"):
        actions.make_statement(field.bo, year=2016)
    with pytest.raises(ValidationError, match="No enterprise confirmed"):
        actions.make_statement(field.anna, year=2011)


def test_withdrawn_its_address_stays_with_the_reason(field, public):
    with pytest.raises(ValidationError):
        actions.withdraw(field.bo, public, reason_nl="Een fout.", reason_en="")
    gone = actions.withdraw(field.bo, public, reason_nl="Een fout.", reason_en="A mistake.")
    assert gone.state == StatementState.WITHDRAWN
    assert gone.public_reason_en == "A mistake."
    assert published(2016) is None


def test_withdrawn_it_is_written_anew_and_everybody_signs_anew(field, public):
    gone = actions.withdraw(field.bo, public, reason_nl="Een fout.", reason_en="A mistake.")
    draft = actions.write_anew(field.anna, gone)
    assert (draft.state, draft.content, draft.content_hash) == (StatementState.DRAFT, {}, "")
    assert [told.what for told in waiting_for(field.anna)] == ["Your identity statement can be submitted"]
    again = actions.submit(field.anna, draft)
    assert again.content_hash == public.content_hash, "not a letter changed"
    assert [step.verb for step in signatures(again)] == ["submit"], (
        "who signed the last one did not sign this"
    )
    actions.check(field.bo, again, content_hash=again.content_hash)
    last = actions.approve(field.bea, again, content_hash=again.content_hash)
    assert published(2016) == last
    assert last.files.count() == 2
    assert [step.verb for step in signatures(last)] == ["submit", "check", "approve"]


def test_who_began_it_again_is_not_its_checker(field, public):
    gone = actions.withdraw(field.anna, public, reason_nl="Een fout.", reason_en="A mistake.")
    again = actions.submit(field.anna, actions.write_anew(field.bo, gone))
    assert "check" not in steps_for(field.bo, again)
    with pytest.raises(Refused):
        actions.check(field.bo, again, content_hash=again.content_hash)


def test_it_waits_for_whoever_can_take_the_next_step(field, draft):
    def told(actor):
        return [each.what for each in waiting_for(actor)]

    assert told(field.anna) == ["Your identity statement can be submitted"]
    assert told(field.bo) == told(field.bea) == []
    submitted = actions.submit(field.anna, draft)
    assert told(field.bo) == ["The identity statement waits for your check"]
    assert told(field.anna) == told(field.bea) == []
    actions.check(field.bo, submitted, content_hash=submitted.content_hash)
    assert told(field.bea) == ["The identity statement waits for your decision"]
    assert told(field.bo) == told(field.broker) == []
    actions.hand_back(field.bea, submitted, reason="Shorter.")
    assert told(field.anna) == ["Your identity statement was sent back"]


def test_the_steps_offered_are_those_that_can_be_taken(field, submitted):
    assert steps_for(field.bo, submitted) == {"check", "send_back"}
    assert steps_for(field.anna, submitted) == set()
    assert steps_for(field.bea, submitted) == set()
