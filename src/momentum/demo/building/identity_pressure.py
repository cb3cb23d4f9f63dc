"""What outside parties demand of enterprises, what these report of it, and what is done about it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np

from momentum.accounts.models import Organisation as Record
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.demo.building import identity_field
from momentum.demo.building.cast import Member
from momentum.demo.building.keys import date_of, keys, moment
from momentum.demo.organisations import Organisations
from momentum.demo.population.details import generator
from momentum.demo.population.rates import day, read_rates
from momentum.identity.models import CounterMeasure, CounterMeasureEvent
from momentum.sector.actions.own_demands import FILED, file_own_forms
from momentum.sector.form_times import FORMS
from momentum.sector.models import FormTime, Party, Requirement, RequirementReport, RequirementState

# How far the hours that enterprises report lie apart, as a share of their middle.
APART = 0.12
REPORTING = 0.7
Named = dict[str, Requirement]


def write_pressure(
    organisations: Organisations, records: list[Record], cast: list[Member], seed: int
) -> Named:
    """All requirements with their reports, those of the platform's own forms, and the counter-measures."""
    told = identity_field.rows("requirements.toml")
    found = _requirements(told["requirement"], organisations, records, seed)
    reporters = {each.organisation.pk: each.user for each in cast if each.role == Role.ENTERPRISE_MANAGER}
    _write_reports(told["requirement"], found, organisations, records, reporters, seed)
    _write_waiting(told, found, records, reporters, seed)
    _write_measures(told["measure"], found, cast, seed)
    _write_form_times(told["forms"], organisations)
    _file_own_forms(seed)
    return found


def _requirements(
    told: list[dict[str, Any]], organisations: Organisations, records: list[Record], seed: int
) -> Named:
    found = {}
    for key, row in zip(keys(seed, "requirements", len(told)), told, strict=True):
        whom = identity_field.bound(organisations, row["binds"])
        found[row["code"]] = requirement = Requirement.objects.create(
            id=key,
            title_nl=row["nl"],
            title_en=row["en"],
            explanation=row["explanation"],
            hours=row.get("settled"),
            until=row.get("until"),
            binds_all=whom is None,
            state=RequirementState.CONFIRMED,
            **{name: row[name] for name in ("party", "party_name", "mechanism", "since")},
        )
        requirement.bound.set([records[place] for place in whom or ()])
    return found


def _write_reports(
    told: list[dict[str, Any]],
    found: Named,
    organisations: Organisations,
    records: list[Record],
    reporters: dict[UUID, User],
    seed: int,
) -> None:
    """Most enterprises that are bound say what it costs them, in the year after it began."""
    draw = generator(seed, "requirement reports")
    reports = []
    for row in told:
        if "reported" not in row:
            continue
        for place in identity_field.bound(organisations, row["binds"]) or ():
            says, hours, at = draw.random() < REPORTING, draw.normal(1, APART), draw.integers(30, 330)
            enterprise = organisations.enterprises[place]
            if says and enterprise.active(row["since"].year):
                record = records[place]
                reports.append(
                    RequirementReport(
                        requirement=found[row["code"]],
                        organisation=record,
                        reporter=reporters.get(record.pk),
                        hours=Decimal(max(1, round(row["reported"] * hours))),
                        at=moment(day(row["since"]) + int(at), 200),
                    )
                )
    for key, report in zip(keys(seed, "requirement reports", len(reports)), reports, strict=True):
        report.id = key
    RequirementReport.objects.bulk_create(reports)


def _write_waiting(
    told: dict[str, Any], found: Named, records: list[Record], reporters: dict[UUID, User], seed: int
) -> None:
    """Reports that wait for the broker, and one that said the same as another and was merged."""
    both = [*told["waiting"], *told["merged"]]
    by_name = {each.name: each for each in records}
    ids = keys(seed, "requirements reported", 2 * len(both))
    for turn, row in enumerate(both):
        into = found.get(row.get("into", ""))
        requirement = Requirement.objects.create(
            id=ids[2 * turn],
            title_nl=row["nl"],
            state=RequirementState.MERGED if into else RequirementState.REPORTED,
            merged_into=into,
            **{name: row[name] for name in ("party", "party_name", "mechanism", "since")},
        )
        enterprise = by_name[row["by"]]
        requirement.bound.set([enterprise])
        told_of = {"hours": row["hours"], "remark": row["remark"], "reporter": reporters.get(enterprise.pk)}
        at = moment(min(day(row["since"]) + 60, read_rates().day("today") - 5), 150)
        if into:
            # Its report went along to the demand that was kept.
            RequirementReport.objects.update_or_create(
                requirement=into,
                organisation=enterprise,
                defaults={**told_of, "at": at},
                create_defaults={**told_of, "at": at, "id": ids[2 * turn + 1]},
            )
        else:
            RequirementReport.objects.create(
                id=ids[2 * turn + 1], requirement=requirement, organisation=enterprise, at=at, **told_of
            )


def _write_measures(told: list[dict[str, Any]], found: Named, cast: list[Member], seed: int) -> None:
    analyst, broker = (
        next(each for each in cast if each.role == role) for role in (Role.ANALYST, Role.BROKER)
    )
    steps = (("propose", "proposed", analyst), ("agree", "agreed", analyst), ("finish", "done", broker))
    for key, row in zip(keys(seed, "counter-measures", len(told)), told, strict=True):
        requirement = found[row["requirement"]]
        taken = [(verb, row[name], who) for verb, name, who in steps if name in row]
        measure = CounterMeasure.objects.create(
            id=key,
            requirement=requirement,
            kind=row["kind"],
            into=found.get(row.get("into", "")),
            state=row["state"],
            words_nl=row["nl"],
            words_en=row["en"],
            owner=row["owner"],
            proposed_on=row["proposed"],
            done_on=row.get("done"),
            hours_before=_middle(requirement) if "done" in row else None,
            hours_after=Decimal(0) if "done" in row else None,
            version=len(taken),
        )
        CounterMeasureEvent.objects.bulk_create(
            CounterMeasureEvent(
                measure=measure,
                verb=verb,
                user=who.user,
                user_name=who.user.name,
                role=who.role,
                at=moment(day(on), 310),
            )
            for verb, on, who in taken
        )


def _middle(requirement: Requirement) -> Decimal | None:
    """What it cost an enterprise, as enterprises reported."""
    said = [float(each.hours) for each in requirement.reports.all() if each.hours is not None]
    return Decimal(str(round(float(np.median(said)), 2))) if said else None


def _write_form_times(told: dict[str, Any], organisations: Organisations) -> None:
    """What the platform's own forms took, by form and year: a year is asked about in the year after it."""
    asked = {
        "rounds": [enterprise for _place, enterprise in identity_field.members(organisations)],
        "registry": organisations.enterprises,
    }
    this_year = date_of(read_rates().day("today")).year
    FormTime.objects.bulk_create(
        FormTime(form=form, year=year + 1, filled=filled, seconds=round(filled * 60 * row["minutes"]))
        for form, row in told.items()
        for year in identity_field.years()
        if year + 1 < this_year
        and (filled := round(row["times"] * sum(each.active(year) for each in asked[row["asked"]])))
    )


def _file_own_forms(seed: int) -> None:
    """The platform's own forms beside everybody else's demands, as the daily job files them."""
    today = date_of(read_rates().day("today"))
    for code in sorted(FORMS):
        # The job renews what is filed already: only its key is made here, so that it follows from the seed.
        Requirement.objects.create(
            id=keys(seed, f"requirement of form {code}", 1)[0],
            title_nl=code,
            party=Party.PLATFORM,
            mechanism=FORMS[code].mechanism,
            since=today,
            binds_all=True,
            state=RequirementState.CONFIRMED,
            filed_as=FILED + code,
        )
    file_own_forms(today)
