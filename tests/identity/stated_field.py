"""A field of enterprises that answered in three rounds, some of which drift towards the public agency, and who states it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.identity.instrument import load
from momentum.identity.models import Answer, Response, ResponseState, Round
from momentum.methods.isomorphism import INDICATORS, POLES, SOCIAL_ENTERPRISE
from momentum.sector.models import Requirement, RequirementState

YEARS = (2014, 2015, 2016)
INSTRUMENT = "emes-1"


@dataclass
class Field:
    anna: Actor
    bo: Actor
    bea: Actor
    bram: Actor
    broker: Actor
    manager: Actor
    enterprises: list[Organisation]
    norms: Requirement
    audit: Requirement


def person(name: str, role: Role, organisation: Organisation) -> Actor:
    user, _made = User.objects.get_or_create(
        email=f"{name.lower()}@example.org", defaults={"name": name, "language": "en"}
    )
    mandate = Mandate.objects.create(user=user, organisation=organisation, role=role, starts=date(2012, 1, 1))
    return Actor(user, role, organisation, mandate)


def build(size: int = 14, drifting: int = 8, years=YEARS, seed: int = 3) -> Field:
    platform = Organisation.objects.create(name="Platform", slug="platform", kind="platform")
    enterprises = [
        Organisation.objects.create(name=f"Enterprise {n}", slug=f"enterprise-{n}", kind="social_enterprise")
        for n in range(size)
    ]
    answer(enterprises, drifting, years, seed)
    norms = requirement("Verantwoording van de aanbesteding", "Reporting norms of the tender", hours=90)
    audit = requirement("Kwaliteitsmeting", "Quality measurement", hours=120, since=date(2015, 1, 1))
    return Field(
        *(person(name, Role.ANALYST, platform) for name in ("Anna", "Bo")),
        *(person(name, Role.BOARD_MEMBER, platform) for name in ("Bea", "Bram")),
        person("Broos", Role.BROKER, platform),
        person("Mia", Role.ENTERPRISE_MANAGER, enterprises[0]),
        enterprises,
        norms,
        audit,
    )


def answer(enterprises, drifting: int, years, seed: int) -> None:
    """Confirmed answers: the first `drifting` enterprises go a third of the way to the public agency each year."""
    random = Random(seed)
    items = load(INSTRUMENT).items
    place = {indicator: j for j, indicator in enumerate(INDICATORS)}
    agency = next(pole for pole in POLES if pole.code == "public_agency")
    rows = []
    for t, year in enumerate(years):
        asked = Round.objects.create(
            year=year, instrument=INSTRUMENT, opens=date(year, 9, 1), closes=date(year, 10, 15)
        )
        for n, organisation in enumerate(enterprises):
            response = Response.objects.create(
                round=asked, organisation=organisation, state=ResponseState.CONFIRMED
            )
            way = 0.33 * t if n < drifting else 0.0
            for item in items:
                j = place[item.indicator]
                middle = SOCIAL_ENTERPRISE.values[j] * (1 - way) + agency.values[j] * way
                value = max(0, min(4, round(4 * middle + random.gauss(0, 0.45))))
                rows.append(Answer(response=response, item=item.code, value=value))
    Answer.objects.bulk_create(rows)


def requirement(title_nl: str, title_en: str, *, hours: float, since=date(2012, 1, 1), **more) -> Requirement:
    return Requirement.objects.create(
        title_nl=title_nl,
        title_en=title_en,
        party="buyer",
        mechanism="coercive",
        hours=Decimal(hours),
        since=since,
        binds_all=True,
        state=RequirementState.CONFIRMED,
        **more,
    )
