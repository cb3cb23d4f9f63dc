"""What the demands on enterprises cost them: by enterprise, by source and by year.

Only confirmed demands count for the sector; an enterprise also sees what it reported itself. Hours are those that
the platform settled, else what the enterprise said itself, else the middle of what at least `FEWEST_SAYING`
enterprises said. Where none of these is there the hours are unknown, and never counted as 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from momentum.accounts.models import Organisation
from momentum.accounts.models.people import OrganisationKind
from momentum.methods.isomorphism.pressure import Requirement as Demand
from momentum.sector.models import Mechanism, Party, Requirement, RequirementState

LEAST = 5  # enterprises behind a public total
FEWEST_SAYING = 3  # enterprises whose hours give a middle that another one may see
Key = Any


@dataclass(frozen=True)
class Known:
    """A requirement with what enterprises reported of it: hours by enterprise, where they said any."""

    record: Requirement
    reported: dict[Key, Decimal | None]
    named: frozenset[Key]

    @property
    def said(self) -> list[Decimal]:
        return [hours for hours in self.reported.values() if hours is not None]

    @property
    def middle(self) -> Decimal | None:
        """What the platform settled, else the middle of all that enterprises said."""
        if self.record.hours is not None:
            return self.record.hours
        return Decimal(median(self.said)) if self.said else None

    def binds(self, organisation: Key) -> bool:
        return self.record.binds_all or organisation in self.named

    def hours_of(self, organisation: Key) -> tuple[Decimal | None, str]:
        """Hours a year of one enterprise and where they come from: settled, own, middle, or nothing ("")."""
        if self.record.hours is not None:
            return self.record.hours, "settled"
        own = self.reported.get(organisation)
        if own is not None:
            return own, "own"
        if len(self.said) >= FEWEST_SAYING:
            return Decimal(median(self.said)), "middle"
        return None, ""


def holding_in(year: int) -> Q:
    """Demands that hold on some day of the year."""
    return Q(since__lte=date(year, 12, 31)) & (Q(until__isnull=True) | Q(until__gt=date(year, 1, 1)))


def known(requirements: QuerySet[Requirement]) -> list[Known]:
    found = requirements.prefetch_related("reports", "bound")
    return [
        Known(
            each,
            {report.organisation_id: report.hours for report in each.reports.all()},
            frozenset(organisation.pk for organisation in each.bound.all()),
        )
        for each in found
    ]


def in_force(year: int) -> list[Demand]:
    """The confirmed demands that hold in a year, as the method takes them; organisations by their key, as text."""
    confirmed = Requirement.objects.filter(holding_in(year), state=RequirementState.CONFIRMED)
    return [_demand(each) for each in known(confirmed)]


def _demand(each: Known) -> Demand:
    record, last = each.record, None
    if record.until is not None:
        last = max(record.since.year, date.fromordinal(record.until.toordinal() - 1).year)
    return Demand(
        code=str(record.pk),
        source=record.party,
        mechanism=record.mechanism,
        hours=None if each.middle is None else float(each.middle),
        first=record.since.year,
        last=last,
        binds=None if record.binds_all else frozenset(str(key) for key in each.named),
    )


@dataclass(frozen=True)
class Line:
    """One demand on one enterprise. `own` is what it said itself; `saying` how many enterprises said hours."""

    requirement: Requirement
    hours: Decimal | None
    source: str
    own: Decimal | None
    reported: bool

    @property
    def waits(self) -> bool:
        return bool(self.requirement.state == RequirementState.REPORTED)


@dataclass(frozen=True)
class Burden:
    """What is demanded of one enterprise in a year; `unknown` demands have no hours and are not in the total."""

    year: int
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.hours for line in self.lines if line.hours is not None), Decimal(0))

    @property
    def unknown(self) -> int:
        return sum(line.hours is None for line in self.lines)

    def by_party(self) -> list[tuple[str, Decimal, int]]:
        """(who demands, hours, demands without hours), most hours first."""
        parties = []
        for party in Party:
            lines = [line for line in self.lines if line.requirement.party == party]
            if lines:
                part = Burden(self.year, tuple(lines))
                parties.append((str(party.label), part.total, part.unknown))
        return sorted(parties, key=lambda each: -each[1])


def burden(organisation: Organisation, year: int) -> Burden:
    """For that enterprise's own eyes and the broker's: confirmed demands, and those it reported itself."""
    counted = Q(state=RequirementState.CONFIRMED) | Q(
        state=RequirementState.REPORTED, reports__organisation=organisation
    )
    binding = Q(binds_all=True) | Q(bound=organisation)
    wanted = Requirement.objects.filter(counted, binding, holding_in(year)).values("pk")
    lines = []
    for each in known(Requirement.objects.filter(pk__in=wanted)):
        hours, source = each.hours_of(organisation.pk)
        own = each.reported.get(organisation.pk)
        lines.append(Line(each.record, hours, source, own, organisation.pk in each.reported))
    lines.sort(key=lambda line: (line.hours is None, -(line.hours or 0), line.requirement.title_nl))
    return Burden(year, tuple(lines))


def enterprises_of(year: int) -> list[Key]:
    """The keys of the social enterprises that existed in a year, as far as the registry knows."""
    begun = Q(profile__founded__isnull=True) | Q(profile__founded__lte=date(year, 12, 31))
    there = Q(profile__closed__isnull=True) | Q(profile__closed__gt=date(year, 1, 1))
    found = Organisation.objects.filter(begun, there, kind=OrganisationKind.SOCIAL_ENTERPRISE)
    return list(found.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Pressure:
    """What one source demands in a year, through one mechanism or ("") all; safe for everybody to read.

    `bound` enterprises; of whom the hours are known for `counted`. `hours` a year of all of them together and
    of the one in the `middle` are None where fewer than LEAST enterprises are counted. `unknown` demands have no
    hours at all.
    """

    party: str
    mechanism: str
    demands: int
    unknown: int
    bound: int
    counted: int
    hours: Decimal | None
    middle: Decimal | None

    @property
    def party_name(self) -> str:
        return str(Party(self.party).label)

    @property
    def mechanism_name(self) -> str:
        return str(Mechanism(self.mechanism).label) if self.mechanism else ""

    @property
    def few(self) -> bool:
        return 0 < self.bound < FEWEST_SAYING


def burden_by_source(year: int) -> list[Pressure]:
    """By source and mechanism, in the order of the lists; only pairs of which something is demanded."""
    return _cells(year)[0]


def burden_of_sources(year: int) -> list[Pressure]:
    """By source, most hours first: the sum of its mechanisms that may be shown, so that none can be taken off it."""
    cells, hours = _cells(year)
    found = []
    for party in Party:
        own = [cell for cell in cells if cell.party == party]
        if not own:
            continue
        shown = [hours[cell.party, cell.mechanism] for cell in own if cell.hours is not None]
        found.append(
            _pressure(
                party,
                "",
                demands=sum(cell.demands for cell in own),
                unknown=sum(cell.unknown for cell in own),
                bound=max(cell.bound for cell in own),
                hours=_added(shown),
            )
        )
    return sorted(found, key=lambda each: (each.hours is None, -(each.hours or 0)))


Hours = dict[Key, Decimal]


def _cells(year: int) -> tuple[list[Pressure], dict[tuple[str, str], Hours]]:
    there = enterprises_of(year)
    confirmed = known(Requirement.objects.filter(holding_in(year), state=RequirementState.CONFIRMED))
    cells, hours = [], {}
    for party in Party:
        for mechanism in Mechanism:
            own = [
                each for each in confirmed if (each.record.party, each.record.mechanism) == (party, mechanism)
            ]
            if not own:
                continue
            known_hours = _added(_hours_by_enterprise(each, there) for each in own)
            hours[str(party), str(mechanism)] = known_hours
            cells.append(
                _pressure(
                    party,
                    mechanism,
                    demands=len(own),
                    unknown=sum(each.middle is None for each in own),
                    bound=sum(any(each.binds(key) for each in own) for key in there),
                    hours=known_hours,
                )
            )
    return cells, hours


def _hours_by_enterprise(each: Known, there: Iterable[Key]) -> Hours:
    bound = ((key, each.hours_of(key)[0]) for key in there if each.binds(key))
    return {key: hours for key, hours in bound if hours is not None}


def _added(parts: Iterable[Hours]) -> Hours:
    total: Hours = {}
    for part in parts:
        for key, hours in part.items():
            total[key] = total.get(key, Decimal(0)) + hours
    return total


def _pressure(
    party: str, mechanism: str, *, demands: int, unknown: int, bound: int, hours: Hours
) -> Pressure:
    safe = len(hours) >= LEAST
    return Pressure(
        party=str(party),
        mechanism=str(mechanism),
        demands=demands,
        unknown=unknown,
        bound=bound,
        counted=len(hours),
        hours=sum(hours.values(), Decimal(0)) if safe else None,
        middle=Decimal(median(hours.values())) if safe else None,
    )
