"""A participant's own page: their journey, told to themselves."""

from dataclasses import dataclass

from momentum.accounts.access import open_record, open_records, require
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.journeys.grounds import may_be_withdrawn
from momentum.journeys.models import Ground, Identity, Journey, Purpose, PurposeGround
from momentum.journeys.queries.asking import not_yet_given
from momentum.journeys.queries.person import PersonPage, read_page, with_everything
from momentum.journeys.queries.scope import of_the_person


@dataclass(frozen=True)
class Use:
    """One purpose, and on what it rests for this person."""

    purpose: Purpose
    grounds: list[PurposeGround]
    can_be_withdrawn: bool

    @property
    def allowed(self) -> bool:
        return any(
            each.withdrawn_on is None and each.ground != Ground.TO_BE_CONFIRMED for each in self.grounds
        )


@dataclass(frozen=True)
class MyPage:
    page: PersonPage
    uses: list[Use]
    own_voice_due: bool


def my_journey(actor: Actor) -> Journey:
    """The journey of whoever acts. Raises `Refused` for anybody who is no participant or has none."""
    return open_record(actor, Record.JOURNEY, of_the_person(actor), detail="own journey")


def is_registered(actor: Actor) -> bool:
    require(actor, "read", Record.JOURNEY)
    return of_the_person(actor).exists()


def my_page(actor: Actor, *, verb: str = "read") -> MyPage:
    """Everything that is recorded about whoever acts, to read or to print. Raises `Refused`."""
    mine = with_everything().filter(pk__in=of_the_person(actor))
    journey = open_record(actor, Record.JOURNEY, mine, verb=verb)
    identity = open_record(actor, Record.IDENTITY, Identity.objects.filter(user=actor.user), verb=verb)
    return MyPage(
        page=read_page(actor, journey, identity),
        uses=my_uses(actor, journey, verb=verb),
        own_voice_due=not_yet_given(journey),
    )


def my_uses(actor: Actor, journey: Journey, *, verb: str = "read") -> list[Use]:
    rows = open_records(
        actor,
        Record.CONSENT,
        PurposeGround.objects.filter(journey=journey).select_related("journey"),
        verb=verb,
        pseudonym=lambda row: row.journey.pseudonym,
    )
    uses = []
    for purpose in Purpose:
        grounds = [each for each in rows if each.purpose == purpose]
        uses.append(Use(purpose, grounds, any(may_be_withdrawn(each) for each in grounds)))
    return uses
