"""Removing what is past its term, with proof, so that a kill in the middle costs neither.

What is found is first written down as intended; then, batch by batch, removed and counted. A removal may be done
twice, a key is counted once: in the transaction that takes away its intent.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from momentum.accounts.alone import alone
from momentum.accounts.clock import today
from momentum.accounts.daily import NotDone
from momentum.accounts.models import DailyRun, RetentionIntent, RetentionProof
from momentum.accounts.retention import Rule, period_of, rules
from momentum.accounts.row_security import as_system

LEAP = timedelta(days=62)
"""A clock that went on this far at once is more likely wrong than right: nothing is removed by itself then."""


@dataclass
class Removal:
    """What one rule did, or with a dry run would do; `postponed` counts by reason; `problem` if it stopped."""

    rule: Rule
    period: str
    count: int = 0
    postponed: Counter[str] = field(default_factory=Counter)
    problem: str = ""

    def __str__(self) -> str:
        kept = ", ".join(f"{count} kept: {why}" for why, count in sorted(self.postponed.items()))
        told = f"{self.rule.name}: {self.count} removed after {self.period}"
        return f"{told}{f' ({kept})' if kept else ''}{f'; {self.problem}' if self.problem else ''}"


def run_daily(day: date) -> str:
    """The daily job. Raises `NotDone` where a rule failed, or the clock leapt."""
    _check_leap(day)
    removals = run_rules(day)
    told = "; ".join(str(each) for each in removals if each.count or each.postponed or each.problem)
    if any(each.problem for each in removals):
        raise NotDone(told)
    return told or "Nothing was past its term."


def _check_leap(day: date) -> None:
    done = DailyRun.objects.filter(job="retention", state="done", day__lte=day).order_by("-day").first()
    if done and day - done.day > LEAP:
        raise NotDone(
            f"The last removal was on {done.day}, {(day - done.day).days} days ago. If the clock is right, run "
            "`momentum retention run` once by hand; if it is not, nothing is lost."
        )


def run_by_hand(*, only: str = "") -> list[Removal]:
    """Run the rules now, however far the clock went on: somebody looked at it. The daily clock goes on from here."""
    day = today()
    removals = run_rules(day, only=only)
    if not only and not any(each.problem for each in removals):
        DailyRun.objects.update_or_create(
            job="retention",
            day=day,
            defaults={
                "state": "done",
                "started_at": timezone.now(),
                "ended_at": timezone.now(),
                "told": "Run by hand. " + "; ".join(str(each) for each in removals if each.count),
            },
        )
    return removals


def run_rules(day: date | None = None, *, only: str = "", dry: bool = False) -> list[Removal]:
    """Run every rule (or `only` one) for `day`; `dry` counts and removes nothing. One process at a time."""
    day = day or today()
    run = uuid.uuid4()
    chosen = [rule for rule in rules() if only in ("", rule.name)]
    with alone("retention"), as_system("daily"):
        return [_dry(rule, day) if dry else _run(rule, day, run) for rule in chosen]


def _dry(rule: Rule, day: date) -> Removal:
    removal, keys = _found(rule, day)
    removal.count = sum(map(rule.size, keys))
    return removal


def _found(rule: Rule, day: date) -> tuple[Removal, list[str]]:
    period = period_of(rule.term)
    assert period is not None, f"{rule.name} has a term that no time ends"
    removal, keys = Removal(rule, str(period)), set()
    for due in rule.find(period.before(day)):
        if due.postponed:
            removal.postponed[due.postponed] += 1
        else:
            keys.add(due.key)
    return removal, sorted(keys)


def _run(rule: Rule, day: date, run: uuid.UUID) -> Removal:
    removal = Removal(rule, str(period_of(rule.term)))
    try:
        removal, keys = _found(rule, day)
        _intend(rule, keys)
        for batch in _batches(rule):
            rule.remove(batch, day)
            _count(removal, batch, day, run)
    except NotDone as reason:
        removal.problem = str(reason)
    except Exception as error:
        # The message of an error may quote a record; its kind does not.
        removal.problem = f"stopped by {type(error).__name__}, goes on next time"
    return removal


def _intend(rule: Rule, keys: Sequence[str]) -> None:
    """Intents that a broken-off run left stand among them: they are removed and counted now."""
    RetentionIntent.objects.bulk_create(
        (RetentionIntent(rule=rule.name, key=key) for key in keys), ignore_conflicts=True, batch_size=500
    )


def _batches(rule: Rule) -> Iterator[list[str]]:
    left = RetentionIntent.objects.filter(rule=rule.name).order_by("key")
    while keys := list(left.values_list("key", flat=True)[: rule.at_once]):
        yield keys


def _count(removal: Removal, keys: Sequence[str], day: date, run: uuid.UUID) -> None:
    rule = removal.rule
    with transaction.atomic():
        RetentionIntent.objects.filter(rule=rule.name, key__in=keys).delete()
        proof, _made = RetentionProof.objects.get_or_create(
            run=run,
            rule=rule.name,
            defaults={
                "day": day,
                "term": rule.term,
                "period": removal.period,
                "made_at": timezone.now(),
            },
        )
        count = sum(map(rule.size, keys))
        proof.count += count
        proof.digest = digest_of(keys, proof.digest)
        proof.save(update_fields=["count", "digest"])
    removal.count += count


def digest_of(keys: Sequence[str], before: str = "") -> str:
    """The digest of a proof after these keys; `before` is what it was."""
    for key in keys:
        before = hashlib.sha256(f"{before}{key}".encode()).hexdigest()
    return before
