"""What may be done with a person's record: which purposes have a ground that holds on a day."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from momentum.accounts.clock import today
from momentum.journeys.models import Ground, Journey, Purpose, PurposeGround

RESTRICTED = "restricted"
OBJECTED = "objected"
CONSENT_WITHDRAWN = "consent_withdrawn"
TO_BE_CONFIRMED = "ground_to_be_confirmed"
NO_GROUND = "no_ground"
"""Why a person is left out of an edition; counted by these reasons, in this order."""


def holding(purpose: str, day: date) -> Q:
    """Grounds of `purpose` that hold on `day`; one still to be confirmed does not."""
    return (
        Q(purpose=purpose, starts__lte=day, withdrawn_on__isnull=True)
        & (Q(ends__isnull=True) | Q(ends__gt=day))
        & ~Q(ground=Ground.TO_BE_CONFIRMED)
    )


def may_ask(journey: Journey) -> bool:
    """Whether the person may be asked afterwards how it goes."""
    return journey.died is None and journey.grounds.filter(holding(Purpose.FOLLOW_UP, today())).exists()


def is_refused(journey: Journey, purpose: str) -> bool:
    """Whether the person withdrew or objected to the purpose and did not allow it again."""
    rows = journey.grounds.filter(purpose=purpose)
    return (
        rows.filter(withdrawn_on__isnull=False).exists()
        and not rows.filter(holding(purpose, today())).exists()
    )


def may_be_withdrawn(ground: PurposeGround) -> bool:
    """Consent always; a task in law or an agreement everywhere but for the guidance that it is about."""
    return ground.withdrawn_on is None and (
        ground.ground == Ground.CONSENT or ground.purpose != Purpose.GUIDANCE
    )


def counted(journeys: QuerySet[Journey], day: date) -> QuerySet[Journey]:
    """Those with a ground for counting that holds on `day`."""
    return journeys.filter(_has(holding(Purpose.COUNTING, day)))


def countable(journeys: QuerySet[Journey], day: date) -> QuerySet[Journey]:
    """Those to count in what is frozen now: a record that its person wants only kept is not used."""
    return counted(journeys, day).filter(restricted_on__isnull=True)


def left_out(journeys: QuerySet[Journey], day: date) -> dict[str, int]:
    """How many persons are not counted on `day`, by the first reason that holds for them."""
    rest = journeys.exclude(pk__in=countable(journeys, day).values("pk"))
    counting = Q(purpose=Purpose.COUNTING)
    reasons = {
        OBJECTED: counting & Q(withdrawn_on__isnull=False) & ~Q(ground=Ground.CONSENT),
        CONSENT_WITHDRAWN: counting & Q(withdrawn_on__isnull=False, ground=Ground.CONSENT),
        TO_BE_CONFIRMED: counting & Q(ground=Ground.TO_BE_CONFIRMED),
    }
    counts: dict[str, int] = {}
    if number := rest.filter(restricted_on__isnull=False).count():
        counts[RESTRICTED] = number
    rest = rest.filter(restricted_on__isnull=True)
    for reason, condition in reasons.items():
        here = rest.filter(_has(condition))
        if number := here.count():
            counts[reason] = number
        rest = rest.exclude(_has(condition))
    if number := rest.count():
        counts[NO_GROUND] = number
    return counts


def _has(condition: Q) -> Exists:
    return Exists(PurposeGround.objects.filter(condition, journey=OuterRef("pk")))
