"""A small city: two enterprises with coaches, a municipality with case managers, and the other roles beside them."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.models import EndReason, Ground, Identity, Purpose
from momentum.sector.models import Borough, District, Place, PlaceKind, TargetGroup

TODAY = date(2016, 11, 28)


@dataclass
class City:
    brug: Organisation
    bakkerij: Organisation
    gemeente: Organisation
    platform: Organisation
    employer: Organisation
    kitchen: Place
    bottling: Place
    baking: Place
    unpaid: PlaceKind
    regular: PlaceKind
    group: TargetGroup
    district: District
    reason: EndReason
    noor: Actor
    bram: Actor
    colleague: Actor
    case: Actor
    other_case: Actor
    keeper: Actor
    analyst: Actor
    policy: Actor
    manager: Actor

    def actor(self, role: Role, organisation: Organisation | None = None, name: str = "") -> Actor:
        return actor(role, organisation, name)


def actor(role: Role, organisation: Organisation | None = None, name: str = "") -> Actor:
    name = name or f"{role} {organisation.slug if organisation else ''}".strip()
    user = User.objects.create(email=f"{name.replace(' ', '.')}@example.org".lower(), name=name)
    mandate = Mandate.objects.create(user=user, organisation=organisation, role=role, starts=date(2012, 1, 1))
    return Actor(user=user, role=role, organisation=organisation, mandate=mandate)


def build_city() -> City:
    def organisation(name: str, kind: str) -> Organisation:
        return Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"), kind=kind)

    brug = organisation("Brouwerij De Brug", "social_enterprise")
    bakkerij = organisation("Bakkerij Zon", "social_enterprise")
    gemeente = organisation("Gemeente", "authority")
    platform = organisation("Platform", "platform")
    unpaid = PlaceKind.objects.create(
        code="work_experience",
        name_nl="werkervaringsplaats",
        name_en="work experience",
        paid=False,
        position=4,
    )
    regular = PlaceKind.objects.create(
        code="regular_job", name_nl="gewone baan", name_en="regular job", paid=True, position=7
    )

    def place(owner: Organisation, title: str, kind: PlaceKind = unpaid, capacity: int = 4) -> Place:
        return Place.objects.create(
            organisation=owner,
            kind=kind,
            title_nl=title,
            title_en=title,
            capacity=capacity,
            opens=date(2012, 1, 1),
        )

    borough = Borough.objects.create(code="centrum", name_nl="Centrum", name_en="Centrum")
    return City(
        brug=brug,
        bakkerij=bakkerij,
        gemeente=gemeente,
        platform=platform,
        employer=organisation("Hotel Amstel", "employer"),
        kitchen=place(brug, "Keuken", capacity=1),
        bottling=place(brug, "Bottelarij", kind=regular),
        baking=place(bakkerij, "Bakken"),
        unpaid=unpaid,
        regular=regular,
        group=TargetGroup.objects.create(
            code="ggz", name_nl="psychische kwetsbaarheid", name_en="mental health"
        ),
        district=District.objects.create(
            code="A00", name_nl="Burgwallen", name_en="Burgwallen", borough=borough
        ),
        reason=EndReason.objects.create(code="paid_job", name_nl="betaalde baan", name_en="paid job"),
        noor=actor(Role.WORK_COACH, brug, "Noor Bakker"),
        colleague=actor(Role.WORK_COACH, brug, "Kees Coach"),
        bram=actor(Role.WORK_COACH, bakkerij, "Bram Bakker"),
        case=actor(Role.CASE_MANAGER, gemeente, "Cas Manager"),
        other_case=actor(Role.CASE_MANAGER, gemeente, "Olga Manager"),
        keeper=actor(Role.JOURNEY_KEEPER, platform),
        analyst=actor(Role.ANALYST, platform),
        policy=actor(Role.POLICY_OFFICER, gemeente),
        manager=actor(Role.ENTERPRISE_MANAGER, brug),
    )


@pytest.fixture(autouse=True)
def a_day_in_2016(settings):
    settings.TODAY = TODAY


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def city(db) -> City:
    return build_city()


GROUNDS = {Purpose.GUIDANCE: Ground.LAW, Purpose.COUNTING: Ground.LAW, Purpose.FOLLOW_UP: Ground.CONTRACT}


@pytest.fixture
def register(city):
    def register(first_name="Sanne", last_name="de Wit", by=None, grounds=GROUNDS, **details):
        details.setdefault("birth_date", date(1985, 4, 1))
        return actions.register_participant(
            by or city.case,
            first_name=first_name,
            last_name=last_name,
            district=city.district,
            target_groups=[city.group],
            grounds=grounds,
            **details,
        )

    return register


@pytest.fixture
def accept(city):
    def accept(journey, organisation=None, coach=None):
        referral = actions.refer(city.case, journey, to_organisation=organisation or city.brug)
        return actions.accept_referral(coach or city.noor, referral, version=referral.version)

    return accept


@pytest.fixture
def sanne(register):
    return register()


@pytest.fixture
def accepted(sanne, accept):
    accept(sanne)
    return sanne


@pytest.fixture
def spell(city, accepted):
    return actions.start_spell(city.noor, accepted, place=city.kitchen, starts=date(2016, 3, 1))


@pytest.fixture
def participant(sanne):
    """Sanne, signing in."""
    sign_in = actor(Role.PARTICIPANT, None, "Sanne de Wit")
    Identity.objects.filter(pseudonym=sanne.pseudonym).update(user=sign_in.user)
    return sign_in


@pytest.fixture
def browse():
    """A browser signed in as an actor."""

    def browse(who: Actor) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(who.user, backend="momentum.accounts.sign_in.by_address.ByAddress")
        return client

    return browse
