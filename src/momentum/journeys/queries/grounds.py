"""On what the use of a person's record rests."""

from django.db.models import QuerySet

from momentum.accounts.access import open_records
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.journeys.models import Ground, Journey, Purpose, PurposeGround
from momentum.journeys.queries.people import names_of
from momentum.journeys.queries.scope import own_journeys


def grounds_of(actor: Actor, journey: Journey) -> list[PurposeGround]:
    """All grounds of one person, for themselves and their case manager. Raises `Refused`."""
    return open_records(
        actor,
        Record.CONSENT,
        PurposeGround.objects.filter(journey=journey).select_related("journey"),
        pseudonym=lambda row: row.journey.pseudonym,
    )


def unconfirmed(actor: Actor) -> QuerySet[Journey]:
    """People whose counting still needs a confirmed ground: they are left out of editions."""
    rows = PurposeGround.objects.filter(
        purpose=Purpose.COUNTING, ground=Ground.TO_BE_CONFIRMED, withdrawn_on__isnull=True
    )
    return own_journeys(actor).filter(pk__in=rows.values("journey"))


def unconfirmed_names(actor: Actor) -> list[tuple[Journey, str]]:
    return names_of(actor, unconfirmed(actor), "grounds to confirm")
