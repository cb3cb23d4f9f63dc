"""The copy as JSON, as CSV files, and all of it together with the PDF in one zip: the same copy, the same bytes."""

import csv
import io
import json
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.journeys.own_copy.paper import as_pdf
from momentum.journeys.own_copy.section import Copy, Section
from momentum.methods.sheets import neutral

FORMAT = 1
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment that a zip says its files were written: the earliest it can."""


def as_json(copy: Copy) -> bytes:
    told: dict[str, Any] = {
        "format": FORMAT,
        "made": copy.made.isoformat(),
        "notes": [str(note) for note in copy.notes],
        "withheld": copy.withheld,
    }
    told["sections"] = {
        each.code: [
            {code: cell.plain for (code, _title), cell in zip(each.columns, row, strict=True)}
            for row in each.rows
        ]
        for each in copy.sections
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_csv(section: Section) -> bytes:
    """UTF-8 with a mark that spreadsheets know it by; texts that a spreadsheet would run as a formula are neutral."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([code for code, _title in section.columns])
    for row in section.rows:
        writer.writerow([neutral(_one_cell(each.plain)) for each in row])
    return text.getvalue().encode("utf-8-sig")


def as_zip(copy: Copy) -> bytes:
    files = {"copy.json": as_json(copy), "copy.pdf": as_pdf(copy)}
    files |= {f"{each.code}.csv": as_csv(each) for each in copy.sections}
    with override(copy.language):
        files["README.txt"] = _read_me(copy).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _one_cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else value


def _read_me(copy: Copy) -> str:
    lines = [
        _("Everything that is held about you, on %(day)s.") % {"day": copy.made.isoformat()},
        "",
        _("copy.pdf: to read and to print."),
        _("copy.json: for another program."),
        _("The other files: the same, one list a file, for a spreadsheet."),
        "",
        *[str(note) for note in copy.notes],
        "",
        *[f"{each.code}.csv: {each.title}" for each in copy.sections],
    ]
    return "\r\n".join(lines) + "\r\n"
