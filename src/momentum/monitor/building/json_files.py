"""JSON files of an edition."""

import json
from pathlib import Path
from typing import Any


def write_json(path: Path, value: Any) -> None:
    """JSON in the order given, so that the order of a list of words is kept: equal values are equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
