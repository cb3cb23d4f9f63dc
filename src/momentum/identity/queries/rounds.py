"""Rounds, and how far they are: who was invited, who began, who confirmed. What was answered is not in it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Record, Role
from momentum.accounts.queries import running
from momentum.identity.models import Response, ResponseState, Round

SOCIAL_ENTERPRISE = "social_enterprise"


@dataclass(frozen=True)
class Standing:
    """A round with how many enterprises are how far. `to_invite` take part and were not invited yet."""

    round: Round
    invited: int
    started: int
    confirmed: int
    to_invite: int

    @property
    def all(self) -> int:
        return self.invited + self.started + self.confirmed


def rounds(actor: Actor) -> list[Standing]:
    """Every round, the newest first."""
    require(actor, "read", Record.IDENTITY_ROUND)
    return [_standing(each) for each in Round.objects.order_by("-year")]


def round_of(actor: Actor, year: int) -> Round:
    require(actor, "read", Record.IDENTITY_ROUND)
    found = Round.objects.filter(year=year).first()
    if found is None:
        raise Refused("read", Record.IDENTITY_ROUND, str(year))
    return found


def standing(actor: Actor, year: int) -> Standing:
    return _standing(round_of(actor, year))


def responses(actor: Actor, round_: Round) -> QuerySet[Response]:
    """The enterprises of a round by name, with how far they are."""
    require(actor, "read", Record.IDENTITY_ROUND)
    return round_.responses.select_related("organisation").order_by("organisation__name")


def without_manager(actor: Actor, round_: Round) -> set[UUID]:
    """Enterprises of a round that nobody manages in this platform, so that a letter reaches nobody."""
    require(actor, "read", Record.IDENTITY_ROUND)
    invited = set(round_.responses.values_list("organisation", flat=True))
    managed = Mandate.objects.filter(running(), role=Role.ENTERPRISE_MANAGER, user__is_active=True)
    return invited - set(managed.values_list("organisation", flat=True))


def taking_part(round_: Round) -> QuerySet[Organisation]:
    """Social enterprises that existed in the year of a round and are not closed."""
    closed = Q(profile__closed__isnull=False, profile__closed__lte=round_.opens)
    later = Q(profile__founded__isnull=False, profile__founded__year__gt=round_.year)
    return Organisation.objects.filter(kind=SOCIAL_ENTERPRISE).exclude(closed).exclude(later)


def to_invite(round_: Round) -> QuerySet[Organisation]:
    return taking_part(round_).exclude(identity_responses__round=round_).order_by("name")


def managers(organisation: Organisation) -> list[User]:
    """Who manages an enterprise today."""
    held = Mandate.objects.filter(
        running(), organisation=organisation, role=Role.ENTERPRISE_MANAGER, user__is_active=True
    )
    return list({mandate.user_id: mandate.user for mandate in held.select_related("user")}.values())


def _standing(round_: Round) -> Standing:
    states = list(round_.responses.values_list("state", flat=True))
    return Standing(
        round_,
        invited=states.count(ResponseState.INVITED),
        started=states.count(ResponseState.STARTED),
        confirmed=states.count(ResponseState.CONFIRMED),
        to_invite=to_invite(round_).count(),
    )
