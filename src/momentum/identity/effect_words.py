"""What is seen after a counter-measure, in the language in force."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from momentum.identity import sayings
from momentum.identity.models import CounterMeasure
from momentum.identity.queries.counter_measures import Effect
from momentum.identity.queries.measured import pole_names
from momentum.identity.statement_words import Table, decimal, percent
from momentum.methods.isomorphism.convergence import Estimate

VERB_NAMES = {
    "propose": gettext_lazy("proposed"),
    "agree": gettext_lazy("agreed"),
    "finish": gettext_lazy("done"),
    "drop": gettext_lazy("dropped"),
}


@dataclass(frozen=True)
class Told:
    """What is said of an effect: `hours` in a sentence, `why` nothing is said of movement, else a table of it."""

    hours: str
    why: str
    tables: list[Table]


def told(measure: CounterMeasure, effect: Effect) -> Told:
    return Told(
        _hours(measure), str(_why(effect)), [each for each in (_by_year(effect), _moved(effect)) if each.rows]
    )


def _hours(measure: CounterMeasure) -> str:
    if measure.hours_before is None or measure.hours_after is None:
        return _(
            "What it cost an enterprise cannot be said: the platform settled no hours, and fewer than five said any."
        )
    return _("It cost an enterprise %(before)s hours a year; now it costs %(after)s.") % {
        "before": decimal(measure.hours_before, 0),
        "after": decimal(measure.hours_after, 0),
    }


def _why(effect: Effect) -> Any:
    return {
        "few": _("How enterprises moved cannot be said: it binds fewer than five of which that is known."),
        "rest": _("How enterprises moved is withheld: it would tell of the few that it does not bind."),
        "no years": _(
            "How enterprises moved cannot be said yet: that takes published profiles of two years up to that day and of two from that year on."
        ),
        "": "",
    }[effect.why]


def _by_year(effect: Effect) -> Table:
    return Table(
        _("Hours by year"),
        _("What this demand cost an enterprise that it binds, counted by whole years."),
        [_("Year"), _("Hours")],
        [[str(year), decimal(hours, 0)] for year, hours in effect.hours if hours is not None],
    )


def _moved(effect: Effect) -> Table:
    own = pole_names()
    return Table(
        _("How the enterprises that it binds moved"),
        _(
            "Mean movement a year of %(count)s enterprises towards each pole, before and after, with 95%% intervals. It tells what goes together: whether the one caused the other does not follow."
        )
        % {"count": effect.enterprises},
        [_("Towards"), _("Before"), _("After")],
        [
            [sayings.pole_name(each.pole, own), _figure(each.before), _figure(each.after)]
            for each in effect.moved
        ],
    )


def _figure(found: Estimate) -> str:
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": percent(found.value),
        "low": percent(found.low),
        "high": percent(found.high),
    }
