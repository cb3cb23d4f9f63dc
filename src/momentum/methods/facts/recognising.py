"""A first look at a file: its columns, some rows, and a guess at what they are, for whoever maps it."""

from dataclasses import dataclass
from pathlib import Path

from momentum.methods.facts.cells import text_of
from momentum.methods.facts.dates import date_reader
from momentum.methods.facts.mapping import CALENDAR_FIELDS, SPELL_FIELDS
from momentum.methods.facts.months import BARE, NUMBERED, parse_month
from momentum.methods.sheets.limits import Limits
from momentum.methods.sheets.reading import read_sheet
from momentum.methods.sheets.sheet import Cell, Sheet

FEWEST_MONTHS = 3
"""A file with as many month columns is taken for a calendar."""
ROWS_SHOWN, ROWS_JUDGED = 5, 1000
DATE_WAYS = ("yyyy-mm-dd", "dd-mm-yyyy", "dd/mm/yyyy", "dd.mm.yyyy", "yyyy/mm/dd", "mm/dd/yyyy", "yyyymmdd",
             "d mmm yyyy", "dd-mm-yy", "dd-mmm-yy")  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    "person": ("person", "client", "client number", "cliëntnummer", "clientnummer", "cliënt", "deelnemer",
               "deelnemernummer", "persoon", "participant", "id"),
    "organisation": ("organisation", "organization", "organisatie", "bedrijf", "onderneming", "employer", "werkgever"),
    "place_kind": ("place kind", "kind", "soort", "soort plek", "kind of place", "type", "plaatssoort"),
    "start": ("start", "start date", "begin", "begindatum", "startdatum", "ingangsdatum", "from", "van"),
    "end": ("end", "end date", "eind", "einde", "einddatum", "to", "tot", "t/m", "until"),
    "end_reason": ("end reason", "reason", "reden", "reden einde", "eindreden", "reden beëindiging"),
    "spell": ("spell", "plaatsing", "plaatsingsnummer", "trajectnummer"),
    "hours_per_week": ("hours per week", "hours", "uren", "uren per week"),
    "birth_year": ("birth year", "year of birth", "geboortejaar", "date of birth", "geboortedatum"),
    "district": ("district", "neighbourhood", "wijk", "buurt", "woonwijk"),
    "target_group": ("target group", "doelgroep", "group"),
}  # fmt: skip
"""What people call a field's column, in Dutch and English; the first that fits is suggested."""


@dataclass(frozen=True)
class FileColumns:
    """What a file looks like.

    `sample` holds the first rows as texts; `shape` is "calendar" where `months` (column names) were seen;
    `suggested` gives a column for each field that could be guessed; `dates` the ways of writing that read
    every date of the suggested date columns.
    """

    sheet: Sheet
    sample: list[dict[str, str]]
    shape: str
    months: tuple[str, ...]
    suggested: dict[str, str]
    dates: tuple[str, ...]

    def values(self, column: str, most: int = 100) -> list[str]:
        """The distinct texts in a column, in order of first occurrence, at most so many."""
        texts = dict.fromkeys(text_of(cell) for cell in self.sheet.column(column))
        return [text for text in texts if text][:most]


def columns_of(
    file: str | Path | bytes,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    limits: Limits | None = None,
) -> FileColumns:
    """A first look at a CSV, XLSX or ODS file. Raises `SheetError` if it cannot be read."""
    read = read_sheet(file, sheet=sheet, encoding=encoding, delimiter=delimiter, limits=limits)
    months = _months(read)
    shape = "calendar" if months else "spells"
    suggested = _suggested(read, CALENDAR_FIELDS if months else SPELL_FIELDS, set(months))
    sample = [
        {name: text_of(cell) for name, cell in zip(read.header, row, strict=True) if name}
        for row in read.rows[:ROWS_SHOWN]
    ]
    return FileColumns(read, sample, shape, months, suggested, _dates(read, suggested))


def _months(sheet: Sheet) -> tuple[str, ...]:
    for seen in (
        [name for name in sheet.header if parse_month(name) is not None],
        [name for name in sheet.header if NUMBERED.fullmatch(name)],
        [name for name in sheet.header if BARE.fullmatch(name)],
    ):
        if len(seen) >= FEWEST_MONTHS:
            return tuple(seen)
    return ()


def _suggested(sheet: Sheet, fields: tuple[str, ...], taken: set[str]) -> dict[str, str]:
    plain = {_plain(name): name for name in reversed(sheet.header) if name and name not in taken}
    suggested: dict[str, str] = {}
    for field in fields:
        for word in (field, *WORDS[field]):
            name = plain.get(_plain(word))
            if name is not None and name not in suggested.values():
                suggested[field] = name
                break
    return suggested


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _dates(sheet: Sheet, suggested: dict[str, str]) -> tuple[str, ...]:
    cells: list[Cell] = []
    for field in ("start", "end"):
        if field in suggested:
            cells += sheet.column(suggested[field])[:ROWS_JUDGED]
    texts = [
        (cell, text) for cell in dict.fromkeys(cells) if isinstance(cell, str) and (text := text_of(cell))
    ]
    best, most = ("yyyy-mm-dd",), 0
    for way in DATE_WAYS:
        read = date_reader((way,), sheet.epoch)
        readable = sum(read(cell, text) is not None for cell, text in texts)
        if readable > most:
            best, most = (way,), readable
    return best
