"""Earlier profiles that were taken in from files."""

from typing import Any

from django.db.models import Count, Max, Min

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.identity.models import Response


def imports(actor: Actor) -> list[dict[str, Any]]:
    """Each file that something was taken in from: its `name`, how many profiles of which years."""
    require(actor, "read", Record.IDENTITY_ROUND)
    found = (
        Response.objects.exclude(imported_from="")
        .values("imported_from")
        .annotate(
            profiles=Count("pk"), first=Min("round__year"), last=Max("round__year"), at=Max("confirmed_at")
        )
        .order_by("-at")
    )
    return [{"name": each["imported_from"], **each} for each in found]
