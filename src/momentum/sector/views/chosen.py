"""What is searched for: its one address, and its filters in words, each with the address of the search without it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from momentum.sector.filters import FEW_HOURS, Filters
from momentum.sector.queries import Registry


def other_address(request: HttpRequest, filters: Filters) -> str:
    """Where a search belongs if not here: a form sends empty fields too, which its address leaves out."""
    given = request.META.get("QUERY_STRING", "")
    return (
        "" if not given or QueryDict(given).dict() == filters.parameters else request.path + filters.address
    )


@dataclass(frozen=True)
class Chosen:
    text: str
    without: str


def chosen(known: Registry, filters: Filters) -> list[Chosen]:
    def word(name: str) -> str:
        return known.names[name][getattr(filters, name)].name

    texts: dict[str, Callable[[], str]] = {
        "q": lambda: _("Search: %s") % filters.q,
        "branch": lambda: _("Branch: %s") % word("branch"),
        "borough": lambda: _("Borough: %s") % word("borough"),
        "district": lambda: _("Neighbourhood: %s") % word("district"),
        "kind": lambda: _("Kind: %s") % word("kind"),
        "pay": lambda: _("Paid") if getattr(filters, "pay", "") == "paid" else _("Unpaid"),
        "hours": lambda: (
            _("Possible within %d hours a week") % FEW_HOURS
            if getattr(filters, "hours", "") == "few"
            else _("More than %d hours a week") % FEW_HOURS
        ),
        "open": lambda: _("Not full"),
        "sells": lambda: _("Sells something"),
    }
    return [
        Chosen(text(), filters.with_(**{name: type(getattr(filters, name))()}).address)
        for name, text in texts.items()
        if getattr(filters, name, None)
    ]
