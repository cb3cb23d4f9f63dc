"""Why a sheet was refused."""

from collections.abc import Mapping

SENTENCES: dict[str, str] = {
    "file_not_found": "There is no file {path}. Check the name.",
    "file_unreadable": "The file {path} cannot be opened ({reason}). Check that you may read it.",
    "file_too_big": "The file is {size}; at most {limit} is read. Split it into smaller files.",
    "file_empty": "The file is empty. Choose the file with the rows.",
    "format_unknown": "This is not a CSV, XLSX or ODS file (it looks like {looks}). Save it as one of these.",
    "workbook_broken": "The workbook is damaged and cannot be read. Open it in a spreadsheet program and save it again.",
    "workbook_locked": "The workbook is protected by a password. Save it without one.",
    "workbook_expands": "The workbook unpacks to {size}; at most {limit} is read. It may be damaged or made to do harm.",
    "workbook_too_heavy": "Reading the workbook took more memory than the {limit} allowed. Remove empty formatted rows "
    "and columns, or save it as CSV.",
    "workbook_too_slow": "Reading the workbook took longer than {seconds} seconds. Save it as CSV.",
    "too_many_cells": "The sheet has more than {limit} cells. Split it into smaller files.",
    "sheet_not_found": "The workbook has no sheet “{sheet}”. Its sheets are: {sheets}.",
    "encoding_unknown": "“{encoding}” is not a known encoding. Use utf-8, utf-16, cp1252 or latin-1.",
    "encoding_wrong": "The file is not written in {encoding}. Save it as UTF-8.",
    "not_text": "The file holds bytes that are not text (line {line}). Save it as CSV, XLSX or ODS.",
    "csv_broken": "The CSV file is broken near line {line}: {reason}. Check the quotation marks there.",
    "header_missing": "The first row holds no column names. Put the names of the columns in the first row.",
}
"""The English sentence of each code, a `str.format` template for `SheetError.params`."""


class SheetError(Exception):
    """A file that cannot be read as a sheet; `code` and `params` make the sentence of `SENTENCES`."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Mapping[str, str | int] = params
        super().__init__(SENTENCES[code].format(**params))
