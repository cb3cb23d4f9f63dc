"""A public edition as a page shows it, in the language in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from momentum.monitor import telling
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.public import WITHHELD
from momentum.monitor.building.words import capitalised
from momentum.monitor.models import Edition
from momentum.monitor.protection_words import lines_of

ROWS_A_PAGE = 25
ROWS_IN_BRIEF = 12


@dataclass(frozen=True)
class ShownCell:
    text: str
    withheld: bool = False


@dataclass(frozen=True)
class ShownRow:
    name: str
    level: str
    depth: int
    total: bool
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownTable:
    """`columns` are (key, label) of the figures; the first column is `heading`."""

    name: str
    title: str
    about: str
    heading: str
    columns: list[tuple[str, str]]
    rows: list[ShownRow]
    withheld: int
    additive: bool
    definition: str
    protection: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ShownChart:
    name: str
    title: str
    svg: SafeString
    table: ShownTable
    source: str


@dataclass(frozen=True)
class Asked:
    """How a table is asked for in the address: which rows, in which order, which page."""

    search: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Page:
    rows: list[ShownRow]
    number: int
    pages: int
    found: int
    numbers: list[int] = field(default_factory=list)


def table_named(public: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((table for table in public["tables"] if table["name"] == name), None)


def shown_table(
    table: Mapping[str, Any], language: str, rows: Sequence[Mapping[str, Any]] | None = None
) -> ShownTable:
    kinds = [column["kind"] for column in table["columns"][1:]]
    return ShownTable(
        name=table["name"],
        title=table["title"][language],
        about=table["about"][language],
        heading=table["columns"][0]["label"][language],
        columns=[(column["key"], capitalised(column["label"][language])) for column in table["columns"][1:]],
        rows=[_row(row, kinds, language) for row in (table["rows"] if rows is None else rows)],
        withheld=table["withheld"],
        additive=table["additive"],
        definition=table["indicator"],
        protection=lines_of(table.get("protection", [])),
    )


def _row(row: Mapping[str, Any], kinds: list[str], language: str) -> ShownRow:
    return ShownRow(
        name=capitalised(row["head"][language]),
        level=row["head"]["level"],
        depth=row["depth"],
        total=row["head"]["code"] == "*",
        cells=[_cell(cell, kind) for cell, kind in zip(row["cells"], kinds, strict=True)],
    )


def _cell(value: Any, kind: str) -> ShownCell:
    if value == WITHHELD:
        return ShownCell(_("withheld"), withheld=True)
    return ShownCell(telling.shown_value(value, kind))


def sorted_rows(table: Mapping[str, Any], asked: Asked, language: str) -> list[Mapping[str, Any]]:
    """The rows that match the search, in the order asked for.

    Totals stay first. Withheld figures come last whichever way the order runs, in the order of the list:
    their place tells nothing.
    """
    rows = list(table["rows"])
    if asked.search:
        wanted = asked.search.casefold()
        rows = [row for row in rows if wanted in row["head"][language].casefold()]
    key, backwards = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    keys = [column["key"] for column in table["columns"][1:]]
    if key == "name":
        rows.sort(key=lambda row: row["head"][language].casefold(), reverse=backwards)
    elif key in keys:
        place = keys.index(key)
        known = [row for row in rows if isinstance(row["cells"][place], int | float)]
        known.sort(key=lambda row: row["cells"][place], reverse=backwards)
        rows = known + [row for row in rows if not isinstance(row["cells"][place], int | float)]
    if asked.sort:
        rows.sort(key=lambda row: row["head"]["code"] != "*")
    return rows


def page_of(table: Mapping[str, Any], asked: Asked, language: str) -> tuple[ShownTable, Page]:
    """One page of a table, as the address asks for it."""
    rows = sorted_rows(table, asked, language)
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = min(max(asked.page, 1), pages)
    part = rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    shown = shown_table(table, language, part)
    return shown, Page(shown.rows, number, pages, len(rows), list(range(1, pages + 1)))


def shown_charts(edition: Edition, public: Mapping[str, Any], language: str) -> list[ShownChart]:
    """The charts as they were drawn, each with its table and source."""
    folder = folder_of(edition) / "public" / "charts"
    found = []
    for chart in public["charts"]:
        table = table_named(public, chart["table"])
        assert table is not None
        # Drawn by this program from published figures; words in it were escaped when it was drawn.
        svg = mark_safe((folder / f"{chart['name']}.{language}.svg").read_text("utf-8"))  # noqa: S308
        found.append(
            ShownChart(
                chart["name"],
                chart["title"][language],
                svg,
                shown_table(table, language),
                _("Source: %(edition)s. Definition: %(definition)s.")
                % {
                    "edition": public["title"][language],
                    "definition": ", ".join(_definition(public, each) for each in chart["indicators"]),
                },
            )
        )
    return found


def _definition(public: Mapping[str, Any], name: str) -> str:
    told = telling.definition_of(next(each for each in public["definitions"] if each["name"] == name))
    return _("%(title)s (version %(version)s)") % {"title": told.title, "version": told.version}


def where_from(public: Mapping[str, Any], language: str) -> list[tuple[str, ShownCell, ShownCell]]:
    """Per kind of place: how many people were reached, and how many moved on from it."""
    reached, moved = (table_named(public, name) for name in ("reach_by_kind", "moved_on_by_kind"))
    if reached is None or moved is None:
        return []
    total = next(i for i, column in enumerate(moved["columns"][1:]) if column["key"] == "*")
    by_code = {row["head"]["code"]: row["cells"][total] for row in moved["rows"]}
    found = []
    for row in reached["rows"]:
        code = row["head"]["code"]
        if code in by_code:
            name = capitalised(row["head"][language])
            found.append((name, _cell(row["cells"][0], "count"), _cell(by_code[code], "count")))
    return found
