"""What can be asked for, as data: indicators that count, and the breakdowns they have."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from momentum.methods.indicators import INDICATORS
from momentum.monitor.definitions import PLAIN

MOST = 3
"""Breakdowns that can be crossed in one table."""

# What it counts, by indicator. Those that are a share, a mean or a curve hang on counts of their own.
COUNTED = {
    "stock": "persons",
    "reach": "persons",
    "moved_on": "persons",
    "inflow_persons": "persons",
    "outflow_persons": "persons",
    "inflow_spells": "spells",
    "outflow_spells": "spells",
}


@dataclass(frozen=True)
class Side:
    """One side of a table.

    `levels` are the dimensions of the indicators from coarse to fine, as in an edition's axes; `also` further
    hierarchies over the same finest codes. `kin` names what a table can hold only once: who knows the enterprises
    knows which of them is meant by a branch and a district together.
    """

    name: str
    title: object
    kin: str
    levels: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = ()

    @property
    def all_levels(self) -> tuple[str, ...]:
        """Every level once, the finest last."""
        coarse = [level for chain in (self.levels, *self.also) for level in chain[:-1]]
        return (*dict.fromkeys(coarse), self.levels[-1])


SIDES: dict[str, Side] = {
    side.name: side
    for side in (
        Side(
            "organisation",
            _("Organisation"),
            "organisation",
            ("branch", "organisation"),
            (("organisation_borough", "organisation_district", "organisation"),),
        ),
        Side("branch", _("Branch of the organisation"), "organisation", ("branch",)),
        Side(
            "organisation_district",
            _("District of the organisation"),
            "organisation",
            ("organisation_borough", "organisation_district"),
        ),
        Side(
            "organisation_borough",
            _("Borough of the organisation"),
            "organisation",
            ("organisation_borough",),
        ),
        Side("district", _("District where people live"), "home", ("borough", "district")),
        Side("borough", _("Borough where people live"), "home", ("borough",)),
        Side("target_group", _("Target group"), "target_group", ("target_group",)),
        Side("age_band", _("Age"), "age_band", ("age_band",)),
        Side("place_kind", _("Kind of place"), "place_kind", ("place_kind",)),
        Side("to_kind", _("Kind of paid work"), "to_kind", ("to_kind",)),
        Side("quarter", _("Quarter"), "quarter", ("quarter",)),
    )
}


def sides_of(indicator: str) -> tuple[str, ...]:
    """The breakdowns that an indicator has."""
    known = INDICATORS[indicator]
    names = [name for name in SIDES if name in known.dimensions]
    return (*names, "quarter") if known.adds_over_time else tuple(names)


def title_of(indicator: str) -> object:
    """The indicator's name in plain words (lazy)."""
    return PLAIN[indicator][0]
