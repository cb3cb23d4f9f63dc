"""What is past its term goes, with proof; a kill in the middle costs neither; what is needed longer stays and is told."""

import hashlib
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from momentum.accounts import retention
from momentum.accounts.actions.retention import digest_of, run_by_hand, run_daily, run_rules
from momentum.accounts.daily import NotDone
from momentum.accounts.models import DailyRun, RetentionIntent, RetentionProof
from momentum.accounts.retention import Due, Rule
from momentum.site.command_line import main

TODAY = date(2016, 11, 24)
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Ends the process as a kill does: no handler sees it."""


class Shelf:
    """Things with the day on which they ended; removing one may be made to die before or after it happened."""

    def __init__(self, **things):
        self.things, self.held, self.deadly, self.asked = things, {}, {}, []

    def find(self, last):
        self.asked.append(last)
        return [Due(key, self.held.get(key, "")) for key, ended in self.things.items() if ended <= last]

    def remove(self, keys, day):
        for key in keys:
            if self.deadly.pop(key, "") == "before":
                raise Killed
            self.things.pop(key, None)
        for key in keys:
            if self.deadly.pop(f"{key} gone", ""):
                raise Killed


OLD, YOUNG = TODAY - timedelta(days=30), TODAY - timedelta(days=29)


@pytest.fixture
def shelf(monkeypatch):
    monkeypatch.setattr(retention, "_rules", {})
    shelf = Shelf(a=OLD, b=OLD, c=OLD, d=YOUNG)
    retention.register(Rule("things", "mail", shelf.find, shelf.remove, at_once=2))
    return shelf


def test_what_is_past_its_term_goes_and_the_rest_stays(shelf):
    (removal,) = run_rules()
    assert shelf.asked == [OLD]
    assert set(shelf.things) == {"d"}
    assert str(removal) == "things: 3 removed after 30 days"


def test_the_proof_says_what_went_and_nothing_about_whom(shelf):
    run_rules()
    proof = RetentionProof.objects.get()
    assert (proof.day, proof.rule, proof.term, proof.period, proof.count) == (
        TODAY, "things", "mail", "30 days", 3
    )  # fmt: skip
    digest = ""
    for key in "abc":
        digest = hashlib.sha256((digest + key).encode()).hexdigest()
    assert proof.digest == digest == digest_of(["a", "b", "c"])
    run_rules()
    assert RetentionProof.objects.count() == 1


def test_a_key_may_stand_for_many_records(monkeypatch):
    monkeypatch.setattr(retention, "_rules", {})
    shelf = Shelf(**{"1-500": OLD})
    retention.register(Rule("log", "mail", shelf.find, shelf.remove, size=lambda span: 500))
    assert [each.count for each in run_rules(dry=True)] == [500]
    assert [each.count for each in run_rules()] == [500]
    assert RetentionProof.objects.get().count == 500


def test_a_rule_says_itself_why_it_did_not(monkeypatch):
    def refuses(keys, day):
        raise NotDone("Entry 7 does not hold.")

    monkeypatch.setattr(retention, "_rules", {})
    retention.register(Rule("log", "mail", lambda last: [Due("1")], refuses))
    with pytest.raises(NotDone, match="log: 0 removed after 30 days; Entry 7 does not hold."):
        run_daily(TODAY)


def test_a_dry_run_removes_nothing(shelf):
    (removal,) = run_rules(dry=True)
    assert (removal.count, len(shelf.things)) == (3, 4)
    assert not RetentionProof.objects.exists()
    assert not RetentionIntent.objects.exists()


def test_what_is_needed_longer_stays_and_is_told(shelf):
    shelf.held = {"a": retention.RESTRICTED, "b": retention.REQUEST_OPEN}
    (removal,) = run_rules()
    assert set(shelf.things) == {"a", "b", "d"}
    assert str(removal) == "things: 1 removed after 30 days (1 kept: request open, 1 kept: restricted)"
    shelf.held = {}
    run_rules()
    assert set(shelf.things) == {"d"}


@pytest.mark.parametrize(
    "deadly", [{"a": "before"}, {"b": "before"}, {"b gone": "x"}, {"c": "before"}, {"c gone": "x"}]
)
def test_killed_anywhere_the_next_run_finishes_and_every_one_is_counted_once(shelf, deadly):
    shelf.deadly = dict(deadly)
    with pytest.raises(Killed):
        run_rules()
    run_rules()
    assert set(shelf.things) == {"d"}
    assert sum(RetentionProof.objects.values_list("count", flat=True)) == 3
    assert not RetentionIntent.objects.exists()


def test_a_rule_that_fails_stops_no_other_and_is_told_without_anybodys_data(shelf, monkeypatch):
    def fails(keys, day):
        raise ValueError("Jan Jansen")

    retention.register(Rule("broken", "tasks", lambda last: [Due("x")], fails))
    with pytest.raises(NotDone) as told:
        run_daily(TODAY)
    assert "broken: 0 removed after 30 days; stopped by ValueError, goes on next time" in str(told.value)
    assert "things: 3 removed" in str(told.value)
    assert "Jansen" not in str(told.value)


def test_a_clock_that_leaps_removes_nothing_by_itself(shelf):
    DailyRun.objects.create(
        job="retention", day=TODAY - timedelta(days=63), state="done", started_at="2016-01-01T00:00Z"
    )
    with pytest.raises(NotDone, match="63 days ago. If the clock is right"):
        run_daily(TODAY)
    assert len(shelf.things) == 4
    run_by_hand()
    assert set(shelf.things) == {"d"}
    assert run_daily(TODAY) == "Nothing was past its term."


def test_the_command_says_what_would_go_and_what_went(shelf):
    told = CliRunner().invoke(main, ["retention", "run", "--dry-run"])
    assert (told.exit_code, told.output) == (0, "things: 3 would go after 30 days\n")
    told = CliRunner().invoke(main, ["retention", "list"])
    assert "mail\t30 days\tafter the message was sent\tby the clock" in told.output
    assert "things: 3 would go after 30 days" in told.output
    told = CliRunner().invoke(main, ["retention", "run", "--rule", "dust"])
    assert "There is no rule “dust”. There are: things." in told.output
    told = CliRunner().invoke(main, ["retention", "run"])
    assert (told.exit_code, told.output) == (0, "things: 3 removed after 30 days\n")
