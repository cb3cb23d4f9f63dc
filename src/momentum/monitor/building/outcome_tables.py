"""The public tables of what became of people: rates, shares and times, each only where its counts may be seen."""

from collections.abc import Iterable
from functools import partial
from math import sqrt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from momentum.methods.disclosure import TOTAL, CellKey
from momentum.monitor.building.outcomes import MISSING
from momentum.monitor.building.protecting import exact, hidden, hidden_beside_zeros
from momentum.monitor.building.public import WITHHELD, Reader, Value, column, special, table_of, total_key
from momentum.monitor.building.tables import Counted
from momentum.monitor.building.words import in_both
from momentum.monitor.contents import DAYS_TO_WORK, PLACE_KIND, WEEKS

HEADLINE_WEEKS = 26
Z95 = 1.959963984540054


def headline(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    """The rate of moving on, and who is still in paid work after 26 weeks."""
    rate = _rates(reader, counted, label)
    row = _sustained(reader, label, HEADLINE_WEEKS)
    withheld = WITHHELD in row.values()
    return {
        "rate": dict(zip(("value", "low", "high"), map(_or_none, rate), strict=True)),
        "sustained": {
            "weeks": HEADLINE_WEEKS,
            "withheld": withheld,
            **{name: None if withheld else row[name] for name in ("share", "observed", "not_yet_observed")},
        },
    }


def tables(reader: Reader, counted: Counted, label: str) -> list[dict[str, Any]]:
    return [
        moved_on_rate(reader, counted, label),
        still_in_work(reader, counted, label),
        time_to_work(reader, counted),
        ladder(reader, counted),
        wage_value(reader, counted, label),
        hours(reader, counted, label),
    ]


def _or_none(value: Value) -> Value:
    return None if value == WITHHELD else value


def _row(code: str, label: object, cells: Iterable[Value]) -> dict[str, Any]:
    words = label if isinstance(label, dict) else in_both(label)
    return {"head": {"code": code, "level": "", **words}, "depth": 0, "cells": list(cells)}


def _shown(count: int | None) -> Value:
    return WITHHELD if count is None else count


def _rates(reader: Reader, counted: Counted, label: str) -> list[Value]:
    """The rate and its interval; of counts that are not told exactly, those that a reader would compute."""
    keys = [total_key(f"{name}/{label}") for name in ("moved_on_reached", "reach")]
    if hidden(reader.plan, *keys):
        return [WITHHELD, WITHHELD, WITHHELD]
    if exact(reader.plan, *keys):
        return [counted.extra["rate"][name] for name in ("rate", "low", "high")]
    return list(share_of(*(reader.plan.shown(key) or 0 for key in keys)))


def share_of(part: int, whole: int) -> tuple[float, float, float]:
    """The share of published counts with its interval. Rounded or noisy, a part may exceed its whole: then it is all."""
    share = min(1.0, part / whole)
    return (share, *wilson(share, whole))


def moved_on_rate(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    counts = [_shown(reader.count(f"{name}/{label}")) for name in ("moved_on_reached", "reach")]
    rates = _rates(reader, counted, label)
    return table_of(
        "moved_on_rate",
        _("Share of those reached who moved on to paid work"),
        _(
            "With the 95% interval after Wilson. Who moved on but was not reached in the period is not among them."
        ),
        [
            column("row", _("Period"), "text"),
            column("moved_on_and_reached", _("Moved on and reached")),
            column("reached", _("Reached")),
            column("rate", _("Share"), "share"),
            column("low", _("Interval from"), "share"),
            column("high", _("Interval to"), "share"),
        ],
        [_row(label, dict.fromkeys(("nl", "en"), label), [*counts, *rates])],
        counted.lineage["moved_on_reached"],
    )


def _sustained(reader: Reader, label: str, weeks: int) -> dict[str, Value]:
    """Counts and share with its interval. The share is withheld with any of the counts around it."""
    name, measure = f"after_{weeks}_weeks", f"moved_on/{label}"
    counts = {
        code: reader.count(measure, **{name: code}) for code in ("sustained", "observed", "not_yet_observed")
    }
    needs = [CellKey(measure, frozenset({(name, code)})) for code in ("sustained", "observed", "broken_off")]
    shares: tuple[Value, Value, Value] = (None, None, None)
    if hidden(reader.plan, *needs):
        shares = (WITHHELD, WITHHELD, WITHHELD)
    elif counts["observed"] and counts["sustained"] is not None:
        shares = share_of(counts["sustained"], counts["observed"])
    return {
        **{code: _shown(count) for code, count in counts.items()},
        **dict(zip(("share", "low", "high"), shares, strict=True)),
    }


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95% interval of a share of n persons after Wilson (1927), without continuity correction."""
    middle = share + Z95**2 / (2 * n)
    half = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, (middle - half) / (1 + Z95**2 / n)), min(1.0, (middle + half) / (1 + Z95**2 / n))


def still_in_work(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    keys = ("sustained", "observed", "not_yet_observed", "share", "low", "high")
    rows = []
    for weeks in WEEKS:
        row = _sustained(reader, label, weeks)
        rows.append(
            _row(
                str(weeks),
                in_both(partial(_after, weeks)),
                [row[key] for key in keys],
            )
        )
    return table_of(
        "sustained",
        _("Still in paid work after 13, 26 and 52 weeks"),
        _("Of those who moved on in the period. Who could not be observed so long is not in the share."),
        [
            column("row", _("When"), "text"),
            column("sustained", _("Still in paid work")),
            column("observed", _("Observed")),
            column("not_yet_observed", _("Not yet observed")),
            column("share", _("Share"), "share"),
            column("low", _("Interval from"), "share"),
            column("high", _("Interval to"), "share"),
        ],
        rows,
        counted.lineage[f"after_{WEEKS[0]}_weeks"],
    )


def _after(weeks: int) -> str:
    return gettext("after %(weeks)s weeks") % {"weeks": weeks}


def _up_to(days: int) -> str:
    return gettext("up to %(days)s days") % {"days": days}


def time_to_work(reader: Reader, counted: Counted) -> dict[str, Any]:
    """The curve at four days; from the first withheld or small count on, nothing of it is shown."""
    measure = reader.plan.table("time_to_paid_work").measure
    rows = []
    unsafe = False
    for day in DAYS_TO_WORK:
        codes = [f"{fate} {day}" for fate in ("paid", "left", "under_way")]
        keys = [CellKey(measure, frozenset({("fate", code)})) for code in codes]
        counts = [_shown(reader.count(measure, fate=code)) for code in codes]
        # A point of the curve hangs on every count before it.
        needs = (total_key(measure), *keys)
        unsafe = unsafe or not exact(reader.plan, *needs) or hidden_beside_zeros(reader.plan, *needs)
        incidence: Value = WITHHELD if unsafe else counted.extra["incidence"][day]
        rows.append(
            _row(
                str(day),
                in_both(partial(_up_to, day)),
                [incidence, *counts],
            )
        )
    return table_of(
        "time_to_paid_work",
        _("Time from the first day to paid work"),
        _(
            "Everybody whose first day at a social enterprise lies in the years shown, and was not in paid work that "
            "day. The counts are those of the span that ends on that day; the chance counts from the first day."
        ),
        [
            column("row", _("Time since the first day"), "text"),
            column("incidence", _("Chance of paid work by then"), "share"),
            column("paid", _("Started paid work")),
            column("left", _("Left otherwise")),
            column("under_way", _("Still under way")),
        ],
        rows,
        counted.lineage["time_to_paid_work"],
    )


def ladder(reader: Reader, counted: Counted) -> dict[str, Any]:
    cells = {cell.at: _shown(cell.value) for cell in reader.plan.published("ladder")}
    codes = [code for code in reader.plan.table("ladder").dimensions[0].codes if code != TOTAL]
    rungs = [code for code in codes if code != MISSING]

    def word(code: str) -> dict[str, str]:
        if code == TOTAL:
            return special(TOTAL)
        if code == MISSING:
            return in_both(_("Not assessed twice"))
        return in_both(lambda: _("Rung %(number)s") % {"number": code})

    rows = [_row(code, word(code), [cells[code, other] for other in (*rungs, TOTAL)]) for code in rungs]
    rows.append(_row(MISSING, word(MISSING), [*(None for _rung in rungs), cells[MISSING, TOTAL]]))
    rows.append(_row(TOTAL, word(TOTAL), [*(cells[TOTAL, rung] for rung in rungs), cells[TOTAL, TOTAL]]))
    return table_of(
        "ladder",
        _("Steps on the participation ladder"),
        _(
            "Rows: first rung in the period. Columns: last rung. The rungs and those not assessed twice make up everybody reached."
        ),
        [column("row", _("First rung"), "text"), *(column(code, word(code)) for code in (*rungs, TOTAL))],
        rows,
        counted.lineage["ladder"],
    )


def wage_value(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    measure = f"reach/{label}"
    measured = CellKey(measure, frozenset({("wage_value", "measured")}))
    figures = [
        reader.derived(counted.extra["wage_value"][name], measured, total_key(measure))
        for name in ("mean", "median")
    ]
    return table_of(
        "wage_value",
        _("Change in wage value"),
        _(
            "Last minus first, in percentage points, of people assessed twice in the period at least 90 days apart."
        ),
        [
            column("row", _("Period"), "text"),
            column("measured", _("People assessed twice")),
            column("missing", _("Not assessed twice")),
            column("mean", _("Mean change"), "number"),
            column("median", _("Median change"), "number"),
        ],
        [
            _row(
                label,
                dict.fromkeys(("nl", "en"), label),
                [
                    *(_shown(reader.count(measure, wage_value=code)) for code in ("measured", MISSING)),
                    *figures,
                ],
            )
        ],
        counted.lineage["wage_value"],
    )


def hours(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    """Hours are shown where both the places and the people behind them are; the total only beside all its parts."""
    spells, persons = f"hours_spells/{label}", f"reach/{label}"
    kinds = [code for code in reader.plan.table("hours").dimensions[0].codes if code != TOTAL]
    known = list(reader.labels.get("place_kind", {}))
    kinds.sort(key=lambda code: (known.index(code) if code in known else len(known), code))

    def keys(kind: str) -> list[CellKey]:
        at = frozenset() if kind == TOTAL else frozenset({("place_kind", kind)})
        return [CellKey(spells, at), CellKey(persons, at)]

    rows = []
    for kind in (*kinds, TOTAL):
        needs = [key for each in (*kinds, TOTAL) for key in keys(each)] if kind == TOTAL else keys(kind)
        at = {} if kind == TOTAL else {"place_kind": kind}
        worked = reader.derived(round(counted.extra["hours"].get(kind, 0.0)), *needs)
        rows.append(
            {
                "head": reader.word(PLACE_KIND.name, kind),
                "depth": 0,
                "cells": [worked, _shown(reader.count(spells, **at))],
            }
        )
    return table_of(
        "hours",
        _("Hours worked, by kind of place"),
        _(
            "Days in the period times agreed hours a week, divided by seven. Places without agreed hours are not in it."
        ),
        [
            column("row", PLACE_KIND.title, "text"),
            column("hours", _("Hours"), "whole"),
            column("places", _("Places with hours")),
        ],
        rows,
        counted.lineage["hours"],
    )
