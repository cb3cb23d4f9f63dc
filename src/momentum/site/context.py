"""What every page's frame shows."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from momentum.accounts.actor import VISITOR
from momentum.site.navigation import footer_menu, main_menu


def frame(request) -> dict[str, object]:
    actor = getattr(request, "actor", VISITOR)
    return {
        "CITY": settings.CITY,
        "DEMO": settings.DEMO,
        "DEMO_DAY": settings.TODAY,
        "navigation": SimpleLazyObject(lambda: main_menu(actor, request.path)),
        "footer": SimpleLazyObject(footer_menu),
    }
