"""What is on the screen as a file."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from django.http import Http404, HttpResponse

from momentum.methods.sheets import Cell, write_csv, write_ods, write_xlsx

Write = Callable[[IO[bytes], Sequence[str], Iterable[Sequence[Cell]]], None]
FORMATS: dict[str, tuple[Write, str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (write_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}


def sheet_response(
    format_: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The rows as a file to keep, in the format of the address; 404 for a format that does not exist."""
    if format_ not in FORMATS:
        raise Http404
    write, kind = FORMATS[format_]
    out = io.BytesIO()
    write(out, header, rows)
    response = HttpResponse(out.getvalue(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response
