"""A small city whose every person carries words of their own, and who may know whose."""

import re
from dataclasses import dataclass, field
from datetime import date

from momentum.accounts.actor import Actor
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.models import Ground, Identity, Journey, Purpose
from tests.journeys import conftest as journeys

GROUNDS = {Purpose.GUIDANCE: Ground.LAW, Purpose.COUNTING: Ground.LAW, Purpose.FOLLOW_UP: Ground.CONTRACT}
# Words that occur nowhere else, one a person: names, addresses and remarks are made of them.
PERSONS = ("quillan", "rozemund", "tjibbolt", "vlasmeer", "wyckaert", "zonderlo")
WORD = re.compile("|".join(PERSONS), re.I)


@dataclass
class City:
    actors: dict[str | None, list[Actor]]
    known: dict[str, set[str]] = field(default_factory=dict)
    keys: list[object] = field(default_factory=list)
    words: frozenset[str] = frozenset(PERSONS)

    def words_in(self, text: str) -> set[str]:
        return {found.lower() for found in WORD.findall(text)}

    def may_know(self, actor: Actor) -> set[str]:
        return self.known.get(str(actor.user.pk), set()) if actor.user else set()


def build() -> City:
    """Two people of one case manager at the brewery, two of another at the bakery, one without a place, one whose
    stay there is long over. Enterprise managers, coaches, keeper and everybody else as they are in life."""
    small = journeys.build_city()
    bakery_manager = small.actor(Role.ENTERPRISE_MANAGER, small.bakkerij)
    people: dict[str, Journey] = {}
    for number, word in enumerate(PERSONS):
        case = small.case if number < 3 else small.other_case
        people[word] = actions.register_participant(
            case,
            first_name=word.title(),
            last_name=f"van {word.title()}",
            birth_date=date(1980 + number, 4, 1),
            email=f"{word}@example.org",
            phone="0612345678",
            district=small.district,
            target_groups=[small.group],
            needs=["quiet"],
            grounds=GROUNDS,
            explanation=f"as {word} was told",
        )
    places = {
        "quillan": small.bottling,
        "rozemund": small.bottling,
        "vlasmeer": small.baking,
        "wyckaert": small.baking,
    }
    coaches = {small.bottling: (small.noor, small.brug), small.baking: (small.bram, small.bakkerij)}
    for word, place in places.items():
        coach, organisation = coaches[place]
        case = small.case if word in PERSONS[:3] else small.other_case
        sent = actions.refer(case, people[word], to_organisation=organisation, wish=f"{word} wishes to bake")
        actions.accept_referral(coach, sent, version=sent.version)
        actions.start_spell(coach, people[word], place=place, starts=date(2016, 3, 7))
    longago = actions.refer(small.other_case, people["zonderlo"], to_organisation=small.brug)
    actions.accept_referral(small.noor, longago, version=longago.version)
    stay = actions.start_spell(small.noor, people["zonderlo"], place=small.kitchen, starts=date(2014, 1, 6))
    actions.end_spell(small.noor, stay, version=stay.version, ends=date(2015, 2, 2), end_reason=small.reason)
    participants = {}
    for word in PERSONS[:4]:
        participants[word] = small.actor(Role.PARTICIPANT, None, word.title())
        identity = Identity.objects.get(pseudonym=people[word].pseudonym)
        identity.user = participants[word].user
        identity.save()
        actions.ask_correction(participants[word], people[word], about="other", text=f"{word} says so")

    def of(*actors: Actor) -> list[str]:
        return [str(each.user.pk) for each in actors if each.user]

    known: dict[str, set[str]] = {}
    for key in of(small.case):
        known[key] = set(PERSONS[:3])
    for key in of(small.other_case):
        known[key] = set(PERSONS[3:])
    for key in of(small.noor, small.colleague, small.manager):
        known[key] = {"quillan", "rozemund"}
    for key in of(small.bram, bakery_manager):
        known[key] = {"vlasmeer", "wyckaert"}
    for word, participant in participants.items():
        known[str(participant.user.pk)] = {word}
    # Whose stay ended and who has a case manager is asked by that one, not by the keeper: so the keeper knows nobody.
    actors: dict[str | None, list[Actor]] = {
        None: [Actor()],
        Role.PARTICIPANT: list(participants.values()),
        Role.WORK_COACH: [small.noor, small.colleague, small.bram],
        Role.CASE_MANAGER: [small.case, small.other_case],
        Role.ENTERPRISE_MANAGER: [small.manager, bakery_manager],
        Role.JOURNEY_KEEPER: [small.keeper],
        Role.ANALYST: [small.analyst],
        Role.POLICY_OFFICER: [small.policy],
    }
    for role in Role:
        if role not in actors:
            where = small.employer if role == Role.BUYER else small.platform
            actors[role] = [small.actor(role, where)]
    keys: list[object] = [each.pk for each in people.values()]
    return City(actors, known, keys)
