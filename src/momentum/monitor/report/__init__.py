"""The edition as a PDF report, in both languages: tagged for screen readers, the same bytes every time."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import override

from momentum.accounts.paper import typeset
from momentum.monitor.building.words import LANGUAGES
from momentum.monitor.charts.theme import on_paper
from momentum.monitor.report.words import report_data

TEMPLATE = Path(__file__).with_name("report.typ")


def write_reports(public: Mapping[str, Any], folder: Path) -> None:
    """Write `report-nl.pdf` and `report-en.pdf`, from what is public and the charts in `folder/charts`."""
    for language in LANGUAGES:
        with override(language):
            data = report_data(public, language)
        (folder / f"report-{language}.pdf").write_bytes(_compiled(data, folder / "charts", language))


def _compiled(data: dict[str, Any], charts: Path, language: str) -> bytes:
    drawn = {
        chart["file"]: on_paper((charts / f"{chart['name']}.{language}.svg").read_text("utf-8"))
        for chart in data["charts"]
    }
    return typeset(TEMPLATE, data, date.fromisoformat(data["made"]), drawn)
