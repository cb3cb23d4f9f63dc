"""`momentum edition`: the same actions, as whoever the token says."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from momentum.accounts.models import AccessEntry
from momentum.monitor import actions
from momentum.monitor.models import ApprovalToken, Edition, EditionState
from momentum.monitor.queries.analysts import actor_of_token


@pytest.fixture
def run(monkeypatch):
    # The heart of a build beats over a connection of its own, which a test's transaction would keep waiting.
    from contextlib import nullcontext

    from momentum.site.command_line import main

    monkeypatch.setattr("momentum.monitor.actions.progress.beating", lambda _edition: nullcontext())

    def call(*arguments, token=None):
        return CliRunner().invoke(main, ["edition", *arguments], env={"MOMENTUM_TOKEN": token})

    return call


def test_from_build_to_publication_by_two_analysts(city, run, few_charts):
    anna, bo = actions.make_token(city.anna), actions.make_token(city.bo)
    built = run("build", "--period", "2016", token=anna)
    assert built.exit_code == 0, built.output
    assert "measuring" in built.stderr
    edition = Edition.objects.get()
    assert built.stdout.split() == ["2016", "draft", edition.content_hash]
    assert edition.built_by == city.anna.user
    assert run("submit", "2016", token=anna).exit_code == 0
    assert run("approve", "2016", token=bo).exit_code == 0
    assert run("publish", "2016", token=anna).exit_code == 0
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    assert "2016\tpublished" in run("list").output


def test_approving_ones_own_edition_is_refused_and_logged(city, run, draft):
    token = actions.make_token(city.anna)
    actions.submit(city.anna, draft)
    answer = run("approve", "2016", token=token)
    assert answer.exit_code == 1
    assert "Refused, and logged" in answer.output
    entry = AccessEntry.objects.get(refused=True)
    assert (entry.user, entry.record) == (city.anna.user, "edition_approval")
    draft.refresh_from_db()
    assert draft.state == EditionState.SUBMITTED


@pytest.mark.parametrize("verb", ["approve", "publish", "submit"])
@pytest.mark.parametrize("token", [None, "mom_guessed"])
def test_without_a_valid_token_nothing_is_done_and_the_attempt_is_logged(run, draft, verb, token):
    answer = run(verb, "2016", token=token)
    assert answer.exit_code == 1
    assert "valid token" in answer.output
    assert AccessEntry.objects.filter(refused=True, detail__contains=verb).count() == 1


def test_a_token_ends_by_the_clock_with_the_next_one_and_with_the_mandate(city):
    first = actions.make_token(city.anna)
    assert actor_of_token(first).user == city.anna.user
    second = actions.make_token(city.anna)
    assert not actor_of_token(first).signed_in
    ApprovalToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not actor_of_token(second).signed_in
    third = actions.make_token(city.anna)
    city.anna.mandate.ends = city.anna.mandate.starts + timedelta(days=1)
    city.anna.mandate.save()
    assert not actor_of_token(third).signed_in


def test_only_the_hash_of_a_token_is_kept(city):
    token = actions.make_token(city.anna)
    assert token not in str(ApprovalToken.objects.values().get())


def test_publishing_without_approval_says_what_is_missing(city, run, draft):
    answer = run("publish", "2016", token=actions.make_token(city.anna))
    assert answer.exit_code == 1
    assert "another analyst approved" in answer.output


@pytest.mark.parametrize("period", ["2016-13", "now", "2017..2016"])
def test_a_period_that_is_none_is_one_sentence(city, run, period):
    answer = run("build", "--period", period, token=actions.make_token(city.anna))
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert not Edition.objects.exists()


def test_a_visitor_lists_public_editions_only(city, run, draft):
    assert "2016" not in run("list").output
    assert "2016\tdraft" in run("list", token=actions.make_token(city.bo)).output
