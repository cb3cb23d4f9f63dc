"""Ways of writing a date, as people describe them: `dd-mm-yyyy`, `d mmm yyyy`, `yyyymmdd`."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from momentum.methods.facts.months import full_year, month_by_name
from momentum.methods.sheets.sheet import Cell

TOKEN = re.compile(r"yyyy|yy|mmm|mm|m|dd|d")
PATTERNS = {
    "yyyy": r"(?P<year>[0-9]{4})",
    "yy": r"(?P<year>[0-9]{2})",
    "mmm": r"(?P<name>[^\W\d_]+)\.?",
    "mm": r"(?P<month>[0-9]{1,2})",
    "m": r"(?P<month>[0-9]{1,2})",
    "dd": r"(?P<day>[0-9]{1,2})",
    "d": r"(?P<day>[0-9]{1,2})",
}
MIDNIGHT = r"(?:[ T]+00?:00(?::00(?:\.0+)?)?)?"
SERIALS = range(10_000, 110_000)
"""Serial numbers that are taken for days: 1927 to 2201."""


@lru_cache
def _pattern(way: str) -> re.Pattern[str] | None:
    joined = "[0-9]" not in re.sub(TOKEN, "", way) and TOKEN.sub("", way) == ""
    pattern, end = "", 0
    for token in TOKEN.finditer(way):
        between = way[end : token.start()]
        if re.search(r"\w", between):
            return None
        pattern += re.escape(between) + PATTERNS[token.group()]
        end = token.end()
    if joined:
        pattern = pattern.replace("{1,2}", "{2}")
    if re.search(r"\w", way[end:]):
        return None
    try:
        compiled = re.compile(pattern + re.escape(way[end:]) + MIDNIGHT)
    except re.error:
        return None
    groups = set(compiled.groupindex)
    return compiled if groups in ({"year", "month", "day"}, {"year", "name", "day"}) else None


def is_date_format(way: str) -> bool:
    """Whether a text describes a way of writing a whole date."""
    return _pattern(way) is not None


def date_reader(ways: Sequence[str], epoch: date) -> Callable[[Cell, str], date | None]:
    """A function from a cell and its text to the day it says, or None where it says none.

    Real date cells and a workbook's serial numbers (counted from `epoch`) are read whatever the ways of
    writing; a time of day other than midnight says no day.
    """
    patterns = [pattern for pattern in map(_pattern, ways) if pattern]

    def read(cell: Cell, text: str) -> date | None:
        if isinstance(cell, datetime):
            return cell.date() if cell.time() == datetime.min.time() else None
        if isinstance(cell, date):
            return cell
        for pattern in patterns:
            found = pattern.fullmatch(text)
            if found:
                return _day(found.groupdict())
        serial = text.isdecimal() and text.isascii() and len(text) <= 6 and int(text)
        return epoch + timedelta(days=serial) if serial and serial in SERIALS else None

    return read


def _day(parts: dict[str, str]) -> date | None:
    month = month_by_name(parts["name"]) if "name" in parts else int(parts["month"])
    try:
        return date(full_year(parts["year"]), month or 0, int(parts["day"]))
    except ValueError:
        return None
