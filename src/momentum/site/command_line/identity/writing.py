"""Putting files in a folder, all of them or none."""

import os
import tempfile
from pathlib import Path

MADE = (
    "association.csv", "drift.csv", "field.csv", "findings.json", "findings.md", "hours.csv", "income.csv",
    "organisations.csv", "poles.csv", "pressure.csv", "profiles.csv", "receipt.json", "spread.csv", "texts.csv",
    "texts_alike.csv", "texts_set_aside.csv",
)  # fmt: skip


def put(out: Path, files: dict[str, bytes]) -> None:
    """Write the files; what an earlier run left and this one does not make is taken away."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        for name in set(MADE) - set(files):
            (out / name).unlink(missing_ok=True)
        for name in files:
            os.replace(Path(folder) / name, out / name)
