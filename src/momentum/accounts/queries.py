"""What this room tells: who acts, their mandates, and who looked at whom."""

from datetime import date

from django.db.models import Q, QuerySet

from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, User

SESSION_KEY = "mandate"


def running_mandates(user: User, day: date | None = None) -> QuerySet[Mandate]:
    """The mandates under which `user` may act on `day` (today): from the day it starts, until the day it ends."""
    day = day or today()
    return (
        Mandate.objects.filter(user=user, starts__lte=day)
        .filter(Q(ends__isnull=True) | Q(ends__gt=day))
        .select_related("organisation")
        .order_by("starts", "id")
    )


def actor_of(request) -> Actor:
    """Who acts in this request: under the mandate chosen in the session, else under the first that runs."""
    if not request.user.is_authenticated:
        return VISITOR
    mandates = list(running_mandates(request.user))
    request.mandates = mandates
    chosen = request.session.get(SESSION_KEY)
    mandate = next((each for each in mandates if str(each.pk) == chosen), mandates[0] if mandates else None)
    if mandate is None:
        return Actor(user=request.user)
    return Actor(user=request.user, role=mandate.role, organisation=mandate.organisation, mandate=mandate)
