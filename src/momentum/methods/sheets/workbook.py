"""Reading XLSX and ODS in a child process that may not use more memory or time than it is given."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.limits import Limits, in_words
from momentum.methods.sheets.sheet import Cell, Sheet
from momentum.methods.sheets.table import EPOCH_1900, table_of

CHILD = Path(__file__).with_name("calamine_child.py")
TOO_HEAVY = 3
"""The exit code by which `calamine_child.py` says that memory ran out."""
EPOCH_1904 = date(1904, 1, 1)

TYPED: dict[str, Callable[[Any], Cell]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
}


def read_workbook(file: IO[bytes], *, sheet: str, limits: Limits) -> Sheet:
    """A workbook's sheet, by name or the first visible one. Raises `SheetError`."""
    answer = _ask_child(file, sheet, limits)
    if "unpacked" in answer:
        size, most = in_words(answer["unpacked"]), in_words(limits.unpacked_bytes)
        raise SheetError("workbook_expands", size=size, limit=most)
    if "code" in answer:
        raise SheetError(answer["code"], **answer["params"])
    rows = [[_cell(value) for value in row] for row in answer["rows"]]
    return table_of(
        rows,
        answer["lines"],
        name=answer["sheet"],
        sheets=tuple(answer["sheets"]),
        format=answer["format"],
        epoch=EPOCH_1904 if answer["since_1904"] else EPOCH_1900,
    )


def _cell(value: Any) -> Cell:
    if value.__class__ is list:
        return TYPED[value[0]](value[1])
    cell: Cell = value
    return cell


def _ask_child(file: IO[bytes], sheet: str, limits: Limits) -> dict[str, Any]:
    """Run the reading process on the file and return what it answers. Raises `SheetError`."""
    settings = json.dumps({"sheet": sheet, "cells": limits.cells, "memory": limits.memory_bytes, "unpacked": limits.unpacked_bytes,
                           "seconds": limits.seconds})  # fmt: skip
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", str(CHILD), settings],
            stdin=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "PYTHONUTF8": "1"},
        )
        try:
            answer, _ = child.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            raise SheetError("workbook_too_slow", seconds=limits.seconds) from None
        finally:
            child.kill()
            child.wait()
    if child.returncode == -signal.SIGXCPU:
        raise SheetError("workbook_too_slow", seconds=limits.seconds)
    if child.returncode < 0 or child.returncode == TOO_HEAVY:
        raise SheetError("workbook_too_heavy", limit=in_words(limits.memory_bytes))
    try:
        parsed: dict[str, Any] = json.loads(answer)
    except ValueError:
        raise SheetError("workbook_broken") from None
    return parsed
