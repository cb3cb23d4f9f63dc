"""The indicators' definitions in plain words. `methods.indicators` holds the exact ones."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

PLAIN: dict[str, tuple[object, object]] = {
    "stock": (
        _("In work"),
        _(
            "People with a place at a social enterprise on the last day of the period, paid or not. "
            "Somebody with two places counts once."
        ),
    ),
    "reach": (
        _("Reached"),
        _("People with at least one day of a place at a social enterprise in the period."),
    ),
    "inflow_spells": (_("Places started"), _("Places at social enterprises that start in the period.")),
    "outflow_spells": (
        _("Places ended"),
        _("Places at social enterprises that end in the period. The end is the first day without the place."),
    ),
    "inflow_persons": (
        _("Came for the first time"),
        _("People whose first place ever at any social enterprise starts in the period."),
    ),
    "outflow_persons": (
        _("Left"),
        _("People whose last place at a social enterprise ends in the period, as known at the freeze."),
    ),
    "moved_on": (
        _("Moved on to paid work"),
        _(
            "People with an unpaid place at a social enterprise who start paid work, anywhere, in the period: "
            "while that place runs or at most 91 days after it ended. Each person counts once."
        ),
    ),
    "moved_on_rate": (
        _("Share who moved on"),
        _(
            "People who moved on in the period and were reached in it, as a share of everybody reached, with "
            "a 95% interval after Wilson."
        ),
    ),
    "sustained": (
        _("Still in paid work"),
        _(
            "Of those who moved on, the share in paid work 13, 26 and 52 weeks later. Gaps of at most 30 days "
            "are bridged. People who could not be observed so long are left out of the share and counted beside it."
        ),
    ),
    "time_to_paid_work": (
        _("Time to paid work"),
        _(
            "The chance of having started paid work so many days after the first day at a social enterprise, "
            "taking into account that people also leave otherwise (Aalen–Johansen)."
        ),
    ),
    "ladder_transitions": (
        _("Steps on the participation ladder"),
        _(
            "First and last rung of the people reached who were assessed twice in the period, at least 90 days "
            "apart. Everybody else counts as missing."
        ),
    ),
    "wage_value_change": (
        _("Change in wage value"),
        _("Last minus first wage value in the period, in percentage points, at least 90 days apart."),
    ),
    "hours": (
        _("Hours worked"),
        _("Days of a place in the period times the agreed hours a week, divided by seven."),
    ),
}


def in_words(told: Mapping[str, str]) -> tuple[str, str]:
    """Title and definition in the language in force; the exact ones for an indicator without plain words."""
    title, definition = PLAIN.get(told["name"], (told["title"], told["definition"]))
    return str(title), str(definition)
