"""What every page's header shows about who acts."""

from django.conf import settings

from momentum.accounts.actor import VISITOR


def header(request) -> dict[str, object]:
    """`actor`, and the mandates among which the person can switch."""
    actor = getattr(request, "actor", VISITOR)
    mandates = getattr(request, "mandates", []) if actor.signed_in else []
    return {"actor": actor, "mandates": mandates, "OIDC_NAME": settings.OIDC.name}
