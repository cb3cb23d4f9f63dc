"""Participants: who they are, their journeys, the grounds for keeping records, and their target groups."""

import tomllib
from functools import lru_cache
from uuid import UUID

import numpy as np
from django.utils.text import slugify

from momentum.accounts.keys import person_keys
from momentum.demo.building.keys import date_of, end_of, keys
from momentum.demo.city import City
from momentum.demo.population.details import generator
from momentum.demo.population.rates import DEMO_DATA, KINDS, RUNNING, read_rates
from momentum.demo.population.spells import COUNTED, OBJECTION, TO_BE_CONFIRMED
from momentum.journeys.models import Ground, Identity, Journey, Membership, Purpose, PurposeGround
from momentum.journeys.needs import NEEDS
from momentum.journeys.pseudonyms import JOURNEY, keyed
from momentum.sector.models import District

ASKED_AFTERWARDS, ASKED_WITH_MANAGER = 0.25, 0.85
NEWS = 0.15
EXPLANATIONS = {
    Ground.LAW: "Taak van de gemeente (Participatiewet, Wmo 2015)",
    Ground.CONTRACT: "Afspraak over deze plek",
    Ground.CONSENT: "Zelf gegeven bij de kennismaking",
    Ground.TO_BE_CONFIRMED: "Overgenomen uit een oude lijst",
}


@lru_cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads((DEMO_DATA / "names.toml").read_text(encoding="utf-8"))


def write_people(city: City, managed: np.ndarray) -> tuple[list[Journey], list[Identity]]:
    """Identities and journeys in the population's order, stored apart and joined by their pseudonym only.

    `managed`: of every person, whether they have a case manager, who then asked most of them for consent.
    """
    seed, count = city.seed, city.population.count
    pseudonym = keyed(JOURNEY)
    draw = generator(seed, "identities")
    opened = city.persons.first - draw.integers(7, 60, count)
    identities = _identities(city, draw, keys(seed, "identities", count), pseudonym)
    districts = {each.name_nl: each.pk for each in District.objects.all()}
    journeys = [
        Journey(
            id=key,
            pseudonym=identity.pseudonym,
            birth_year=identity.birth_date.year,
            district_id=districts.get(home),
            needs=needs,
            opened=date_of(day),
            died=end_of(died),
        )
        for key, identity, home, needs, day, died in zip(
            keys(seed, "journeys", count),
            identities,
            city.persons.home.tolist(),
            _needs(draw, count),
            opened.tolist(),
            city.persons.died.tolist(),
            strict=True,
        )
    ]
    person_keys().make(each.pseudonym for each in identities)
    person_keys().hold(each.pseudonym for each in identities)
    Identity.objects.bulk_create(identities, batch_size=2000)
    Journey.objects.bulk_create(journeys, batch_size=2000)
    PurposeGround.objects.bulk_create(_grounds(city, journeys, opened, managed), batch_size=4000)
    _write_memberships(city, journeys)
    return journeys, identities


def _identities(city: City, draw: np.random.Generator, own: list[UUID], pseudonym) -> list[Identity]:
    names, count = _names(), len(own)
    first = draw.choice(np.array(names["first"]), count).tolist()
    last = draw.choice(np.array(names["last"]), count).tolist()
    reached = draw.random((count, 2)).tolist()
    return [
        Identity(
            id=key,
            pseudonym=pseudonym(str(key)),
            first_name=given,
            last_name=family,
            birth_date=date_of(day),
            email=f"{slugify(given)}.{slugify(family)}@example.org" if mail < 0.4 else "",
            phone=f"06 0000 {number % 10000:04d}" if phone < 0.8 else "",
        )
        for number, (key, given, family, day, (mail, phone)) in enumerate(
            zip(own, first, last, city.persons.birth.tolist(), reached, strict=True)
        )
    ]


def _needs(draw: np.random.Generator, count: int) -> list[list[str]]:
    """None to three needs from the closed list."""
    codes = sorted(NEEDS)
    many = draw.choice(4, count, p=[0.35, 0.3, 0.22, 0.13]).tolist()
    order = draw.random((count, len(codes))).argsort(axis=1)[:, :3].tolist()
    return [sorted(codes[place] for place in row[:some]) for row, some in zip(order, many, strict=True)]


def _grounds(
    city: City, journeys: list[Journey], opened: np.ndarray, managed: np.ndarray
) -> list[PurposeGround]:
    """Guidance and counting for everybody, consent to follow-ups and news for some. Who objected to being
    counted, or whose ground is still to be confirmed, is left out of editions."""
    draw = generator(city.seed, "grounds")
    today = read_rates().day("today")
    chance = draw.random((len(journeys), 3)).tolist()
    volunteering = KINDS.index("volunteering")
    rows: list[tuple[Journey, Purpose, Ground, int, int]] = []
    standing, kinds = city.population.standing.tolist(), city.persons.first_kind.tolist()
    asking = np.where(managed, ASKED_WITH_MANAGER, ASKED_AFTERWARDS).tolist()
    for journey, day, stand, kind, chance_of_asking, (asked, news, when) in zip(
        journeys, opened.tolist(), standing, kinds, asking, chance, strict=True
    ):
        guidance = Ground.CONTRACT if kind == volunteering else Ground.LAW
        withdrawn = min(day + 30 + int(when * 300), today - 1) if stand == OBJECTION else RUNNING
        counting = Ground.TO_BE_CONFIRMED if stand == TO_BE_CONFIRMED else Ground.LAW
        rows.append((journey, Purpose.GUIDANCE, guidance, day, RUNNING))
        rows.append((journey, Purpose.COUNTING, counting, day, withdrawn))
        if asked < chance_of_asking and stand == COUNTED:
            rows.append((journey, Purpose.FOLLOW_UP, Ground.CONSENT, day, RUNNING))
        if news < NEWS:
            rows.append((journey, Purpose.CONTACT, Ground.CONSENT, day, RUNNING))
    return [
        PurposeGround(
            id=key,
            journey=journey,
            purpose=purpose,
            ground=ground,
            explanation=EXPLANATIONS[ground],
            starts=date_of(day),
            withdrawn_on=end_of(withdrawn),
        )
        for key, (journey, purpose, ground, day, withdrawn) in zip(
            keys(city.seed, "grounds", len(rows)), rows, strict=True
        )
    ]


def _write_memberships(city: City, journeys: list[Journey]) -> None:
    rows = city.memberships
    Membership.objects.bulk_create(
        (
            Membership(
                id=key,
                journey=journeys[person],
                target_group_id=group,
                starts=date_of(start),
                ends=end_of(end),
            )
            for key, person, group, start, end in zip(
                keys(city.seed, "memberships", len(rows.person)),
                rows.person.tolist(),
                rows.group.tolist(),
                rows.start.tolist(),
                rows.end.tolist(),
                strict=True,
            )
        ),
        batch_size=4000,
    )
