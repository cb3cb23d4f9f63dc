"""What is done about requirements: proposed, agreed with who demands it, and done or dropped."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.identity.actions.moving import locked, move
from momentum.identity.flow import COUNTER_MEASURE
from momentum.identity.models import CounterMeasure, CounterMeasureEvent
from momentum.identity.queries.counter_measures import hours_now
from momentum.sector.actions.requirement_steps import settle_requirement
from momentum.sector.actions.requirements import file_requirement
from momentum.sector.models import Requirement, RequirementState

Kind = CounterMeasure.Kind
LONGEST = 300


def propose(
    actor: Actor,
    *,
    requirement: Requirement,
    kind: str,
    words_nl: str,
    words_en: str = "",
    owner: str = "",
    into: Requirement | None = None,
) -> CounterMeasure:
    """Propose to have a requirement withdrawn, merged into another, or made lighter."""
    require(actor, "write", "identity_statement")
    wrong = _wrong(requirement, kind, words_nl, into)
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        measure = CounterMeasure(
            requirement=requirement,
            kind=kind,
            into=into if kind == Kind.MERGED else None,
            words_nl=words_nl.strip(),
            words_en=words_en.strip(),
            owner=owner.strip(),
            proposed_on=today(),
            version=0,
        )
        measure.full_clean(validate_constraints=False)
        _write(actor, measure, "propose")
    return measure


def agree(actor: Actor, measure: CounterMeasure, *, version: int | None = None) -> CounterMeasure:
    """Who demands it agrees."""
    allowed(actor, "agree", measure)
    with transaction.atomic():
        measure = locked(measure, version)
        _take(actor, measure, "agree")
    return measure


def drop(actor: Actor, measure: CounterMeasure, *, reason: str, version: int | None = None) -> CounterMeasure:
    """It will not be done, with a reason."""
    allowed(actor, "drop", measure)
    with transaction.atomic():
        measure = locked(measure, version)
        _take(actor, measure, "drop", reason=reason)
    return measure


def finish(
    actor: Actor,
    measure: CounterMeasure,
    *,
    done_on: date,
    hours_after: Decimal | None = None,
    version: int | None = None,
) -> CounterMeasure:
    """It is done: the requirement ends on that day, and where it was made lighter a lighter one takes its place.

    Requirements count by whole years: in the year in which one is made lighter the hours of before count, so the
    lighter one holds from the first of January after it. What it cost before stays as it was.
    """
    allowed(actor, "finish", measure)
    with transaction.atomic():
        measure = locked(measure, version)
        before = hours_now(measure.requirement)
        wrong = _wrong_end(measure, done_on, before, hours_after)
        if wrong:
            raise ValidationError(wrong)
        lighter = measure.kind == Kind.LIGHTER
        ends = _next_new_year(done_on) if lighter else done_on
        old = measure.requirement
        measure.requirement = settle_requirement(actor, old, version=old.version, until=ends)
        if lighter:
            _lighter(measure, ends, hours_after)
        after = hours_after if lighter else Decimal(0)
        _take(actor, measure, "finish", done_on=done_on, hours_before=before, hours_after=after)
    return measure


def _next_new_year(day: date) -> date:
    return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)


def _lighter(measure: CounterMeasure, since: date, hours: Decimal | None) -> Requirement:
    """The lighter requirement, for whom the heavier one bound."""
    old = measure.requirement
    return file_requirement(
        f"counter-measure:{measure.pk}",
        binds=None if old.binds_all else list(old.bound.all()),
        title_nl=old.title_nl,
        title_en=old.title_en,
        explanation=old.explanation,
        party=old.party,
        party_name=old.party_name,
        mechanism=old.mechanism,
        hours=hours,
        since=since,
    )


def _wrong(requirement: Requirement, kind: str, words_nl: str, into: Requirement | None) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    if requirement.state != RequirementState.CONFIRMED or requirement.until:
        wrong["requirement"] = _("Choose a requirement that is confirmed and still holds.")
    if kind not in Kind.values:
        wrong["kind"] = _("Choose what is done about it.")
    if not words_nl.strip():
        wrong["words_nl"] = _("Say in Dutch what is done.")
    if kind == Kind.MERGED and (into is None or into.pk == requirement.pk):
        wrong["into"] = _("Choose another requirement, which takes it up.")
    elif kind == Kind.MERGED and into is not None and into.state != RequirementState.CONFIRMED:
        wrong["into"] = _("Choose a requirement that is confirmed and still holds.")
    running = requirement.counter_measures.exclude(
        state__in=[CounterMeasure.State.DONE, CounterMeasure.State.DROPPED]
    )
    if "requirement" not in wrong and running.exists():
        wrong["requirement"] = _("Something is being done about this requirement already.")
    return wrong


def _wrong_end(
    measure: CounterMeasure, done_on: date, before: Decimal | None, after: Decimal | None
) -> dict[str, Any]:
    if done_on > today():
        return {"done_on": _("This day is still to come. Say it is done when it is.")}
    if done_on <= measure.requirement.since:
        return {
            "done_on": _("The requirement began on %(day)s, so it ends later.")
            % {"day": measure.requirement.since}
        }
    if measure.requirement.until:
        return {"done_on": _("This requirement has ended already.")}
    if measure.kind == Kind.LIGHTER:
        if after is None:
            return {"hours_after": _("Say how many hours a year it costs an enterprise from then on.")}
        if before is not None and after >= before:
            return {
                "hours_after": _("It cost %(hours)s hours a year before: lighter is less than that.")
                % {"hours": before.normalize()}
            }
    return {}


def allowed(actor: Actor, verb: str, measure: CounterMeasure) -> None:
    record = COUNTER_MEASURE[verb].record
    require(actor, "write", record, measure if verb == "finish" else None)


def _take(
    actor: Actor, measure: CounterMeasure, verb: str, *, reason: str = "", **changes: Any
) -> CounterMeasureEvent:
    move(measure, COUNTER_MEASURE[verb], reason, **changes)
    return _write(actor, measure, verb, reason.strip())


def _write(actor: Actor, measure: CounterMeasure, verb: str, remark: str = "") -> CounterMeasureEvent:
    measure.version += 1
    measure.save()
    return CounterMeasureEvent.objects.create(
        measure=measure,
        verb=verb,
        at=now(),
        user=actor.user,
        user_name=actor.user.name if actor.user else "",
        role=actor.role or "",
        remark=remark[:2000],
    )
