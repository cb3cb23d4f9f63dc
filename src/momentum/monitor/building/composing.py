"""Putting together what is published: figures, tables and what they say, from the plan as the public sees it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from momentum.methods.disclosure import TOTAL
from momentum.monitor.building import findings, outcome_tables
from momentum.monitor.building.inputs import Inputs
from momentum.monitor.building.public import (
    WITHHELD,
    Reader,
    breakdown_table,
    column,
    table_of,
)
from momentum.monitor.building.statement import told_of
from momentum.monitor.building.tables import Counted
from momentum.monitor.building.words import in_both
from momentum.monitor.contents import BREAKDOWNS, QUARTERLY, TARGET_GROUP, YEARLY


def compose(reader: Reader, counted: Counted, inputs: Inputs) -> dict[str, Any]:
    """Figures, finding, tables, in the order of the page."""
    figures = headline_figures(reader, counted, inputs.period.label)
    return {
        "format": 1,
        "slug": inputs.slug,
        "title": dict(inputs.title),
        "label": inputs.period.label,
        "period": [inputs.period.from_.isoformat(), inputs.period.to.isoformat()],
        "freeze": inputs.freeze.isoformat(),
        "provisional": inputs.period.to > inputs.freeze,
        "finding": in_both(lambda: findings.headline(figures)),
        "figures": figures,
        "tables": [
            {**table, "protection": told_of(reader.plan, table["name"])}
            for table in all_tables(reader, counted, inputs)
        ],
        **({"identity": dict(inputs.identity)} if inputs.identity else {}),
    }


def headline_figures(reader: Reader, counted: Counted, label: str) -> dict[str, Any]:
    """Values, None where they are withheld or where there is none."""
    years = counted.extra["years"]
    before = str(int(label) - 1) if label in years and str(int(label) - 1) in years else None

    def figure(indicator: str) -> dict[str, Any]:
        now = reader.count(f"{indicator}/{label}")
        then = reader.count(f"{indicator}/{before}") if before else None
        return {
            "value": now,
            "before": then,
            "before_label": before,
            "change": now / then - 1 if now is not None and then else None,
        }

    figures = {name: figure(name) for name in ("stock", "reach", "moved_on")}
    return figures | outcome_tables.headline(reader, counted, label)


def all_tables(reader: Reader, counted: Counted, inputs: Inputs) -> list[dict[str, Any]]:
    found = [by_year(reader, counted), by_quarter(reader, counted)]
    for each in BREAKDOWNS:
        found.append(
            breakdown_table(reader, each.name, each.axes, each.title, each.about, counted.lineage[each.name])
        )
    found.insert(3, by_group(reader, counted))
    return found + outcome_tables.tables(reader, counted, inputs.period.label)


def by_year(reader: Reader, counted: Counted) -> dict[str, Any]:
    columns = [column("year", _("Year"), "text"), *(column(line.indicator, line.label) for line in YEARLY)]
    rows = [
        {
            "head": {"code": year, "level": "year", "nl": year, "en": year},
            "depth": 0,
            "cells": [shown(reader.count(f"{line.indicator}/{year}")) for line in YEARLY],
        }
        for year in counted.extra["years"]
    ]
    return table_of(
        "by_year",
        _("People in work, reached and moving on, by year"),
        _("People, each counted once a year. Years as known at the freeze."),
        columns,
        rows,
        counted.lineage[f"stock/{counted.extra['years'][-1]}"],
    )


def by_quarter(reader: Reader, counted: Counted) -> dict[str, Any]:
    columns = [
        column("quarter", _("Quarter"), "text"),
        *(column(line.indicator, line.label) for line in QUARTERLY),
    ]
    rows = []
    for year in counted.extra["years"]:
        for quarter in (f"{year}-Q{number}" for number in range(1, 5)):
            rows.append(
                {
                    "head": {"code": quarter, "level": "quarter", "nl": quarter, "en": quarter},
                    "depth": 0,
                    "cells": [
                        shown(reader.count(f"{line.indicator}/{year}", quarter=quarter)) for line in QUARTERLY
                    ],
                }
            )
    return table_of(
        "by_quarter",
        _("Places started and ended, by quarter"),
        _("Places, not people: who moves to another place ends one and starts one."),
        columns,
        rows,
        counted.lineage[f"inflow_spells/{counted.extra['years'][-1]}"],
    )


def by_group(reader: Reader, counted: Counted) -> dict[str, Any]:
    """The target groups of the city as a whole: the bottom line of the table by organisation."""
    name = "stock_by_organisation"
    cells = {cell.at: cell.value for cell in reader.plan.published(name)}
    groups = reader.plan.table(name).dimensions[1].codes
    known = list(reader.labels.get("target_group", {}))
    order = sorted(
        groups, key=lambda code: (code != TOTAL, known.index(code) if code in known else len(known))
    )
    rows = [
        {
            "head": reader.word(TARGET_GROUP.name, code),
            "depth": 0,
            "cells": [shown(cells[TOTAL, code])],
        }
        for code in order
    ]
    return table_of(
        "stock_by_target_group",
        _("People in work, by target group"),
        _("On the last day of the period. Somebody in two target groups counts once in each."),
        [column("row", TARGET_GROUP.title, "text"), column("persons", _("People"))],
        rows,
        counted.lineage[name],
        additive=False,
    )


def shown(value: int | None) -> int | str:
    return WITHHELD if value is None else value
