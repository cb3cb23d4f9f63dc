"""Papers that rooms print: PDF tagged for screen readers, with own typefaces, the same bytes for the same data."""

import calendar
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


def fonts() -> Path:
    """The folder of the typefaces with which text is measured and papers are set."""
    import fontpkg_atkinson_hyperlegible

    return Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"


def typeset(
    template: Path, data: Mapping[str, Any], day: date, files: Mapping[str, str | bytes] | None = None
) -> bytes:
    """The PDF that `template` (Typst) makes of `data`, which it reads from data.json beside it.

    day    the date that the file itself carries; files: what else lies beside it, by name.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="momentum-paper-") as place:
        root = Path(place)
        shutil.copy2(template, root / template.name)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
        for name, held in (files or {}).items():
            (root / name).write_bytes(held.encode() if isinstance(held, str) else held)
        moment = datetime.combine(day, datetime.min.time(), UTC)
        made = typst.compile(
            str(root / template.name),
            root=str(root),
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=calendar.timegm(moment.timetuple()),
        )
    return bytes(made)
