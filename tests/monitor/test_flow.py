"""Who may take which step of an edition, from which state; and that an approval binds to exact content."""

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.actor import VISITOR
from momentum.monitor import actions
from momentum.monitor.building.files import public_folder
from momentum.monitor.flow import PUBLIC, TRANSITIONS, Hand, possible
from momentum.monitor.models import Edition, EditionEvent, EditionState

STEPS = {
    "rebuild": lambda actor, edition: actions.rebuild(actor, edition, enqueue=False),
    "submit": actions.submit,
    "approve": lambda actor, edition: actions.approve(actor, edition, content_hash=edition.content_hash),
    "send_back": lambda actor, edition: actions.send_back(actor, edition, reason="Look again."),
    "publish": actions.publish,
    "withdraw": lambda actor, edition: actions.withdraw(
        actor, edition, reason_nl="Fout.", reason_en="Wrong."
    ),
    "supersede": lambda actor, edition: actions.supersede(
        actor, edition, by=edition, reason_nl="Nieuwer.", reason_en="Newer."
    ),
}


def test_every_step_of_the_flow_that_a_person_takes_is_tested_here():
    assert set(STEPS) == {each.verb for each in TRANSITIONS.values() if each.hand is not Hand.MACHINE}


@pytest.mark.parametrize("state", EditionState.values)
def test_no_step_is_taken_from_a_state_that_does_not_offer_it(city, state):
    edition = Edition.objects.create(
        slug="x", title_nl="X", title_en="X", period_from="2016-01-01", period_to="2017-01-01",
        freeze="2017-01-01", state=state, built_by=city.anna.user,
    )  # fmt: skip
    offered = {each.verb for each in possible(state)}
    for verb, step in STEPS.items():
        if verb not in offered:
            with pytest.raises(ValidationError):
                step(city.chris, edition)
    edition.refresh_from_db()
    assert edition.state == state
    assert not EditionEvent.objects.exists()


@pytest.mark.parametrize("verb", STEPS)
def test_nobody_but_an_analyst_takes_a_step(city, verb):
    edition = Edition.objects.create(
        slug="x", title_nl="X", title_en="X", period_from="2016-01-01", period_to="2017-01-01",
        freeze="2017-01-01", state=next(iter(TRANSITIONS[verb].sources)),
    )  # fmt: skip
    for actor in (VISITOR, city.visitor_role):
        with pytest.raises(Refused):
            STEPS[verb](actor, edition)
    with pytest.raises(Refused):
        actions.new_edition(
            city.visitor_role, period_from=edition.period_from, period_to=edition.period_to,
            freeze=edition.freeze, title_nl="X", title_en="X",
        )  # fmt: skip


def test_the_builder_does_not_approve_their_own_edition(city, draft):
    actions.submit(city.anna, draft)
    with pytest.raises(Refused):
        actions.approve(city.anna, draft, content_hash=draft.content_hash)
    draft.refresh_from_db()
    assert draft.state == EditionState.SUBMITTED


def test_who_pinned_edited_or_submitted_does_not_approve(city, draft, few_charts):
    actions.edit(city.bo, draft, title_nl="Monitor", title_en="Monitor")
    actions.rebuild(city.anna, draft, enqueue=False)
    draft = actions.run_build(draft.pk)
    actions.submit(city.anna, draft)
    with pytest.raises(Refused):
        actions.approve(city.bo, draft, content_hash=draft.content_hash)
    assert actions.approve(city.chris, draft, content_hash=draft.content_hash).state == EditionState.APPROVED


def test_an_approval_holds_for_the_content_that_was_seen_and_no_other(city, draft, few_charts):
    seen = draft.content_hash
    actions.edit(city.anna, draft, title_nl="Anders", title_en="Other")
    actions.rebuild(city.anna, draft, enqueue=False)
    draft = actions.run_build(draft.pk)
    assert draft.content_hash != seen
    actions.submit(city.anna, draft)
    with pytest.raises(ValidationError, match="built again"):
        actions.approve(city.bo, draft, content_hash=seen)


def test_a_draft_changed_after_building_is_built_again_before_it_is_submitted(city, draft):
    actions.edit(city.anna, draft, title_nl="Anders", title_en="Other")
    with pytest.raises(ValidationError, match="Build again"):
        actions.submit(city.anna, draft)


def test_nothing_is_published_without_approval(city, draft):
    for prepare in (lambda: None, lambda: actions.submit(city.anna, draft)):
        prepare()
        with pytest.raises(ValidationError, match="another analyst approved"):
            actions.publish(city.anna, draft)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_files_touched_after_approval_are_not_published(city, draft):
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    file = public_folder(draft) / "tables" / "by_year.csv"
    file.write_bytes(file.read_bytes().replace(b"2016", b"2017"))
    with pytest.raises(ValidationError, match=r"tables/by_year\.csv"):
        actions.publish(city.anna, draft)


def test_sending_back_needs_a_reason_and_keeps_it(city, draft):
    actions.submit(city.anna, draft)
    with pytest.raises(ValidationError, match="reason"):
        actions.send_back(city.bo, draft, reason=" ")
    edition = actions.send_back(city.bo, draft, reason="The age table is odd.")
    assert edition.state == EditionState.RETURNED
    assert edition.events.last().remark == "The age table is odd."


def test_what_was_approved_can_still_go_back_and_be_built_again(city, draft):
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    edition = actions.send_back(city.bo, draft, reason="Something else was released since.")
    assert edition.state == EditionState.RETURNED
    assert "rebuild" in {each.verb for each in possible(edition.state)}
    with pytest.raises(ValidationError):
        actions.publish(city.anna, edition)


def test_an_edition_that_somebody_changed_meanwhile_is_not_submitted_unseen(city, draft):
    seen = draft.version
    actions.edit(city.bo, draft, title_nl="Anders", title_en="Other")
    with pytest.raises(Stale) as stale:
        actions.edit(city.anna, draft, title_nl="Mijn titel", title_en="Mine", version=seen)
    assert stale.value.current.title_en == "Other"


def test_a_withdrawn_edition_needs_its_reason_in_both_languages(city, published):
    with pytest.raises(ValidationError):
        actions.withdraw(city.anna, published, reason_nl="Fout.", reason_en="")
    edition = actions.withdraw(city.anna, published, reason_nl="Fout.", reason_en="Wrong.")
    assert edition.state == EditionState.WITHDRAWN
    assert edition.slug == published.slug
    assert edition.state in PUBLIC


def test_an_edition_is_replaced_only_by_one_that_is_public(city, published, new):
    later = new()
    with pytest.raises(ValidationError, match="published"):
        actions.supersede(city.anna, published, by=later, reason_nl="Nieuwer.", reason_en="Newer.")
    actions.submit(city.anna, later)
    actions.approve(city.bo, later, content_hash=later.content_hash)
    actions.publish(city.anna, later)
    edition = actions.supersede(city.anna, published, by=later, reason_nl="Nieuwer.", reason_en="Newer.")
    later.refresh_from_db()
    assert edition.state == EditionState.SUPERSEDED
    assert later.supersedes == edition
