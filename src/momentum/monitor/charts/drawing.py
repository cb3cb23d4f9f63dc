"""Which charts an edition has, each from one public table, in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.monitor.building.public import WITHHELD
from momentum.monitor.building.words import LANGUAGES, number
from momentum.monitor.charts import pictures
from momentum.monitor.charts.theme import to_svg


@dataclass(frozen=True)
class Picture:
    """A chart with what it says: `title` the finding, `description` what is to be seen, for who cannot."""

    chart: Any
    title: str
    description: str


@dataclass(frozen=True)
class View:
    """A public table as a picture needs it, in the language in force."""

    table: Mapping[str, Any]
    public: Mapping[str, Any]
    language: str

    @property
    def label(self) -> str:
        return self.public["label"]

    def heads(self) -> list[str]:
        return [row["head"][self.language] for row in self.table["rows"]]

    def column_labels(self) -> list[str]:
        return [column["label"][self.language] for column in self.table["columns"][1:]]

    def column(self, key: str) -> list[Any]:
        place = next(i for i, column in enumerate(self.table["columns"][1:]) if column["key"] == key)
        return [none_if_withheld(row["cells"][place]) for row in self.table["rows"]]

    def rows(self, keep: Callable[[Mapping[str, Any]], bool]) -> list[Mapping[str, Any]]:
        return [row for row in self.table["rows"] if keep(row)]


def none_if_withheld(value: Any) -> Any:
    return None if value == WITHHELD else value


def draw_all(public: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Draw every chart whose table has something to show; returns what the page needs to know of each."""
    from altair.utils.schemapi import debug_mode

    folder.mkdir(parents=True, exist_ok=True)
    # The shapes are known to be well-formed; checking every chart against the grammar takes half of the time.
    with debug_mode(False):
        return _drawn(public, folder)


def _drawn(public: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    tables = {table["name"]: table for table in public["tables"]}
    told = []
    for name, (table_name, indicators, draw) in pictures.PICTURES.items():
        if table_name not in tables:
            continue
        chart: dict[str, Any] = {
            "name": name,
            "table": table_name,
            "indicators": list(indicators),
            "title": {},
            "description": {},
        }
        for language in LANGUAGES:
            with override(language):
                picture = draw(View(tables[table_name], public, language))
                if picture is None:
                    break
                svg = to_svg(picture.chart, name, picture.title, picture.description, language)
                (folder / f"{name}.{language}.svg").write_text(svg, "utf-8")
                chart["title"][language] = picture.title
                chart["description"][language] = picture.description
        else:
            told.append(chart)
    return told


def read_out(pairs: list[tuple[str, Any]]) -> str:
    """Names with their numbers, as a sentence for who hears the chart."""
    return ", ".join(
        _("%(name)s: %(value)s") % {"name": name, "value": _("withheld") if value is None else number(value)}
        for name, value in pairs
    )
