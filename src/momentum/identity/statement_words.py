"""What a statement says, in the language in force: its frozen codes and values as sentences and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from momentum.identity import sayings
from momentum.identity.content_counts import FEW, MOST, WITHHELD
from momentum.identity.models import CounterMeasure
from momentum.identity.showing import picture
from momentum.methods.isomorphism import Unsaid
from momentum.methods.isomorphism.convergence import NOTHING, Estimate
from momentum.sector.models import Mechanism, Party

WHY_NOT = {
    "few organisations": gettext_lazy("too few enterprises"),
    "no difference in hours": gettext_lazy("no difference in hours"),
}


@dataclass(frozen=True)
class Table:
    """A table as it is read: `header` names the columns, the first cell of a row is its head.

    `words` are the places of the columns that hold words; the others hold figures.
    """

    title: str
    about: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Sequence[int] = (0,)

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The name of each column, and whether it holds figures."""
        return [(name, place not in self.words) for place, name in enumerate(self.header)]

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The cells of each row, each with whether it is a figure."""
        return [[(cell, place not in self.words) for place, cell in enumerate(row)] for row in self.rows]


@dataclass(frozen=True)
class Told:
    """A statement as it is read, on the page and on paper."""

    year: int
    title: str
    finding: str
    findings: Sequence[str]
    remark: str
    tables: Sequence[Table]
    measures: Sequence[str]
    checks: Sequence[str]
    unsaid: Sequence[str]
    poles: str


def language() -> str:
    return "en" if get_language() == "en" else "nl"


def told(content: Mapping[str, Any]) -> Told:
    """Everything a statement says."""
    names = own_names(content)
    sentences = [sentence(each, names) for each in content["findings"]]
    return Told(
        year=content["year"],
        title=_("Identity statement %(year)s") % {"year": content["year"]},
        finding=sentences[0],
        findings=[each for each in sentences[1:] if each],
        remark=content["remark"].get(language(), ""),
        tables=[table for table in _tables(content, names) if table.rows],
        measures=[measure_sentence(each) for each in content["measures"]],
        checks=checks(content),
        unsaid=[*map(unsaid_sentence, content["unsaid"]), *_never_said(content)],
        poles=_who_set_poles(content, names),
    )


def finding(content: Mapping[str, Any]) -> str:
    """The main finding: what travels with the statement's address."""
    return sentence(content["findings"][0], own_names(content))


def own_names(content: Mapping[str, Any]) -> dict[str, str]:
    """What the city called its own poles when the statement was made, by code."""
    return {each["code"]: each["name"][language()] for each in content["poles"] if each["name"]}


def sentence(said: Mapping[str, Any], names: dict[str, str]) -> str:
    values = said["values"]
    match said["code"]:
        case "too few":
            return sayings.heading({}, 0, names)
        case "drifting":
            return sayings.heading(
                {values["pole"]: as_count(values["count"], values["total"])}, values["total"], names
            )
        case "field":
            pole = sayings.pole_name(values["pole"], names)
            return sayings.field_moved(values["status"], pole, *map(percent, interval(values)))
        case "spread":
            change = kept_estimate(values)
            return sayings.spread(
                change, values["first"] or 0, figure=[percent(each) for each in interval(values)]
            )
        case "hours":
            first, last = values["first"], values["last"]
            return sayings.hours_grew(
                first["year"], last["year"], decimal(first["hours"], 0), decimal(last["hours"], 0)
            )
    raise ValueError(f"no sentence for the finding {said['code']!r}")


def as_count(told: int | str, total: int) -> int:
    """A number of which the sentence says no more than is told: one for few, one less than all for nearly all."""
    return {FEW: 1, MOST: total - 1}.get(told, 0) if isinstance(told, str) else told


def interval(values: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    return values["value"], values["low"], values["high"]


def kept_estimate(values: Mapping[str, Any]) -> Estimate:
    if values["value"] is None:
        return NOTHING
    return Estimate(values["value"], values["low"], values["high"], values["enterprises"])


def unsaid_sentence(each: Mapping[str, Any]) -> str:
    about = each["title"][language()] if "title" in each else each["about"]
    return sayings.cannot_be_said(Unsaid(each["why"], about))


def _never_said(content: Mapping[str, Any]) -> list[str]:
    """What no such figures can tell, whatever they are."""
    reasons = {each["why"] for each in content["associations"] if each["value"] is None}
    told = [
        _("How drift goes together with some of the demands: %(why)s.") % {"why": WHY_NOT[why]}
        for why in WHY_NOT
        if why in reasons
    ]
    told.append(
        _(
            "Why an enterprise drifts. Demands and drift are shown beside each other; that one causes the other does not follow."
        )
    )
    told.append(
        _(
            "Anything of fewer than five enterprises. It is withheld, so that no answer can be traced to who gave it."
        )
    )
    return told


def measure_sentence(each: Mapping[str, Any]) -> str:
    """One counter-measure in a line: what, about which requirement, how it stands, and what hours became."""
    line = _("%(requirement)s: %(words)s (%(kind)s, %(state)s)") % {
        "requirement": each["requirement"][language()],
        "words": each["words"][language()],
        "kind": CounterMeasure.Kind(each["kind"]).label,
        "state": CounterMeasure.State(each["state"]).label,
    }
    if each["hours_before"] is None or each["hours_after"] is None:
        return f"{line}."
    return _("%(line)s. Hours a year of an enterprise: from %(before)s to %(after)s.") % {
        "line": line,
        "before": decimal(each["hours_before"], 0),
        "after": decimal(each["hours_after"], 0),
    }


def checks(content: Mapping[str, Any]) -> list[str]:
    """What is looked at next, as the figures ask for it."""
    found = []
    last = [each for each in content["field"] if each["year"] == content["year"]]
    if any(each["status"] == "drift" for each in last):
        found.append(_("Ask the enterprises that drift which demand changed what they do."))
    if any(each["status"] == "watch" for each in last):
        found.append(_("Look again at the next round: one more year tells whether the movement goes on."))
    if any(each["assumed"] for each in content["poles"]):
        found.append(_("Repeat the measurement with poles that experts of the city set: these are assumed."))
    if any(each["state"] in ("proposed", "agreed") for each in content["measures"]):
        found.append(_("Follow what was agreed about requirements until it is done."))
    if any(each["why"] == "requirement without hours" for each in content["unsaid"]):
        found.append(_("Ask enterprises how many hours the demands cost of which nobody has said so."))
    return found or [_("Ask again next year.")]


def _tables(content: Mapping[str, Any], names: dict[str, str]) -> list[Table]:
    return [
        _enterprises_table(content, names),
        _field_table(content, names),
        _spread_table(content),
        _hours_table(content),
        _sources_table(content),
        _associations_table(content, names),
    ]


def _enterprises_table(content: Mapping[str, Any], names: dict[str, str]) -> Table:
    poles = {each["code"] for each in content["poles"]}
    rows = []
    for code, count in content["status"].items():
        label = (
            _("drift towards: %(pole)s") % {"pole": sayings.pole_name(code, names)}
            if code in poles
            else str(sayings.STATUS_NAMES[code])
        )
        rows.append([label, count_in_words(count)])
    if rows:
        rows.append([_("Enterprises of which something can be said"), decimal(content["told"], 0)])
    return Table(
        _("How enterprises stand"),
        _("By their own chart in %(year)s.") % {"year": content["year"]},
        [_("Signal"), _("Enterprises")],
        rows,
    )


def count_in_words(count: int | str) -> str:
    if count == FEW:
        return _("fewer than 3")
    if count in (WITHHELD, MOST):
        return _("withheld")
    return decimal(count, 0)


def _field_table(content: Mapping[str, Any], names: dict[str, str]) -> Table:
    return Table(
        _("How far the field moved"),
        _(
            "Mean movement since the first profile: 0% is none, 100% is arrived at the pole. With 95% intervals."
        ),
        [_("Towards"), _("Year"), _("Moved"), _("At least"), _("At most"), _("Enterprises"), _("Signal")],
        [
            [
                sayings.pole_name(each["pole"], names),
                str(each["year"]),
                *map(percent, interval(each)),
                decimal(each["enterprises"], 0),
                str(sayings.STATUS_NAMES[each["status"]]),
            ]
            for each in content["field"]
        ],
        (0, 6),
    )


def _spread_table(content: Mapping[str, Any]) -> Table:
    return Table(
        _("How far enterprises stand apart"),
        _("Mean distance between two enterprises, and total variance over the nine indicators."),
        [_("Year"), _("Distance"), _("Variance"), _("Enterprises")],
        [
            [
                str(each["year"]),
                decimal(each["apart"], 2),
                decimal(each["total"], 3),
                decimal(each["enterprises"], 0),
            ]
            for each in content["spread"]["by_year"]
        ],
    )


def _hours_table(content: Mapping[str, Any]) -> Table:
    return Table(
        _("What demands from outside cost"),
        _("Hours a year of the enterprise in the middle."),
        [_("Year"), _("Hours")],
        [[str(each["year"]), decimal(each["hours"], 0)] for each in content["pressure"]["hours"]],
    )


def _sources_table(content: Mapping[str, Any]) -> Table:
    return Table(
        _("Where the pressure comes from"),
        _("Hours in %(year)s. Nothing is told of fewer than five enterprises.") % {"year": content["year"]},
        [_("Who demands"), _("How it works"), _("Demands"), _("An enterprise"), _("All together")],
        [
            [
                str(Party(each["source"]).label),
                str(Mechanism(each["mechanism"]).label),
                decimal(each["demands"], 0),
                decimal(each["middle"], 0),
                decimal(each["hours"], 0),
            ]
            for each in content["pressure"]["sources"]
        ],
        (0, 1),
    )


def _associations_table(content: Mapping[str, Any], names: dict[str, str]) -> Table:
    return Table(
        _("What goes together with pressure"),
        _(
            "How much further enterprises stood after a year with a hundred hours more, with 95% intervals. It tells what goes together, not what causes what."
        ),
        [_("Towards"), _("How it works"), _("Difference"), _("At least"), _("At most"), _("Enterprises")],
        [
            [
                sayings.pole_name(each["pole"], names),
                str(Mechanism(each["mechanism"]).label),
                *map(percent, interval(each)),
                decimal(each["enterprises"], 0),
            ]
            for each in content["associations"]
            if each["value"] is not None
        ],
        (0, 1),
    )


def _who_set_poles(content: Mapping[str, Any], names: dict[str, str]) -> str:
    assumed = [sayings.pole_name(each["code"], names) for each in content["poles"] if each["assumed"]]
    if assumed:
        return ngettext(
            "This pole is assumed, by who made the method: %(poles)s.",
            "These poles are assumed, by who made the method: %(poles)s.",
            len(assumed),
        ) % {"poles": ", ".join(assumed)}
    told = [
        _("%(pole)s: set by %(who)s on %(day)s")
        % {
            "pole": sayings.pole_name(each["code"], names),
            "who": each["set_by"],
            "day": date_format(date.fromisoformat(each["set_on"]), "DATE_FORMAT") if each["set_on"] else "–",
        }
        for each in content["poles"]
    ]
    return "; ".join(told)


def decimal(value: Decimal | float | int | str | None, decimals: int) -> str:
    return "–" if value is None else picture.number(float(value), decimals)


def percent(value: float | None) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if value is None else picture.percent(value)
