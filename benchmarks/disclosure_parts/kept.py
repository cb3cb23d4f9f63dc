"""What was measured, a JSON line a run, beside this file: pieces are run singly and told together."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from disclosure_parts.runs import Run

MEASURED = Path(__file__).with_name("measured.jsonl")

Figures = dict[str, Any]


def keep(run: Run, figures: Figures) -> None:
    """Put this run's figures in the place of any earlier ones."""
    found = kept() | {run: figures}
    lines = [json.dumps({"run": asdict(each), "figures": found[each]}) for each in sorted(found, key=repr)]
    new = MEASURED.with_suffix(".new")
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(MEASURED)


def kept() -> dict[Run, Figures]:
    """The latest figures of each run."""
    if not MEASURED.exists():
        return {}
    rows = [json.loads(line) for line in MEASURED.read_text(encoding="utf-8").splitlines()]
    return {Run(**row["run"]): row["figures"] for row in rows}
