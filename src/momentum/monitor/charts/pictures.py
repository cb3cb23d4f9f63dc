"""The monitor's pictures, each from one public table."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from momentum.methods.disclosure import TOTAL
from momentum.monitor.building import findings
from momentum.monitor.building.words import capitalised, number, percent
from momentum.monitor.charts import shapes

if TYPE_CHECKING:
    from momentum.monitor.charts.drawing import Picture, View


def _picture(chart: Any, title: str, description: str) -> "Picture":
    from momentum.monitor.charts.drawing import Picture

    return Picture(chart, title, description)


def _spoken(pairs: list[tuple[str, Any]]) -> str:
    from momentum.monitor.charts.drawing import read_out

    return read_out(pairs)


def in_work_and_reached(view: "View") -> "Picture | None":
    years = view.heads()
    if len(years) < 2:
        return None
    names = {"stock": _("in work"), "reach": _("reached")}
    rows = [
        {"year": year, "series": names[key], "value": value, "label": "" if value is None else number(value)}
        for key in names
        for year, value in zip(years, view.column(key), strict=True)
    ]
    spoken = _spoken([(f"{row['year']}, {row['series']}", row["value"]) for row in rows])
    return _picture(
        shapes.lines(rows, list(names.values()), years),
        findings.over_the_years(view.column("stock"), years),
        _("Two lines over the years. %(values)s.") % {"values": spoken},
    )


def moved_on_by_year(view: "View") -> "Picture | None":
    years = view.heads()
    if len(years) < 2:
        return None
    name = _("moved on")
    values = view.column("moved_on")
    rows = [
        {"year": year, "series": name, "value": value, "label": "" if value is None else number(value)}
        for year, value in zip(years, values, strict=True)
    ]
    return _picture(
        shapes.lines(rows, [name], years),
        findings.moving_on_over_the_years(values, years),
        _("A line over the years. %(values)s.") % {"values": _spoken(list(zip(years, values, strict=True)))},
    )


def coming_and_going(view: "View") -> "Picture | None":
    keep = view.table["rows"][-8:]
    names = {"inflow_spells": _("started"), "outflow_spells": _("ended")}
    rows, spoken, sums = [], [], {}
    for place, (key, name) in enumerate(names.items()):
        values = [None if row["cells"][place] == "withheld" else row["cells"][place] for row in keep]
        for row, value in zip(keep, values, strict=True):
            year, quarter = row["head"]["code"].split("-")
            period = f"{quarter}|{year}"
            rows.append({"period": period, "series": name, "value": value})
            spoken.append((f"{year} {quarter} {name}", value))
        ours = [v for v, row in zip(values, keep, strict=True) if row["head"]["code"].startswith(view.label)]
        known = [value for value in ours if value is not None]
        sums[key] = sum(known) if known and len(known) == len(ours) else None
    order = list(dict.fromkeys(str(row["period"]) for row in rows))
    return _picture(
        shapes.paired_bars(rows, list(names.values()), order),
        findings.coming_and_going(sums["inflow_spells"], sums["outflow_spells"], view.label),
        _("Two bars a quarter. %(values)s.") % {"values": _spoken(spoken)},
    )


def _bars(view: "View", rows: list[Any], place: int, finding: Any) -> "Picture | None":
    pairs = [
        (row["head"][view.language], None if row["cells"][place] == "withheld" else row["cells"][place])
        for row in rows
    ]
    if not pairs:
        return None
    drawn = [
        {"name": capitalised(name), "value": value, "label": "" if value is None else number(value)}
        for name, value in pairs
    ]
    return _picture(
        shapes.bars(drawn, _("withheld")),
        finding(findings.largest(pairs)),
        _("Bars. %(values)s.") % {"values": _spoken(pairs)},
    )


def _not_total(row: Any) -> bool:
    return row["head"]["code"] != TOTAL


def by_kind(view: "View") -> "Picture | None":
    return _bars(view, view.rows(_not_total), 0, findings.most_reached)


def by_group(view: "View") -> "Picture | None":
    return _bars(view, view.rows(_not_total), 0, findings.most_in_group)


def by_borough(view: "View") -> "Picture | None":
    rows = view.rows(lambda row: row["head"]["level"] == "organisation_borough" and _not_total(row))
    return _bars(view, rows, 0, findings.most_work_in)


def by_age(view: "View") -> "Picture | None":
    return _bars(view, view.rows(_not_total), 0, findings.most_of_age)


def moved_from_to(view: "View") -> "Picture | None":
    rows = view.rows(_not_total)
    places = [i for i, column in enumerate(view.table["columns"][1:]) if column["key"] != TOTAL]
    total = next(i for i, column in enumerate(view.table["columns"][1:]) if column["key"] == TOTAL)
    if not rows or not places:
        return None
    labels = view.column_labels()
    cells = [
        {
            "row": capitalised(row["head"][view.language]),
            "column": labels[place],
            "value": None if row["cells"][place] == "withheld" else row["cells"][place],
            "label": _("withheld") if row["cells"][place] == "withheld" else number(row["cells"][place]),
        }
        for row in rows
        for place in places
    ]
    totals = [
        (row["head"][view.language], None if row["cells"][total] == "withheld" else row["cells"][total])
        for row in rows
    ]
    return _picture(
        shapes.grid(
            cells,
            "",
            "",
            [capitalised(row["head"][view.language]) for row in rows],
            [labels[place] for place in places],
        ),
        findings.most_moved_from(findings.largest(totals)),
        _("A grid: rows are where people came from, columns the paid work they started. %(values)s.")
        % {"values": _spoken([(f"{cell['row']} – {cell['column']}", cell["value"]) for cell in cells])},
    )


def still_in_work(view: "View") -> "Picture | None":
    shares, lows, highs = (view.column(key) for key in ("share", "low", "high"))
    if all(share is None for share in shares):
        return None
    names = view.heads()
    drawn = [
        {
            "name": name,
            "value": share,
            "low": low,
            "high": high,
            "label": percent(share, 0) if share is not None else "",
        }
        for name, share, low, high in zip(names, shares, lows, highs, strict=True)
    ]
    told = [
        _("%(name)s: %(value)s")
        % {"name": name, "value": _("withheld or not yet known") if share is None else percent(share, 0)}
        for name, share in zip(names, shares, strict=True)
    ]
    best = next((i for i in (1, 0, 2) if shares[i] is not None), 0)
    return _picture(
        shapes.shares(drawn, _("withheld or not yet known")),
        findings.still_in_work(shares[best], int(view.table["rows"][best]["head"]["code"])),
        _("Bars with the 95%% interval as a thinner line. %(values)s.") % {"values": ", ".join(told)},
    )


def time_to_work(view: "View") -> "Picture | None":
    points = [
        (int(row["head"]["code"]), share)
        for row, share in zip(view.table["rows"], view.column("incidence"), strict=True)
        if share is not None
    ]
    if len(points) < 2:
        return None
    drawn = [{"days": 0, "value": 0.0, "text": ""}]
    drawn += [{"days": day, "value": share, "text": percent(share, 0)} for day, share in points]
    year = next((point for point in points if point[0] == 364), points[-1])
    spoken = ", ".join(
        _("%(days)s days: %(share)s") % {"days": day, "share": percent(share, 0)} for day, share in points
    )
    return _picture(
        shapes.curve(drawn, _("days since the first day")),
        findings.found_work(year[1], year[0]),
        _("A rising line. %(values)s.") % {"values": spoken},
    )


def on_the_ladder(view: "View") -> "Picture | None":
    rungs = [row for row in view.table["rows"] if row["head"]["code"].isdigit()]
    if not rungs:
        return None
    labels = [row["head"]["code"] for row in rungs]
    cells = [
        {
            "row": row["head"]["code"],
            "column": labels[place],
            "value": None if row["cells"][place] == "withheld" else row["cells"][place],
            "label": "·" if row["cells"][place] == "withheld" else number(row["cells"][place]),
        }
        for row in rungs
        for place in range(len(labels))
    ]
    moves = [(int(c["column"]) - int(c["row"]), c["value"]) for c in cells]
    known = all(value is not None for step, value in moves if step)
    rose = sum(value for step, value in moves if step > 0) if known else None
    fell = sum(value for step, value in moves if step < 0) if known else None
    spoken = _spoken(
        [
            (_("from rung %(first)s to %(last)s") % {"first": c["row"], "last": c["column"]}, c["value"])
            for c in cells
        ]
    )
    return _picture(
        shapes.grid(cells, _("first rung"), _("last rung"), labels, labels),
        findings.on_the_ladder(rose, fell),
        _(
            "A grid: rows are the first rung, columns the last; a point stands for a withheld number. %(values)s."
        )
        % {"values": spoken},
    )


# name: the table it is drawn from, the indicators it shows, and how.
PICTURES: dict[str, tuple[str, tuple[str, ...], Any]] = {
    "in_work_and_reached": ("by_year", ("stock", "reach"), in_work_and_reached),
    "moved_on_by_year": ("by_year", ("moved_on",), moved_on_by_year),
    "coming_and_going": ("by_quarter", ("inflow_spells", "outflow_spells"), coming_and_going),
    "moved_from_to": ("moved_on_by_kind", ("moved_on",), moved_from_to),
    "still_in_work": ("sustained", ("sustained",), still_in_work),
    "time_to_work": ("time_to_paid_work", ("time_to_paid_work",), time_to_work),
    "on_the_ladder": ("ladder", ("ladder_transitions",), on_the_ladder),
    "by_kind": ("reach_by_kind", ("reach",), by_kind),
    "by_group": ("stock_by_target_group", ("stock",), by_group),
    "by_borough": ("stock_by_district", ("stock",), by_borough),
    "by_age": ("stock_by_age", ("stock",), by_age),
}
