"""Findings as sentences, each whole in both languages. Counts of one or two enterprises are not told to everybody."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from momentum.methods.isomorphism import Unsaid
from momentum.methods.isomorphism.convergence import Estimate

SMALL = 3

INDICATOR_NAMES = {
    "continuous_production": gettext_lazy("producing or selling all year"),
    "economic_risk": gettext_lazy("bearing its own risk"),
    "paid_work": gettext_lazy("paid work"),
    "community_aim": gettext_lazy("an aim for the community"),
    "citizen_initiative": gettext_lazy("started by citizens"),
    "limited_distribution": gettext_lazy("profit stays in it"),
    "autonomy": gettext_lazy("deciding by itself"),
    "power_not_by_capital": gettext_lazy("say not by capital"),
    "participation": gettext_lazy("those concerned take part"),
}
POLE_NAMES = {
    "public_agency": gettext_lazy("a public agency"),
    "ordinary_firm": gettext_lazy("an ordinary firm"),
    "association": gettext_lazy("an association"),
}
STATUS_NAMES = {
    "steady": gettext_lazy("steady"),
    "watch": gettext_lazy("watch"),
    "drift": gettext_lazy("drift"),
    "unknown": gettext_lazy("cannot be said"),
}
STATUS_STYLES = {"steady": "tag--good", "watch": "tag--warn", "drift": "tag--late", "unknown": "tag--quiet"}

_DRIFT = {
    "public_agency": gettext_lazy("%(count)s of %(total)s enterprises drift towards the state"),
    "ordinary_firm": gettext_lazy("%(count)s of %(total)s enterprises drift towards the market"),
    "association": gettext_lazy("%(count)s of %(total)s enterprises drift towards the association"),
}
_FEW_DRIFT = {
    "public_agency": gettext_lazy("Fewer than 3 of %(total)s enterprises drift towards the state"),
    "ordinary_firm": gettext_lazy("Fewer than 3 of %(total)s enterprises drift towards the market"),
    "association": gettext_lazy("Fewer than 3 of %(total)s enterprises drift towards the association"),
}
_MOST_DRIFT = {
    "public_agency": gettext_lazy("Nearly all of %(total)s enterprises drift towards the state"),
    "ordinary_firm": gettext_lazy("Nearly all of %(total)s enterprises drift towards the market"),
    "association": gettext_lazy("Nearly all of %(total)s enterprises drift towards the association"),
}


def pole_name(code: str, own: dict[str, str]) -> str:
    """A pole as it stands in a sentence: of one that only this city has, what it calls it."""
    return str(POLE_NAMES[code]) if code in POLE_NAMES else own.get(code, code)


def indicator_name(code: str) -> str:
    return str(INDICATOR_NAMES[code])


def heading(counts: dict[str, int], total: int, own: dict[str, str]) -> str:
    """The finding of a year. `counts` of drifting enterprises by pole, of `total` of which something can be said."""
    if total < 5:
        return _("Too few enterprises to say whether the sector keeps its own character")
    pole = max(counts, key=lambda code: counts[code], default="")
    count = counts.get(pole, 0)
    if count == 0:
        return _("No enterprise drifts further than chance explains")
    told = {"count": count, "total": total, "pole": pole_name(pole, own)}
    if count < SMALL:
        return (
            str(_FEW_DRIFT.get(pole) or _("Fewer than 3 of %(total)s enterprises drift towards: %(pole)s"))
            % told
        )
    if total - count < SMALL:
        return (
            str(_MOST_DRIFT.get(pole) or _("Nearly all of %(total)s enterprises drift towards: %(pole)s"))
            % told
        )
    return str(_DRIFT.get(pole) or _("%(count)s of %(total)s enterprises drift towards: %(pole)s")) % told


def others(counts: Sequence[int], total: int) -> str:
    """What is to be said beside the heading: `counts` of drifting enterprises by pole, of `total`.

    Empty where one of the counts that follow from it is one or two.
    """
    most, drifting = max(counts, default=0), sum(counts)
    elsewhere, still = drifting - most, total - drifting
    if not most or any(0 < count < SMALL for count in (most, elsewhere, still)):
        return ""
    told = {"others": total - most, "elsewhere": elsewhere, "still": still}
    if not still:
        return ""
    if elsewhere:
        return (
            _(
                "Of the other %(others)s, %(elsewhere)s drift elsewhere; of %(still)s no drift can be told from chance."
            )
            % told
        )
    return _("Of the other %(count)s no drift can be told from chance.") % {"count": still}


def hours_grew(first: int, last: int, before: str, after: str) -> str:
    return _(
        "In %(first)s demands from outside cost an enterprise %(before)s hours a year, in %(last)s %(after)s hours (median)."
    ) % {"first": first, "last": last, "before": before, "after": after}


def what_changed(indicator: str, before: str, after: str) -> str:
    """What changed most among enterprises that drift."""
    return _("What changed most with those that drift: %(indicator)s, from %(before)s to %(after)s.") % {
        "indicator": indicator_name(indicator),
        "before": before,
        "after": after,
    }


def spread(change: Estimate, first: int, *, figure: "Sequence[str]") -> str:
    """Whether the field grows alike: `figure` is the change, its lower and its upper end as they are read."""
    told = {"change": figure[0], "low": figure[1], "high": figure[2], "first": first}
    if change.organisations == 0:
        return _("Whether the field grows more alike cannot be said: too few enterprises over two years.")
    if change.high < 0:
        return (
            _(
                "The field grows more alike: its spread changed by %(change)s (%(low)s to %(high)s) since %(first)s."
            )
            % told
        )
    if change.low > 0:
        return (
            _(
                "The field grows less alike: its spread changed by %(change)s (%(low)s to %(high)s) since %(first)s."
            )
            % told
        )
    return (
        _(
            "The field grows neither clearly more nor less alike: its spread changed by %(change)s (%(low)s to %(high)s) since %(first)s."
        )
        % told
    )


def grows(change: Estimate) -> str:
    """The same as a heading."""
    if change.organisations == 0:
        return _("How far apart enterprises are")
    if change.high < 0:
        return _("The field grows more alike")
    if change.low > 0:
        return _("The field grows less alike")
    return _("The field grows neither clearly more nor less alike")


def field_moved(status: str, pole: str, mean: str, low: str, high: str) -> str:
    told = {"pole": pole, "mean": mean, "low": low, "high": high}
    if status == "drift":
        return (
            _(
                "The field as a whole went %(mean)s (%(low)s to %(high)s) of the way towards %(pole)s: further than chance explains."
            )
            % told
        )
    if status == "watch":
        return (
            _(
                "The field as a whole went %(mean)s (%(low)s to %(high)s) of the way towards %(pole)s: enough to keep an eye on."
            )
            % told
        )
    return (
        _(
            "The field as a whole went %(mean)s (%(low)s to %(high)s) of the way towards %(pole)s: no more than chance explains."
        )
        % told
    )


def cannot_be_said(unsaid: Unsaid) -> str:
    """Why something cannot be said. A requirement is called as `about` calls it."""
    about = str(INDICATOR_NAMES.get(unsaid.about, unsaid.about))
    return {
        "one organisation": _("There is one enterprise: nothing can be said of a field."),
        "few organisations": _("There are fewer than five enterprises: nothing is said of the field."),
        "one year": _("There is one year: a profile can be shown, a drift cannot."),
        "no profiles": _("No enterprise has answered enough for a profile."),
        "constant indicator": _(
            "All enterprises answer alike on “%(about)s”: it tells nothing of differences."
        ),
        "error not known": _(
            "How sure “%(about)s” is cannot be said: too few enterprises answered more than one of its questions."
        ),
        "requirement without hours": _(
            "What “%(about)s” costs is not known: nobody has said how many hours. It counts nowhere."
        ),
    }[unsaid.why] % {"about": about}


def all_that_cannot_be_said(unsaid: Sequence[Unsaid]) -> list[str]:
    """The same of a year. Requirements without hours are counted, and not named."""
    without = sum(each.why == "requirement without hours" for each in unsaid)
    told = [cannot_be_said(each) for each in unsaid if each.why != "requirement without hours"]
    if without:
        told.append(
            ngettext(
                "Of %(count)s requirement nobody has said how many hours it costs: it counts nowhere.",
                "Of %(count)s requirements nobody has said how many hours they cost: they count nowhere.",
                without,
            )
            % {"count": without}
        )
    return told
