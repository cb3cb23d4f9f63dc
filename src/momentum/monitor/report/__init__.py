"""The edition as a PDF report, in both languages: tagged for screen readers, the same bytes every time."""

import calendar
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import override

from momentum.monitor.building.json_files import write_json
from momentum.monitor.building.words import LANGUAGES
from momentum.monitor.charts.theme import fonts, on_paper
from momentum.monitor.report.words import report_data

TEMPLATE = Path(__file__).with_name("report.typ")


def write_reports(public: Mapping[str, Any], folder: Path) -> None:
    """Write `report-nl.pdf` and `report-en.pdf`, from what is public and the charts in `folder/charts`."""
    for language in LANGUAGES:
        with override(language):
            data = report_data(public, language)
        (folder / f"report-{language}.pdf").write_bytes(_compiled(data, folder / "charts", language))


def _compiled(data: dict[str, Any], charts: Path, language: str) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="momentum-report-") as place:
        root = Path(place)
        shutil.copy2(TEMPLATE, root / "report.typ")
        write_json(root / "data.json", data)
        for chart in data["charts"]:
            drawn = (charts / f"{chart['name']}.{language}.svg").read_text("utf-8")
            (root / chart["file"]).write_text(on_paper(drawn), "utf-8")
        moment = datetime.combine(date.fromisoformat(data["made"]), datetime.min.time(), UTC)
        return typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=calendar.timegm(moment.timetuple()),
        )
