"""The few shapes that the monitor's charts have: lines, bars, curve, grid. Every one from published values only.

A withheld value is a word where its mark would begin: it has no length, no place on a scale, no part in it.
"""

from collections.abc import Sequence
from typing import Any

from momentum.monitor.charts.theme import INK, LINE, MARIGOLD, SOFT, TEAL, TINT, WIDTH

Row = dict[str, Any]

# A long name stands in two lines, its last word on the second.
LONG = "length(datum.label) > 21"
TWO_LINES = rf"{LONG} ? split(replace(datum.label, regexp('\\s(?=\\S+$)'), '|'), '|') : datum.label"


def _names() -> Any:
    """The axis on the left of bars and grids: names, and nothing else."""
    import altair as alt

    return alt.Axis(
        ticks=False,
        domain=False,
        labelPadding=8,
        labelExpr=TWO_LINES,
        labelBaseline={"condition": {"test": LONG, "value": "bottom"}, "value": "middle"},
    )


def lines(rows: Sequence[Row], series: Sequence[str], years: Sequence[str]) -> Any:
    """Rows of `year`, `series`, `value`, `label`; each line has its own dash and is named at its end."""
    import altair as alt

    shown = [row for row in rows if row["value"] is not None]
    colours = alt.Scale(domain=list(series), range=[TEAL, MARIGOLD, SOFT][: len(series)])
    dashes = alt.Scale(domain=list(series), range=[[1, 0], [6, 4], [2, 3]][: len(series)])
    x = alt.X("year:O", sort=list(years), title=None, axis=alt.Axis(labelAngle=0, grid=False))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, format=",d"))
    colour = alt.Color("series:N", scale=colours, legend=None)
    base = alt.Chart(alt.Data(values=shown)).encode(x=x, y=y, color=colour)
    parts = [
        base.mark_line(strokeWidth=2.5).encode(
            strokeDash=alt.StrokeDash("series:N", scale=dashes, legend=None)
        ),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            shape=alt.Shape("series:N", scale=alt.Scale(domain=list(series)), legend=None)
        ),
    ]
    for row, shift in _apart([row for row in shown if row["year"] == years[-1]], shown):
        end = alt.Chart(alt.Data(values=[row])).encode(x=x, y=y, color=colour)
        parts.append(
            end.mark_text(align="left", dx=10, dy=shift - 8, fontWeight="bold").encode(text="label:N")
        )
        parts.append(end.mark_text(align="left", dx=10, dy=shift + 9, fontSize=14).encode(text="series:N"))
    return alt.layer(*parts).properties(width=WIDTH - 60, height=250)


def _apart(ends: list[Row], shown: list[Row]) -> list[tuple[Row, int]]:
    """The lines' ends with a shift in pixels for their names, so that near neighbours do not overlap."""
    most = max((row["value"] for row in shown), default=0) or 1
    ends = sorted(ends, key=lambda row: -row["value"])
    shifts = [0] * len(ends)
    for place in range(1, len(ends)):
        if (ends[place - 1]["value"] - ends[place]["value"]) / most < 0.16:
            shifts[place - 1] -= 14
            shifts[place] += 14
    return list(zip(ends, shifts, strict=True))


def bars(rows: Sequence[Row], withheld: str, *, colour: str = TEAL) -> Any:
    """Horizontal bars of `name` and `value`, in the order given; `label` is the number as it is read."""
    import altair as alt

    order = [row["name"] for row in rows]
    shown = [row for row in rows if row["value"] is not None]
    not_shown = [{"name": row["name"], "label": withheld} for row in rows if row["value"] is None]
    most = max((row["value"] for row in shown), default=0) or 1
    y = alt.Y("name:N", sort=order, title=None, axis=_names())
    x = alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.2]))
    drawn = (
        alt.Chart(alt.Data(values=shown))
        .mark_bar(color=colour, cornerRadiusEnd=3, height={"band": 0.62})
        .encode(x=x, y=y)
    )
    numbers = (
        alt.Chart(alt.Data(values=shown))
        .mark_text(align="left", dx=6, color=INK)
        .encode(x=x, y=y, text="label:N")
    )
    words = (
        alt.Chart(alt.Data(values=not_shown))
        .mark_text(align="left", dx=6, color=SOFT, fontStyle="italic")
        .encode(x=alt.value(0), y=y, text="label:N")
    )
    parts = [drawn, numbers, *([words] if not_shown else [])]
    return alt.layer(*parts).properties(width=WIDTH - 110, height=38 * max(len(rows), 1))


def paired_bars(rows: Sequence[Row], series: Sequence[str], order: Sequence[str]) -> Any:
    """Two bars a period, side by side: the first filled, the second outlined."""
    import altair as alt

    shown = [row for row in rows if row["value"] is not None]
    return (
        alt.Chart(alt.Data(values=shown))
        .mark_bar(stroke=TEAL, strokeWidth=1.2)
        .encode(
            x=alt.X(
                "period:O",
                sort=list(order),
                title=None,
                axis=alt.Axis(labelAngle=0, labelExpr="split(datum.label, '|')", grid=False),
            ),
            xOffset=alt.XOffset("series:N", sort=list(series)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, format=",d")),
            color=alt.Color(
                "series:N",
                title=None,
                sort=list(series),
                scale=alt.Scale(domain=list(series), range=[TEAL, TINT]),
                legend=alt.Legend(symbolType="square"),
            ),
        )
        .properties(width=WIDTH, height=230)
    )


def shares(rows: Sequence[Row], withheld: str) -> Any:
    """Shares with their interval: `name`, `value`, `low`, `high` between 0 and 1."""
    import altair as alt

    order = [row["name"] for row in rows]
    shown = [row for row in rows if row["value"] is not None]
    not_shown = [{"name": row["name"], "label": withheld} for row in rows if row["value"] is None]
    y = alt.Y("name:N", sort=order, title=None, axis=_names())
    x = alt.X(
        "value:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", values=[0, 0.5, 1])
    )
    base = alt.Chart(alt.Data(values=shown))
    parts = [
        base.mark_bar(color=TEAL, cornerRadiusEnd=3, height={"band": 0.55}).encode(x=x, y=y),
        base.mark_rule(color=MARIGOLD, strokeWidth=3).encode(x="low:Q", x2="high:Q", y=y),
        base.mark_text(align="left", dx=8, color=INK).encode(x="high:Q", y=y, text="label:N"),
    ]
    if not_shown:
        parts.append(
            alt.Chart(alt.Data(values=not_shown))
            .mark_text(align="left", dx=6, color=SOFT, fontStyle="italic")
            .encode(x=alt.value(0), y=y, text="label:N")
        )
    return alt.layer(*parts).properties(width=WIDTH - 100, height=46 * max(len(rows), 1))


def curve(rows: Sequence[Row], label: str) -> Any:
    """Cumulative shares at a few days, joined by straight lines: `days`, `value`, `text`."""
    import altair as alt

    base = alt.Chart(alt.Data(values=list(rows))).encode(
        x=alt.X(
            "days:Q",
            title=label,
            axis=alt.Axis(values=[row["days"] for row in rows], grid=False, format=",d"),
        ),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format="%", tickCount=4)),
    )
    return alt.layer(
        base.mark_line(color=TEAL, strokeWidth=2.5),
        base.mark_point(color=TEAL, filled=True, size=80, opacity=1),
        base.transform_filter("datum.days > 0")
        .mark_text(dy=-14, dx=-6, fontWeight="bold", color=INK)
        .encode(text="text:N"),
    ).properties(width=WIDTH, height=230)


def grid(
    rows: Sequence[Row], down: str, across: str, rows_order: Sequence[str], columns_order: Sequence[str]
) -> Any:
    """A table of numbers with a tint by value: `row`, `column`, `value` (None where withheld), `label`."""
    import altair as alt

    most = max((row["value"] for row in rows if row["value"] is not None), default=0) or 1
    y = alt.Y(
        "row:N",
        sort=list(rows_order),
        title=down or None,
        axis=_names(),
    )
    x = alt.X(
        "column:N",
        sort=list(columns_order),
        title=across or None,
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            ticks=False,
            domain=False,
            labelExpr=TWO_LINES,
            labelPadding=22 if any(len(name) > 21 for name in columns_order) else 4,
        ),
    )
    base = alt.Chart(alt.Data(values=list(rows)))
    shown = base.transform_filter("isValid(datum.value)")
    return alt.layer(
        base.mark_rect(stroke=LINE, fill=None).encode(x=x, y=y),
        shown.mark_rect(fill=TEAL, stroke=LINE).encode(
            x=x,
            y=y,
            fillOpacity=alt.FillOpacity(
                "value:Q", scale=alt.Scale(domain=[0, most], range=[0, 0.32]), legend=None
            ),
        ),
        shown.mark_text(color=INK).encode(x=x, y=y, text="label:N"),
        base.transform_filter("!isValid(datum.value)")
        .mark_text(color=SOFT, fontStyle="italic")
        .encode(x=x, y=y, text="label:N"),
    ).properties(width=WIDTH - 60, height=max(36 * len(rows_order), 60))
