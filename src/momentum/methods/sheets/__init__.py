"""Sheets: reading people's CSV, XLSX and ODS files safely, and writing harmless ones."""

from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.limits import Limits
from momentum.methods.sheets.neutral import neutral
from momentum.methods.sheets.ods import write_ods
from momentum.methods.sheets.reading import read_sheet
from momentum.methods.sheets.sheet import Cell, Sheet
from momentum.methods.sheets.writing import write_csv, write_xlsx

__all__ = [
    "Cell",
    "Limits",
    "Sheet",
    "SheetError",
    "neutral",
    "read_sheet",
    "write_csv",
    "write_ods",
    "write_xlsx",
]
