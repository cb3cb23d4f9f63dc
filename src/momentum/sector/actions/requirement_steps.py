"""What the broker does with a reported demand: settle it, confirm it, reject it, merge it with another."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.sector.actions.requirements import named_enterprises, problems_of
from momentum.sector.actions.saving import locked
from momentum.sector.flow import STEPS
from momentum.sector.models import Requirement, RequirementReport, RequirementState

SETTLED_FIELDS = frozenset(
    [
        "title_nl",
        "title_en",
        "explanation",
        "party",
        "party_name",
        "mechanism",
        "hours",
        "since",
        "until",
        "binds_all",
    ]
)


def settle_requirement(
    actor: Actor, requirement: Requirement, *, version: int, bound: list[str] | None = None, **changes: Any
) -> Requirement:
    """Settles what a demand is (SETTLED_FIELDS, `bound` by name), its hours among them.

    `hours` None: what enterprises say counts. Raises `Refused`, `ValidationError` by field, or `Stale`.
    """
    require(actor, "write", "requirement", requirement)
    if unknown := changes.keys() - SETTLED_FIELDS:
        raise TypeError(f"Requirement has no editable field {', '.join(sorted(unknown))}")
    with transaction.atomic():
        record: Requirement = locked(Requirement, requirement.pk, version, "requirement")
        if record.state == RequirementState.MERGED:
            raise ValidationError(_("This demand was merged with another. Change that one."))
        for name, value in changes.items():
            setattr(record, name, value.strip() if isinstance(value, str) else value)
        problems = problems_of(record)
        enterprises = []
        try:
            enterprises = named_enterprises(bound or [])
        except ValidationError as error:
            problems["bound"] = error.messages
        if bound is not None and not record.binds_all and not enterprises and "bound" not in problems:
            problems["bound"] = _("Say which enterprises it binds, one a line, or that it binds every one.")
        if problems:
            raise ValidationError(problems)
        record.version += 1
        record.save()
        if record.binds_all:
            record.bound.clear()
        elif bound is not None:
            record.bound.set(enterprises)
    return record


def confirm_requirement(actor: Actor, requirement: Requirement, *, version: int) -> Requirement:
    """From now on it counts for the sector."""
    require(actor, "write", "requirement", requirement)
    with transaction.atomic():
        record = _step(requirement, version, "confirm")
        if not record.binds_all and not record.bound.exists():
            raise ValidationError(
                _("Nobody is bound by this demand yet. Say first which enterprises it binds.")
            )
        record.reason = ""
        record.save()
    return record


def reject_requirement(actor: Actor, requirement: Requirement, *, version: int, reason: str) -> Requirement:
    """It is no demand from outside, for a reason that those who reported it read."""
    require(actor, "write", "requirement", requirement)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why: whoever reported it reads this.")})
    with transaction.atomic():
        record = _step(requirement, version, "reject")
        record.reason = reason.strip()
        record.clean_fields(exclude=["merged_into"])
        record.save()
    return record


def merge_requirement(
    actor: Actor, requirement: Requirement, *, version: int, into: Requirement
) -> Requirement:
    """`requirement` is the same demand as `into`, which is kept with the reports of both; returns that one."""
    require(actor, "write", "requirement", requirement)
    if into.pk == requirement.pk:
        raise ValidationError({"into": _("This is the demand itself. Choose another one.")})
    with transaction.atomic():
        pair = Requirement.objects.select_for_update().filter(pk__in=[requirement.pk, into.pk])
        both = {each.pk: each for each in pair.order_by("pk")}
        if into.pk not in both:
            raise ValidationError({"into": _("That demand is no longer there. Choose another one.")})
        kept = both[into.pk]
        if kept.state == RequirementState.MERGED:
            raise ValidationError(
                {"into": _("That demand was itself merged with another. Choose the one that was kept.")}
            )
        if kept.state == RequirementState.REJECTED:
            raise ValidationError(
                {"into": _("That demand was rejected. Confirm it first, or choose another.")}
            )
        record = _step(requirement, version, "merge")
        if record.filed_as:
            raise ValidationError(
                {
                    "into": _(
                        "Another part of the platform keeps this demand up to date: merge the other into it."
                    )
                }
            )
        record.merged_into = kept
        record.save()
        _move_along(record, kept)
        Requirement.objects.filter(merged_into=record).update(merged_into=kept)
        kept.version += 1
        kept.save()
    return kept


def _step(requirement: Requirement, version: int, name: str) -> Requirement:
    record: Requirement = locked(Requirement, requirement.pk, version, "requirement")
    step = STEPS[name]
    if record.state not in step.takes:
        raise ValidationError(
            _("This demand is now “%s”: that step is no longer possible.") % record.get_state_display()
        )
    record.state = step.to
    record.version += 1
    return record


def _move_along(record: Requirement, kept: Requirement) -> None:
    """Reports and whom it binds go to the kept demand; of two reports of one enterprise the later hours stay."""
    there = {report.organisation_id: report for report in kept.reports.all()}
    for report in record.reports.all():
        other = there.get(report.organisation_id)
        if other is None:
            report.requirement = kept
            report.save()
            continue
        other.hours = _later(other, report)
        other.remark = "\n".join(text for text in (other.remark, report.remark) if text)[:2000]
        other.save()
        report.delete()
    if record.binds_all and not kept.binds_all:
        kept.binds_all = True
        kept.bound.clear()
    elif not kept.binds_all:
        kept.bound.add(*record.bound.all())
    kept.since = min(kept.since, record.since)
    if kept.until is not None:
        kept.until = None if record.until is None else max(kept.until, record.until)


def _later(one: RequirementReport, other: RequirementReport) -> Decimal | None:
    said = [each for each in sorted((one, other), key=lambda each: each.at) if each.hours is not None]
    return said[-1].hours if said else None
