"""Who guides whom: referrals and their answers, caseloads, cover during an absence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from momentum.accounts.models import Organisation, User
from momentum.accounts.policy import Role
from momentum.demo.building.cast import Member
from momentum.demo.building.keys import date_of, end_of, keys, moment
from momentum.demo.city import City
from momentum.demo.population.details import Days, generator
from momentum.demo.population.outcomes import STOPS
from momentum.demo.population.rates import KINDS, RUNNING, day_of, read_rates
from momentum.journeys.models import Assignment, Journey, Referral, ReferralState
from momentum.sector.models import Place

SINCE = day_of(2014)
"""Referrals are written down from this day on."""
BY_THEMSELVES = 0.15
STILL_FOLLOWED = 120
WAITING, DECLINED = 70, 45
SHOWN_FIRST = "brouwerij-de-brug"
"""The enterprise whose desk the demo city shows first: several people wait there for an answer."""
WISHES = [
    "Het liefst in de ochtend, en niet op maandag.",
    "Werken met de handen, met collega's om me heen.",
    "Rustig beginnen, twee dagdelen in de week.",
    "Weer in een keuken staan.",
    "Iets leren waar ik later werk mee vind.",
    "Buiten werken.",
    "",
]
ANSWERS = [
    "Op dit moment zijn alle plekken bezet. Probeer het in het voorjaar nog eens.",
    "Deze plek vraagt om hele dagen. We denken graag mee over een andere onderneming.",
    "Na een proefdag bleek het werk te druk.",
]
MUNICIPAL_WORK = ("work-experience", "sheltered-work", "subsidised-job")


@dataclass(frozen=True)
class Guides:
    """By person: the number of the referring organisation (-1: came by themselves), and their case manager's
    number in the cast (-1: none who signs in)."""

    referrer: Days
    manager: Days


def choose_guides(city: City, organisations: Sequence[Organisation], cast: Sequence[Member]) -> Guides:
    """Referrers for everybody, and a caseload for every case manager out of who is at a place now."""
    draw, spells = generator(city.seed, "guides"), city.population.spells
    number = {each.slug: place for place, each in enumerate(organisations)}
    managers = [place for place, each in enumerate(cast) if each.role == Role.CASE_MANAGER]
    homes = [number[cast[place].organisation.slug] for place in managers]
    work = homes[0]
    towards_work = np.isin(city.persons.first_kind, [KINDS.index(kind) for kind in MUNICIPAL_WORK])
    other = np.array(homes[1:])[draw.integers(0, len(homes) - 1, city.population.count)]
    referrer = np.where(towards_work & (draw.random(city.population.count) < 0.75), work, other)
    referrer[draw.random(city.population.count) < BY_THEMSELVES] = -1
    today = read_rates().day("today")
    manager = np.full(city.population.count, -1)
    current = (spells.seat >= 0) & (spells.start <= today) & (spells.end > today - STILL_FOLLOWED)
    followed = np.unique(spells.person[current])
    followed = draw.permutation(followed[city.persons.died[followed] == RUNNING])
    for place, home in zip(managers, homes, strict=True):
        manager[followed[referrer[followed] == home][: cast[place].caseload]] = place
    return Guides(referrer, manager)


def write_referrals(
    city: City,
    journeys: list[Journey],
    organisations: list[Organisation],
    cast: list[Member],
    guides: Guides,
    place_of: list[Place],
) -> None:
    """Accepted referrals before stays, and some that wait for an answer or were declined."""
    coaches = coaches_of(cast)
    rows = [*_accepted(city, guides, place_of), *_others(city, guides, place_of)]
    Referral.objects.bulk_create(
        (
            Referral(
                id=key,
                journey=journeys[row.person],
                from_organisation=organisations[row.referrer] if row.referrer >= 0 else None,
                referred_by=cast[manager].user if (manager := int(guides.manager[row.person])) >= 0 else None,
                to_organisation_id=row.place.organisation_id,
                place=row.place,
                wish=row.wish,
                state=row.state,
                sent_at=moment(row.sent, key.int),
                decided_at=moment(row.decided, key.int >> 9) if row.decided else None,
                decided_by=coaches.get(row.place.organisation_id) if row.decided else None,
                answer=row.answer,
            )
            for key, row in zip(keys(city.seed, "referrals", len(rows)), rows, strict=True)
        ),
        batch_size=2000,
    )


@dataclass(frozen=True)
class _Row:
    person: int
    referrer: int
    place: Place
    state: str
    sent: int
    decided: int = 0
    wish: str = ""
    answer: str = ""


def _accepted(city: City, guides: Guides, place_of: list[Place]) -> Iterator[_Row]:
    """One before every stay at an organisation where the person was not already."""
    draw, spells = generator(city.seed, "accepted"), city.population.spells
    rows = np.flatnonzero((spells.seat >= 0) & (spells.start >= SINCE))
    chance = draw.random((len(rows), 3)).tolist()
    seen: set[tuple[int, int]] = set()
    for row, (early, answered, wish) in zip(rows.tolist(), chance, strict=True):
        person, organisation, start = (
            int(spells.person[row]),
            int(spells.organisation[row]),
            int(spells.start[row]),
        )
        if (person, organisation) in seen:
            continue
        seen.add((person, organisation))
        sent = start - 8 - int(early * 45)
        decided = sent + 1 + int(answered * (start - sent - 2))
        text = WISHES[int(wish * len(WISHES))]
        yield _Row(
            person,
            int(guides.referrer[person]),
            place_of[spells.seat[row]],
            ReferralState.ACCEPTED,
            sent,
            decided,
            text,
        )


def _others(city: City, guides: Guides, place_of: list[Place]) -> Iterator[_Row]:
    """Of people whose stay simply stopped in the last months: some wait for an answer, some were declined."""
    draw, spells, today = generator(city.seed, "waiting"), city.population.spells, read_rates().day("today")
    last = np.zeros(city.population.count, np.int64)
    np.maximum.at(last, spells.person, spells.end)
    free = (spells.what == STOPS) & (spells.end == last[spells.person]) & (spells.end > today - 240)
    free &= (spells.end < today - 21) & (city.persons.died[spells.person] == RUNNING) & (spells.seat >= 0)
    found = draw.permutation(np.unique(spells.person[free]))
    # Those in somebody's caseload first, so that case managers have people who wait for an answer.
    found = found[np.argsort(guides.manager[found] < 0, kind="stable")]
    people = found[: WAITING + DECLINED].tolist()
    open_places = [place for place in dict.fromkeys(place_of) if place.closes is None]
    first = [place for place in open_places if place.organisation.slug == SHOWN_FIRST]
    for turn, person in enumerate(people):
        waits = turn < WAITING
        choice = first if waits and turn % 20 == 0 else open_places
        place = choice[int(draw.integers(len(choice)))]
        referrer = int(guides.referrer[person])
        if waits:
            sent = today - 1 - int(draw.integers(0, 16))
            wish = WISHES[turn % len(WISHES)]
            yield _Row(person, referrer, place, ReferralState.SENT, sent, wish=wish)
        else:
            sent = max(int(last[person]) + 5, today - 120)
            answer = ANSWERS[turn % len(ANSWERS)]
            yield _Row(person, referrer, place, ReferralState.DECLINED, sent, sent + 6, answer=answer)


def coaches_of(cast: list[Member]) -> dict[object, User]:
    """The first work coach of every organisation that has one in the cast."""
    coaches: dict[object, User] = {}
    for each in cast:
        if each.role == Role.WORK_COACH:
            coaches.setdefault(each.organisation.pk, each.user)
    return coaches


def write_assignments(city: City, journeys: list[Journey], cast: list[Member], guides: Guides) -> None:
    """Caseloads of case managers and work coaches, and who covers for whom."""
    rows: list[Assignment] = []
    for place, member in enumerate(cast):
        if member.role == Role.CASE_MANAGER:
            people = np.flatnonzero(guides.manager == place).tolist()
            rows += [_assignment(journeys[person], member, journeys[person].opened) for person in people]
    rows += _of_coaches(city, journeys, cast)
    rows += _cover(rows, cast)
    for key, row in zip(keys(city.seed, "assignments", len(rows)), rows, strict=True):
        row.id = key
    Assignment.objects.bulk_create(rows, batch_size=2000)


def _assignment(journey: Journey, member: Member, since, ends=None) -> Assignment:
    return Assignment(
        journey=journey,
        user=member.user,
        organisation=member.organisation,
        role=member.role,
        starts=max(since, member.since),
        ends=ends,
    )


def _of_coaches(city: City, journeys: list[Journey], cast: list[Member]) -> Iterator[Assignment]:
    """Everybody who is at a coach's organisation, divided over its coaches."""
    spells, today = city.population.spells, read_rates().day("today")
    slugs = [each.slug for each in city.organisations.all]
    teams: dict[str, list[Member]] = {}
    for each in cast:
        if each.role == Role.WORK_COACH:
            teams.setdefault(each.organisation.slug, []).append(each)
    for slug, team in teams.items():
        here = (spells.organisation == slugs.index(slug)) & (spells.start <= today) & (spells.end > today)
        for row in np.flatnonzero(here).tolist():
            person = int(spells.person[row])
            # Somebody with two places here has one coach, the same for both.
            member = team[person % len(team)]
            yield _assignment(
                journeys[person], member, date_of(int(spells.start[row])), end_of(int(spells.end[row]))
            )


def _cover(rows: list[Assignment], cast: list[Member]) -> list[Assignment]:
    """During an absence a colleague works with the absent one's people."""
    by_name = {each.user.name: each for each in cast}
    covers: list[Assignment] = []
    for away in cast:
        if away.away is None:
            continue
        colleague = by_name[away.covered_by]
        starts, ends = away.away
        own = [row for row in rows if row.user is away.user and row.starts < starts]
        for row in own:
            cover = _assignment(row.journey, colleague, starts, ends)
            cover.covers_for = away.user
            covers.append(cover)
    return covers
