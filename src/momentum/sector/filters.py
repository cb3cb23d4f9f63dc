"""What somebody looks for, as the address of the page says it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

SWITCHES = frozenset({"open", "sells"})
WORDS = ("branch", "borough", "district", "kind", "pay", "hours", "sort")
FEW_HOURS = 16


@dataclass(frozen=True)
class Filters:
    """Shared by enterprises and places; every filter is one parameter of the address, empty where it is not set."""

    q: str = ""
    branch: str = ""
    borough: str = ""
    district: str = ""
    open: bool = False
    sort: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """From a query string; a page that is no number is the first."""
        values: dict[str, Any] = {}
        for field in fields(cls):
            text = query.get(field.name, "").strip()
            if field.name == "page":
                values["page"] = (
                    max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
                )
            elif field.name in SWITCHES:
                values[field.name] = text not in ("", "0")
            else:
                values[field.name] = text[:100]
        return cls(**values)

    def with_(self, **changes: Any) -> Self:
        """The same search with something changed, from its first page."""
        return replace(self, **{"page": 1, **changes})

    @property
    def parameters(self) -> dict[str, str]:
        """What is set, in a fixed order, so that one search has one address."""
        set_ = {field.name: getattr(self, field.name) for field in fields(self)}
        set_["page"] = set_["page"] if set_["page"] > 1 else ""
        return {name: "1" if value is True else str(value) for name, value in set_.items() if value}

    @property
    def address(self) -> str:
        """The query string with its question mark; empty when nothing is set."""
        return f"?{urlencode(self.parameters)}" if self.parameters else "?"

    @property
    def narrowed(self) -> bool:
        return bool(self.parameters.keys() - {"page", "sort"})


@dataclass(frozen=True)
class EnterpriseFilters(Filters):
    sells: bool = False


@dataclass(frozen=True)
class PlaceFilters(Filters):
    """`pay` is "paid" or "unpaid"; `hours` is "few" (possible within FEW_HOURS a week) or "many"."""

    kind: str = ""
    pay: str = ""
    hours: str = ""


# The first order of each is the usual one, which an address leaves unsaid.
ENTERPRISE_SORTS = {"name": _("Name"), "places": _("Most places"), "district": _("Neighbourhood")}
PLACE_SORTS = {
    "room": _("Not full first"),
    "title": _("Title"),
    "hours": _("Fewest hours"),
    "places": _("Most places"),
}
