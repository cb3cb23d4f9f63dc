"""What an edition holds: which indicators, broken down by what, over which periods.

Everything counted here goes through one protection plan, so cells that several tables share, and numbers of
which one is a part of another, are protected together.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Axis:
    """One side of a table: levels of the indicators' dimensions, from coarse to fine.

    `name` is the dimension of its finest level. `shown` are the levels that the public table lists.
    """

    levels: tuple[str, ...]
    title: object
    shown: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.levels[-1]

    @property
    def public(self) -> tuple[str, ...]:
        return self.shown or self.levels


@dataclass(frozen=True)
class Breakdown:
    """One indicator over the edition's period, crossed by axes. `value` is the column that is counted."""

    name: str
    indicator: str
    axes: tuple[Axis, ...]
    title: object
    about: object
    unit: str = "persons"


@dataclass(frozen=True)
class Line:
    """One indicator's total for each year (or quarter) up to the edition's period."""

    indicator: str
    label: object
    value: str = "persons"


ORGANISATION = Axis(("branch", "organisation"), _("Organisation"))
# Down to the organisation, although the public table stops at the district: who reads both tables knows
# which organisation stands in which district.
DISTRICT = Axis(
    ("organisation_borough", "organisation_district", "organisation"),
    _("District"),
    ("organisation_borough", "organisation_district"),
)
TARGET_GROUP = Axis(("target_group",), _("Target group"))
AGE_BAND = Axis(("age_band",), _("Age"))
PLACE_KIND = Axis(("place_kind",), _("Kind of place"))
TO_KIND = Axis(("to_kind",), _("Kind of paid work"))

BREAKDOWNS: tuple[Breakdown, ...] = (
    Breakdown(
        "stock_by_organisation",
        "stock",
        (ORGANISATION, TARGET_GROUP),
        _("People in work, by organisation and target group"),
        _(
            "On the last day of the period. Somebody in two target groups counts once in each and once in the total."
        ),
    ),
    Breakdown(
        "stock_by_district",
        "stock",
        (DISTRICT,),
        _("People in work, by district of the organisation"),
        _("On the last day of the period, where the organisation is, not where people live."),
    ),
    Breakdown(
        "stock_by_age",
        "stock",
        (AGE_BAND,),
        _("People in work, by age"),
        _("On the last day of the period. Age is the year of that day minus the year of birth."),
    ),
    Breakdown(
        "reach_by_kind",
        "reach",
        (PLACE_KIND,),
        _("People reached, by kind of place"),
        _("At least one day in the period. Somebody with two kinds of place counts once in each."),
    ),
    Breakdown(
        "moved_on_by_kind",
        "moved_on",
        (PLACE_KIND, TO_KIND),
        _("People who moved on to paid work: from where to where"),
        _("Rows: the unpaid place they came from. Columns: the paid work they started."),
    ),
)

YEARLY: tuple[Line, ...] = (
    Line("stock", _("In work on the last day")),
    Line("reach", _("Reached in the year")),
    Line("inflow_persons", _("Came for the first time")),
    Line("outflow_persons", _("Left for good")),
    Line("moved_on", _("Moved on to paid work")),
)
QUARTERLY: tuple[Line, ...] = (
    Line("inflow_spells", _("Started a place"), "spells"),
    Line("outflow_spells", _("Ended a place"), "spells"),
)
WEEKS = (13, 26, 52)
DAYS_TO_WORK = (91, 182, 364, 728)
RUNGS = ("1", "2", "3", "4", "5", "6")
YEARS_SHOWN = 5

# Of one and the same cell the first never counts more than the second, and everybody knows.
PARTS_OF: tuple[tuple[str, str], ...] = (
    ("stock", "reach"),
    ("moved_on_reached", "reach"),
    ("moved_on_reached", "moved_on"),
    ("inflow_persons", "reach"),
    ("inflow_persons", "inflow_spells"),
    ("outflow_persons", "outflow_spells"),
)
# Nobody may learn that everybody in a cell is of one such kind.
SENSITIVE = frozenset({"target_group"})

# What each measure counts, in the order in which an analyst meets them.
MEASURES: dict[str, object] = {
    "stock": _("People in work"),
    "reach": _("People reached"),
    "moved_on": _("People who moved on to paid work"),
    "moved_on_reached": _("People who moved on and were reached"),
    "inflow_persons": _("People who came for the first time"),
    "outflow_persons": _("People who left for good"),
    "inflow_spells": _("Places started"),
    "outflow_spells": _("Places ended"),
    "first_day": _("People by what became of them since their first day"),
    "hours_spells": _("Places with agreed hours"),
}
