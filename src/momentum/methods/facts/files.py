"""Opening the files of a reading: the main one and those a mapping names further."""

import hashlib
from collections.abc import Mapping as AnyMapping
from pathlib import Path
from typing import Any

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.mapping import Mapping, Writing
from momentum.methods.facts.problems import Problem
from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.limits import Limits
from momentum.methods.sheets.reading import read_sheet
from momentum.methods.sheets.sheet import Sheet

Source = str | Path | bytes


class Files:
    """The files of one reading. Opening collects `problems`; `described` tells what was read."""

    def __init__(self, mapping: Mapping, further: AnyMapping[str, Source], limits: Limits) -> None:
        self._mapping = mapping
        self._further = further
        self._limits = limits
        self.problems: list[Problem] = []
        self.opened: dict[str, Columns] = {}
        self.described: dict[str, dict[str, Any]] = {}
        for role in further:
            if role not in mapping.files:
                self.problems.append(
                    Problem(None, f"files.{role}", "file_not_mapped", {"role": role}, "mapping")
                )

    def sheet(self, source: Source, writing: Writing, name: str, role: str) -> Sheet | None:
        """A file as a sheet; None, and a problem, if it cannot be read."""
        try:
            sheet = read_sheet(
                source,
                sheet=writing.sheet,
                encoding=writing.encoding,
                delimiter=writing.delimiter,
                limits=self._limits,
            )
        except SheetError as error:
            self.problems.append(Problem(None, None, error.code, error.params, name))
            return None
        self.described[role] = {"file": name, "sha256": _sha256(source), "rows": len(sheet.rows)}
        if sheet.name:
            self.described[role]["sheet"] = sheet.name
        return sheet

    def columns(self, role: str) -> Columns | None:
        """The columns of a further file; None, with problems, if it or one of its columns is missing."""
        file = self._mapping.files[role]
        source: Source | None = self._further.get(role)
        if source is None and file.file and self._mapping.folder is not None:
            source = self._mapping.folder / file.file
        if source is None or (isinstance(source, Path) and not source.exists()):
            params = {"role": role.replace("_", " "), "path": file.file or role}
            self.problems.append(Problem(None, f"files.{role}", "file_not_given", params, "mapping"))
            return None
        name = file.file or (role if isinstance(source, bytes) else Path(source).name)
        sheet = self.sheet(source, file.writing, name, role)
        if sheet is None:
            return None
        columns = Columns(sheet, name, file.columns, file.constants, file.writing)
        self.opened[role] = columns
        return columns if columns.usable else None


def _sha256(source: Source) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with open(source, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
