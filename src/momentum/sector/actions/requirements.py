"""Reporting what is demanded of enterprises, and adding one's own hours to what is known."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import process

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.accounts.models.people import OrganisationKind
from momentum.sector.actions.form_times import done
from momentum.sector.flow import OPEN
from momentum.sector.models import Requirement, RequirementReport, RequirementState
from momentum.sector.models.requirements import HOURS_IN_A_YEAR
from momentum.sector.queries.requirements import same_title
from momentum.sector.search import folded

FILED_FIELDS = frozenset(
    ["title_nl", "title_en", "explanation", "party", "party_name", "mechanism", "hours", "since", "until"]
)


def report_requirement(
    actor: Actor,
    *,
    title: str,
    party: str,
    mechanism: str,
    since: date,
    hours: Decimal | None = None,
    until: date | None = None,
    party_name: str = "",
    binds_all: bool = False,
    others: Iterable[str] = (),
    remark: str = "",
) -> Requirement:
    """Reports a demand on the actor's enterprise, and on `others` (names or addresses) or every enterprise.

    `hours` a year stay None where nobody knows them. Raises `ValidationError` by field, also where this very demand
    is known already: then `add_hours` to it.
    """
    organisation = _own_enterprise(actor)
    record = Requirement(
        title_nl=title.strip(),
        party=party,
        party_name=party_name.strip(),
        mechanism=mechanism,
        since=since,
        until=until,
        binds_all=binds_all,
    )
    problems = problems_of(record)
    if "title_nl" in problems:
        problems["title"] = problems.pop("title_nl")
    problems |= _problems_of_hours(hours)
    bound = [organisation]
    try:
        bound += named_enterprises(others)
    except ValidationError as error:
        problems |= {"others": error.messages}
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        if known := same_title(record.title_nl, party):
            raise ValidationError(
                {"title": _("“%s” is known already. Add your hours to it instead.") % known.title}
            )
        record.save(force_insert=True)
        if not binds_all:
            record.bound.set(bound)
        _report(actor, organisation, record, hours, remark)
        done("requirement", organisation.slug)
    return record


def add_hours(
    actor: Actor, requirement: Requirement, *, hours: Decimal | None = None, remark: str = ""
) -> RequirementReport:
    """“It costs us too”: the actor's enterprise adds its hours, or corrects what it said before.

    What was merged meanwhile leads to the demand that was kept. Hours left out leave earlier ones as they are.
    """
    organisation = _own_enterprise(actor)
    if problems := _problems_of_hours(hours):
        raise ValidationError(problems)
    with transaction.atomic():
        record = Requirement.objects.select_for_update().filter(pk=requirement.pk).first()
        if record is not None and record.merged_into_id:
            record = Requirement.objects.select_for_update().get(pk=record.merged_into_id)
        if record is None:
            raise Refused("write", "requirement", detail=str(requirement.pk))
        if record.state not in OPEN:
            raise ValidationError(
                _("The platform found that this is not a demand from outside: %s") % record.reason
            )
        if not record.binds_all and not record.bound.filter(pk=organisation.pk).exists():
            record.bound.add(organisation)
            Requirement.objects.filter(pk=record.pk).update(version=F("version") + 1)
        report = _report(actor, organisation, record, hours, remark)
        done("requirement_hours", f"{organisation.slug}:{requirement.pk}")
    return report


def withdraw_report(actor: Actor, requirement: Requirement) -> None:
    """An enterprise takes its report back; a demand that nobody else reported and nobody confirmed goes with it."""
    organisation = _own_enterprise(actor)
    with transaction.atomic():
        record = Requirement.objects.select_for_update().filter(pk=requirement.pk).first()
        report = record and record.reports.filter(organisation=organisation).first()
        if record is None or report is None:
            raise Refused("write", "requirement_report", detail=str(requirement.pk))
        report.delete()
        if record.state == RequirementState.REPORTED and not record.reports.exists():
            record.delete()
            return
        if not record.binds_all and record.state == RequirementState.REPORTED:
            record.bound.remove(organisation)
        Requirement.objects.filter(pk=record.pk).update(version=F("version") + 1)


def file_requirement(
    filed_as: str, *, binds: Iterable[Organisation] | None = None, **values: Any
) -> Requirement:
    """A demand that another part of the platform makes or carries out, such as a call: confirmed at once.

    `filed_as` names it (`call:2016-4`): filed again it is renewed, never doubled, and what the broker rejected or
    merged stays so. `values` are FILED_FIELDS; `binds` the enterprises, None: every enterprise. The caller is an
    action that asked for permission itself. Raises `ValidationError` by field.
    """
    if not filed_as.strip():
        raise ValidationError(_("Say as what this demand is filed."))
    if unknown := values.keys() - FILED_FIELDS:
        raise TypeError(f"a requirement has no field {', '.join(sorted(unknown))}")
    with transaction.atomic():
        record = Requirement.objects.select_for_update().filter(filed_as=filed_as).first()
        fresh = record is None
        record = record or Requirement(filed_as=filed_as, state=RequirementState.CONFIRMED)
        before = {name: getattr(record, name) for name in FILED_FIELDS}
        for name, value in values.items():
            setattr(record, name, value)
        bound = None if binds is None else {each.pk: each for each in binds}
        as_before = bound is None or bound.keys() == set(
            [] if fresh else record.bound.values_list("pk", flat=True)
        )
        same = record.binds_all == (bound is None) and as_before
        record.binds_all = bound is None
        if problems := problems_of(record):
            raise ValidationError(problems)
        if not fresh and same and before == {name: getattr(record, name) for name in FILED_FIELDS}:
            return record
        record.version += not fresh
        record.save()
        record.bound.set(bound.values() if bound else [])
    return record


def problems_of(record: Requirement) -> dict[str, Any]:
    """What is wrong with a requirement, in sentences by field."""
    problems: dict[str, Any] = {}
    try:
        record.full_clean(exclude=["merged_into"], validate_constraints=False)
    except ValidationError as error:
        problems |= error.message_dict
    problems |= {} if "hours" in problems else _problems_of_hours(record.hours)
    if "hours" in problems and record.hours is not None:
        problems["hours"] = _problems_of_hours(record.hours).get("hours", problems["hours"])
    if record.since and record.until and record.until <= record.since:
        problems["until"] = _("A demand cannot end before it begins.")
    if record.since and record.since > today() and record.state == RequirementState.REPORTED:
        problems["since"] = _("This day is still to come. Report what is demanded now.")
    return problems


def _problems_of_hours(hours: Decimal | None) -> dict[str, Any]:
    if hours is None or 0 <= hours <= HOURS_IN_A_YEAR:
        return {}
    return {
        "hours": _("A year has %d hours: write how many of them it costs you, or nothing if you do not know.")
        % HOURS_IN_A_YEAR
    }


def named_enterprises(names: Iterable[str]) -> list[Organisation]:
    """Enterprises by name or address; a name that is not known is refused, with the one it is most like."""
    enterprises = list(Organisation.objects.filter(kind=OrganisationKind.SOCIAL_ENTERPRISE))
    by_name = {folded(each.name): each for each in enterprises} | {each.slug: each for each in enterprises}
    found, unknown = [], []
    for name in (each.strip() for each in names):
        if not name:
            continue
        if folded(name) in by_name:
            found.append(by_name[folded(name)])
            continue
        alike = process.extractOne(folded(name), list(by_name), score_cutoff=70)
        if alike:
            unknown.append(
                _("We know no enterprise “%(name)s”. Do you mean “%(other)s”?")
                % {"name": name, "other": by_name[alike[0]].name}
            )
        else:
            unknown.append(_("We know no enterprise “%s”. Write its name as it stands in the list.") % name)
    if unknown:
        raise ValidationError(unknown)
    return found


def _own_enterprise(actor: Actor) -> Organisation:
    require(actor, "write", "requirement_report", actor.organisation)
    if actor.organisation is None or actor.organisation.kind != OrganisationKind.SOCIAL_ENTERPRISE:
        raise Refused("write", "requirement_report")
    return actor.organisation


def _report(
    actor: Actor, organisation: Organisation, record: Requirement, hours: Decimal | None, remark: str
) -> RequirementReport:
    """One report an enterprise; who reported first stays, what is said later counts."""
    report = record.reports.filter(organisation=organisation).first()
    report = report or RequirementReport(requirement=record, organisation=organisation, reporter=actor.user)
    report.hours = report.hours if hours is None else hours
    report.remark = remark.strip() or report.remark
    report.at = timezone.now()
    report.full_clean(exclude=["requirement", "organisation", "reporter"], validate_constraints=False)
    report.save()
    return report
