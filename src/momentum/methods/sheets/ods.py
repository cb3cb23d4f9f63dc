"""Writing ODS: an archive of three small parts, the same bytes for the same rows."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from momentum.methods.sheets.neutral import neutral
from momentum.methods.sheets.sheet import Cell

KIND = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
    f'xmlns:office="{SPACE}office:1.0" xmlns:table="{SPACE}table:1.0" xmlns:text="{SPACE}text:1.0">'
    "<office:body><office:spreadsheet><table:table table:name={name}>"
)
END = "</table:table></office:spreadsheet></office:body></office:document-content>"
ROW, CELL = (
    "<table:table-row>{}</table:table-row>",
    "<table:table-cell {}><text:p>{}</text:p></table:table-cell>",
)


def write_ods(
    out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1"
) -> None:
    """Write rows as an ODS workbook of one sheet; texts that would start a formula get an apostrophe."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_part("mimetype", zipfile.ZIP_STORED), KIND)
        archive.writestr(_part("META-INF/manifest.xml"), MANIFEST)
        with archive.open(_part("content.xml"), "w", force_zip64=True) as content:
            for piece in _content(header, rows, sheet):
                content.write(piece.encode("utf-8", "replace"))


def _part(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    part.compress_type = compression
    return part


def _content(header: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str) -> Iterator[str]:
    yield START.format(name=quoteattr(sheet))
    yield ROW.format("".join(_cell(name) for name in header))
    for row in rows:
        yield ROW.format("".join(_cell(cell) for cell in row) or "<table:table-cell/>")
    yield END


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, bool):
        word = "true" if cell else "false"
        return CELL.format(f'office:value-type="boolean" office:boolean-value="{word}"', word)
    if isinstance(cell, int | float):
        return CELL.format(f'office:value-type="float" office:value="{cell!r}"', repr(cell))
    if isinstance(cell, date | datetime):
        day = cell.isoformat()
        return CELL.format(f'office:value-type="date" office:date-value="{day}"', day)
    return CELL.format('office:value-type="string"', _text(str(neutral(cell))))


def _text(text: str) -> str:
    """A text as paragraphs; runs of spaces are kept, characters that XML cannot hold are replaced."""
    allowed = "".join(
        char if char >= " " or char in "\t\n" else "\ufffd" for char in text.replace("\r\n", "\n")
    )
    kept = escape(allowed).replace("\t", "<text:tab/>").replace("  ", ' <text:s text:c="1"/>')
    return kept.replace("\n", "</text:p><text:p>")
