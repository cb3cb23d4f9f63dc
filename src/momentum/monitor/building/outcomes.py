"""Counting what became of people: the counts on which rates, shares, times and means hang.

Each of them is a table of its own, tied to the whole it divides: those who moved on are observed or not yet,
those reached stand on the ladder or are missing from it. So what hangs on a withheld count is known.
"""

from collections.abc import Callable

from momentum.methods.disclosure import TOTAL, Dimension, Table
from momentum.methods.indicators import Period
from momentum.monitor.building.asking import Asker
from momentum.monitor.building.tables import Counted, single, split
from momentum.monitor.contents import DAYS_TO_WORK, WEEKS

MISSING = "missing"


def moved_on_rate(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    rows, lineage = ask.rows("moved_on_rate", period)
    measure = f"moved_on_reached/{period.label}"
    counted.add(single("moved_on_reached", measure, rows[0]["numerator"]), lineage)
    counted.extra["rate"] = {name: rows[0][name] for name in ("rate", "low", "high")}


def sustained(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    for weeks in WEEKS:
        rows, lineage = ask.rows("sustained", period, weeks=weeks)
        row = rows[0]
        name = f"after_{weeks}_weeks"
        counted.add(
            split(
                name,
                f"moved_on/{period.label}",
                name,
                {
                    "observed": TOTAL,
                    "not_yet_observed": TOTAL,
                    "sustained": "observed",
                    "broken_off": "observed",
                },
                {
                    "sustained": row["sustained"],
                    "broken_off": row["observed"] - row["sustained"],
                    "not_yet_observed": row["not_yet_observed"],
                },
            ),
            lineage,
        )


def time_to_paid_work(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    """How many found paid work, left otherwise, or are still under way, by time since their first day."""
    whole = Period.parse(f"{years[0]}..{years[-1]}")
    rows, lineage = ask.rows("time_to_paid_work", whole)
    days = ask.days("time_to_paid_work", whole)
    parents, cells = {}, {}
    for fate, column in (("paid", "events"), ("left", "others"), ("under_way", "censored")):
        parents[fate] = TOTAL
        for bin_name in bins():
            parents[f"{fate} {bin_name}"] = fate
            cells[f"{fate} {bin_name}"] = 0
        for row in days:
            cells[f"{fate} {bin_of(int(row['duration']))}"] += row[column]
    counted.add(split("time_to_paid_work", f"first_day/{whole.label}", "fate", parents, cells), lineage)
    counted.extra["incidence"] = {day: rows[0][f"incidence_{day}"] for day in DAYS_TO_WORK}


def bins() -> list[str]:
    """The spans between the days at which the curve is shown, by their last day."""
    return [*(str(day) for day in DAYS_TO_WORK), "later"]


def bin_of(duration: int) -> str:
    return next((str(day) for day in DAYS_TO_WORK if duration <= day), "later")


def ladder(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    rows, lineage = ask.rows("ladder_transitions", period)
    codes = [*sorted({row[side] for row in rows for side in ("first", "last")} - {TOTAL, MISSING}), MISSING]
    first = Dimension("first_rung", dict.fromkeys(codes, TOTAL))
    last = Dimension("last_rung", dict.fromkeys(codes, TOTAL))
    cells: dict[tuple[str, ...], int] = {(row["first"], row["last"]): row["persons"] for row in rows}
    nobody = frozenset(
        pair for code in codes if code != MISSING for pair in ((code, MISSING), (MISSING, code))
    )
    counted.add(Table("ladder", f"reach/{period.label}", (first, last), cells, structural=nobody), lineage)


def wage_value(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    rows, lineage = ask.rows("wage_value_change", period)
    row = rows[0]
    counted.add(
        split(
            "wage_value",
            f"reach/{period.label}",
            "wage_value",
            {"measured": TOTAL, MISSING: TOTAL},
            {"measured": row["persons"], MISSING: row["missing"]},
        ),
        lineage,
    )
    counted.extra["wage_value"] = {"mean": row["mean"], "median": row["median"]}


def hours(counted: Counted, ask: Asker, period: Period, years: list[str]) -> None:
    rows, lineage = ask.rows("hours", period, by=("place_kind",))
    kinds = {row["place_kind"]: TOTAL for row in rows if row["place_kind"] != TOTAL}
    known = {row["place_kind"]: row["spells"] for row in rows if row["place_kind"] != TOTAL}
    counted.add(split("hours", f"hours_spells/{period.label}", "place_kind", kinds, known), lineage)
    counted.extra["hours"] = {row["place_kind"]: row["hours"] for row in rows}
    counted.extra["hours_left_out"] = {row["place_kind"]: row["left_out"] for row in rows}


Outcome = Callable[[Counted, Asker, Period, list[str]], None]

OUTCOMES: tuple[Outcome, ...] = (moved_on_rate, sustained, time_to_paid_work, ladder, wage_value, hours)
