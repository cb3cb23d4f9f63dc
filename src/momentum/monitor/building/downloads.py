"""Tables as files: CSV, XLSX and Parquet, each and all together, the same bytes for the same tables."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import override

from momentum.methods.sheets import neutral, write_csv, write_xlsx
from momentum.methods.sheets.writing import FIXED
from momentum.monitor.building.public import WITHHELD
from momentum.monitor.protection_words import lines_of

LANGUAGE = "en"


def write_downloads(public: Mapping[str, Any], folder: Path) -> None:
    """`tables/NAME.csv|xlsx|parquet`, and `edition.xlsx`, `edition-csv.zip`, `edition-parquet.zip`."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for table in public["tables"]:
        header, rows = as_rows(table)
        with (folder / "tables" / f"{table['name']}.csv").open("wb") as out:
            write_csv(out, header, rows)
        with (folder / "tables" / f"{table['name']}.xlsx").open("wb") as out:
            write_xlsx(out, header, rows, sheet=table["name"][:31])
        pq.write_table(as_arrow(table), folder / "tables" / f"{table['name']}.parquet", compression="zstd")
    _write_workbook(public, folder / "edition.xlsx")
    with (folder / "protection.csv").open("wb") as out:
        rows = [[table["name"], table["title"][LANGUAGE], how_protected(table)] for table in public["tables"]]
        write_csv(out, ["table", "title", "protection"], rows)
    for kind in ("csv", "parquet"):
        files = sorted((folder / "tables").glob(f"*.{kind}"))
        _write_zip(folder / f"edition-{kind}.zip", [*files, folder / "protection.csv"])


def how_protected(table: Mapping[str, Any]) -> str:
    """Method, smallest number, zeros and the one reason for what is withheld, in the language of the files."""
    with override(LANGUAGE):
        return " ".join(lines_of(table.get("protection", [])))


def as_rows(table: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows: code, level and name of the row, a column a figure, and which figures are withheld."""
    columns = table["columns"][1:]
    names = column_names(table)
    rows = []
    for row in table["rows"]:
        values = [None if cell == WITHHELD else cell for cell in row["cells"]]
        missing = "; ".join(name for name, cell in zip(names, row["cells"], strict=True) if cell == WITHHELD)
        rows.append([row["head"]["level"], row["head"]["code"], row["head"][LANGUAGE], *values, missing])
    assert len(names) == len(columns)
    return ["level", "code", "name", *names, WITHHELD], rows


def column_names(table: Mapping[str, Any]) -> list[str]:
    """The names of a table's figures in a file: their keys, with "total" for "*"."""
    return ["total" if column["key"] == "*" else column["key"] for column in table["columns"][1:]]


def as_arrow(table: Mapping[str, Any]) -> pa.Table:
    """Typed columns; a withheld figure is null and named in `withheld`."""
    header, rows = as_rows(table)
    kinds = {"count": pa.int64()}
    types = [
        pa.string(),
        pa.string(),
        pa.string(),
        *(kinds.get(column["kind"], pa.float64()) for column in table["columns"][1:]),
        pa.string(),
    ]
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)]
    return pa.table(dict(zip(header, columns, strict=True)))


def _write_workbook(public: Mapping[str, Any], path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": FIXED, "title": public["title"][LANGUAGE]})
    bold = book.add_format({"bold": True})
    for table in public["tables"]:
        page = book.add_worksheet(table["name"][:31])
        header, rows = as_rows(table)
        page.write_string(0, 0, str(neutral(table["title"][LANGUAGE])), bold)
        page.write_string(1, 0, str(neutral(how_protected(table))))
        for place, name in enumerate(header):
            page.write_string(2, place, str(neutral(name)), bold)
        for line, row in enumerate(rows, 3):
            for place, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(line, place, cell)
                elif cell:
                    page.write_string(line, place, str(neutral(cell)))
    book.close()


def _write_zip(path: Path, files: list[Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    path.write_bytes(buffer.getvalue())
