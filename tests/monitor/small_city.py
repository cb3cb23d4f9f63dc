"""A city small enough to build in a second and varied enough that cells fall below the threshold."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.journeys.models import (
    Assessment,
    EndReason,
    Ground,
    Journey,
    Membership,
    Purpose,
    PurposeGround,
    Spell,
    SpellHours,
)
from momentum.sector.models import Borough, Branch, District, PlaceKind, Profile, TargetGroup

KINDS = (
    ("day-activity", "Dagbesteding", "Day activity", False),
    ("work-experience", "Werkervaringsplaats", "Work experience", False),
    ("subsidised-job", "Baan met loonkostensubsidie", "Subsidised job", True),
    ("regular-job", "Gewone baan", "Regular job", True),
)
GROUPS = (
    ("mental-health", "Psychische kwetsbaarheid", "Mental-health condition"),
    ("learning", "Leerbeperking", "Learning disability"),
    ("physical", "Lichamelijke beperking", "Physical impairment"),
)
BOROUGHS = (("noord", "Noord"), ("oost", "Oost"), ("west", "West"))
BRANCHES = (
    ("food", "Eten en drinken", "Food and drink"),
    ("green", "Groen", "Green"),
    ("repair", "Reparatie", "Repair"),
)


@dataclass
class SmallCity:
    anna: Actor
    bo: Actor
    chris: Actor
    visitor_role: Actor
    enterprises: list[Organisation]
    employer: Organisation
    journeys: list[Journey] = field(default_factory=list)


def key(random: Random) -> UUID:
    """Always the same keys, so that an edition built once fits a city built again."""
    return UUID(int=random.getrandbits(128), version=4)


def person(name: str, role: Role, organisation: Organisation) -> Actor:
    user = User.objects.create(email=f"{name.lower()}@example.org", name=name, language="en")
    mandate = Mandate.objects.create(user=user, organisation=organisation, role=role, starts=date(2012, 1, 1))
    return Actor(user, role, organisation, mandate)


def build(persons: int = 420, seed: int = 7) -> SmallCity:
    """Journeys of `persons` people from 2013 up to and including 2016, and three analysts."""
    random = Random(seed)
    enterprises, employer = _registry(random)
    platform = Organisation.objects.create(name="Platform", slug="platform", kind="platform")
    council = Organisation.objects.create(name="Council", slug="council", kind="authority")
    city = SmallCity(
        *(person(name, Role.ANALYST, platform) for name in ("Anna", "Bo", "Chris")),
        person("Piet", Role.POLICY_OFFICER, council),
        enterprises,
        employer,
    )
    EndReason.objects.create(code="moved-on", name_nl="Doorgestroomd", name_en="Moved on")
    districts = list(District.objects.values_list("code", flat=True))
    rows: dict[type, list] = {
        model: [] for model in (Journey, PurposeGround, Membership, Spell, SpellHours, Assessment)
    }
    for number in range(persons):
        _journey(random, number, enterprises, employer, districts, rows)
    for model, made in rows.items():
        model.objects.bulk_create(made)
    city.journeys = rows[Journey]
    return city


def _registry(random: Random) -> tuple[list[Organisation], Organisation]:
    for position, (code, dutch, english, paid) in enumerate(KINDS):
        PlaceKind.objects.create(code=code, name_nl=dutch, name_en=english, position=position, paid=paid)
    for position, (code, dutch, english) in enumerate(GROUPS):
        TargetGroup.objects.create(code=code, name_nl=dutch, name_en=english, position=position)
    for position, (code, dutch, english) in enumerate(BRANCHES):
        Branch.objects.create(code=code, name_nl=dutch, name_en=english, position=position)
    for position, (code, name) in enumerate(BOROUGHS):
        borough = Borough.objects.create(code=code, name_nl=name, name_en=name, position=position)
        for number in (1, 2):
            District.objects.create(
                code=f"{code}-{number}",
                name_nl=f"{name} {number}",
                name_en=f"{name} {number}",
                borough=borough,
            )
    found = []
    for number in range(9):
        organisation = Organisation.objects.create(
            name=f"Werkplaats {number + 1}", slug=f"werkplaats-{number + 1}", kind="social_enterprise"
        )
        Profile.objects.create(
            organisation=organisation,
            branch_id=BRANCHES[number % 3][0],
            district_id=f"{BOROUGHS[number % 3][0]}-{number % 2 + 1}",
        )
        found.append(organisation)
    employer = Organisation.objects.create(name="Bakkerij Jansen", slug="bakkerij-jansen", kind="employer")
    return found, employer


def _journey(random: Random, number: int, enterprises, employer, districts, rows) -> None:
    journey = Journey(
        id=key(random),
        pseudonym=f"{number:064x}",
        birth_year=random.choice([None, *range(1952, 1999)]),
        district_id=random.choice(districts),
        opened=date(2013, 1, 1),
    )
    rows[Journey].append(journey)
    ground = Ground.TO_BE_CONFIRMED if number % 40 == 3 else Ground.LAW
    rows[PurposeGround].append(
        PurposeGround(
            journey=journey,
            purpose=Purpose.COUNTING,
            ground=ground,
            starts=date(2012, 1, 1),
            withdrawn_on=date(2016, 6, 1) if number % 50 == 9 else None,
        )
    )
    groups = random.sample([code for code, _nl, _en in GROUPS], 2 if random.random() < 0.1 else 1)
    for group in groups if random.random() < 0.95 else []:
        rows[Membership].append(Membership(journey=journey, target_group_id=group, starts=date(2012, 1, 1)))
    day = date(2013, 1, 1) + timedelta(days=random.randrange(1300))
    # Small ones beside large ones: that is where numbers must be withheld.
    organisation = random.choices(enterprises, weights=[60, 45, 40, 30, 25, 12, 5, 3, 2])[0]
    _stay(random, journey, organisation, random.choices(KINDS, weights=[5, 5, 1, 0])[0], day, employer, rows)
    for _time in range(random.randrange(3)):
        day += timedelta(days=random.randrange(100, 400))
        if day < date(2017, 1, 1):
            rows[Assessment].append(
                Assessment(journey=journey, instrument="ladder", date=day, value=random.randrange(2, 6))
            )
            rows[Assessment].append(
                Assessment(journey=journey, instrument="wage_value", date=day, value=random.randrange(20, 90))
            )


def _stay(random: Random, journey, organisation, kind, day: date, employer, rows) -> None:
    end = day + timedelta(days=random.randrange(60, 900))
    ended = end if end < date(2017, 3, 1) else None
    spell = Spell(
        id=key(random),
        journey=journey,
        organisation=organisation,
        kind_id=kind[0],
        starts=day,
        ends=ended,
        end_reason_id="moved-on" if ended else None,
    )
    rows[Spell].append(spell)
    if random.random() < 0.8:
        rows[SpellHours].append(SpellHours(spell=spell, starts=day, hours_per_week=random.randrange(8, 33)))
    if ended and not kind[3] and random.random() < 0.4:
        start = ended + timedelta(days=random.randrange(0, 80))
        stays = random.random() < 0.7
        rows[Spell].append(
            Spell(
                id=key(random),
                journey=journey,
                organisation=employer if random.random() < 0.7 else organisation,
                kind_id=random.choice(["subsidised-job", "regular-job"]),
                starts=start,
                ends=None if stays else start + timedelta(days=random.randrange(20, 200)),
                end_reason=None,
            )
        )
