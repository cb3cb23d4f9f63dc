"""Months: how files name them, and which columns of a calendar they are.

A month is a whole number here: 12 × year + month − 1, so that the next month is one more.
"""

import re
from dataclasses import dataclass
from datetime import date

from momentum.methods.facts.mapping import Months
from momentum.methods.facts.problems import Problem

NAMES = (
    "january januari jan", "february februari feb", "march maart mar mrt", "april apr", "may mei",
    "june juni jun", "july juli jul", "august augustus aug", "september sep sept",
    "october oktober oct okt", "november nov", "december dec",
)  # fmt: skip
BY_NAME = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
FIRST_OF_CENTURY = 69
"""Years of two digits from here are of the twentieth century, as POSIX has it."""

YEAR = r"(?P<year>(?:18|19|20|21)[0-9]{2})"
NUMBER = r"(?P<month>0?[1-9]|1[0-2])"
WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"[a-z_]{{0,2}}{YEAR}[-/._ ]{NUMBER}(?:[-/.]0?1)?",
        rf"{YEAR}m{NUMBER}",
        rf"{YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"(?:0?1[-/.])?{NUMBER}[-/._ ]{YEAR}",
        r"(?P<name>[a-z]+)[-/._ ]{0,2}(?P<year>(?:(?:18|19|20|21)[0-9]{2})|'?[0-9]{2})",
        rf"{YEAR}[-/._ ]{{0,2}}(?P<name>[a-z]+)",
    )
)
NUMBERED = re.compile(r"(?:m|month|maand|mnd|t)[-._ ]?0*([1-9][0-9]{0,3})", re.IGNORECASE)
LAST_NUMBER = re.compile(r"(.*?)0*([0-9]{1,4})")
BARE = re.compile(r"0*([1-9][0-9]{0,3})")


@dataclass(frozen=True)
class MonthColumn:
    """A column of a calendar: its place in the header, its name and its month."""

    place: int
    name: str
    month: int


def month_by_name(name: str) -> int | None:
    """1 to 12 for a Dutch or English month name or its abbreviation, else None."""
    return BY_NAME.get(name.lower().rstrip("."))


def full_year(text: str) -> int:
    """A year from two or four digits."""
    year = int(text.lstrip("'"))
    if year >= 100:
        return year
    return year + (1900 if year >= FIRST_OF_CENTURY else 2000)


def parse_month(text: str) -> int | None:
    """The month that a name says by itself (`1993-07`, `jul93`, `Jul.93`, `juli 1993`, `1993m7`), else None."""
    for way in WAYS:
        found = way.fullmatch(text.strip())
        if found:
            parts = found.groupdict()
            month = month_by_name(parts["name"]) if "name" in parts else int(parts["month"])
            if month:
                return full_year(parts["year"]) * 12 + month - 1
    return None


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def month_name(month: int) -> str:
    """A month as 1993-07."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_columns(
    header: tuple[str, ...], months: Months, mapped: dict[str, str]
) -> tuple[list[MonthColumn], list[Problem]]:
    """The columns that are months, in order of time, by the mapping's words or recognised by their names.

    `mapped` gives the field of each column that the mapping uses otherwise.
    """
    if months.first and months.last:
        found, problems = _between(header, months, mapped)
    else:
        found, problems = _recognised(header, months, mapped)
    by_month: dict[int, MonthColumn] = {}
    for column in found:
        other = by_month.setdefault(column.month, column)
        if other is not column:
            params = {"month": month_name(column.month), "name": other.name, "other": column.name}
            problems.append(Problem(None, column.name, "month_twice", params))
    return [by_month[month] for month in sorted(by_month)], problems


def _between(
    header: tuple[str, ...], months: Months, mapped: dict[str, str]
) -> tuple[list[MonthColumn], list[Problem]]:
    first, last = header.index(months.first), header.index(months.last)
    if last < first:
        return [], [Problem(None, None, "months_reversed", {"first": months.first, "last": months.last})]
    start = parse_month(months.start or months.first)
    if start is None:
        return [], [Problem(None, months.first, "month_start_needed")]
    numbers = _numbers(header[first : last + 1])
    columns, problems = [], []
    for place in range(first, last + 1):
        name, month = header[place], start + place - first
        says = start + numbers[place - first] - numbers[0] if numbers else parse_month(name)
        if name in mapped:
            params = {"name": name, "field": mapped[name]}
            problems.append(Problem(None, name, "month_is_mapped", params))
        elif header.count(name) > 1:
            problems.append(Problem(None, name, "duplicate_header", {"name": name}))
        elif says is not None and says != month:
            disagreement = {"says": month_name(says), "counted": month_name(month)}
            problems.append(Problem(None, name, "month_disagrees", disagreement))
        columns.append(MonthColumn(place, name, month))
    return columns, problems


def _numbers(names: tuple[str, ...]) -> list[int]:
    """The numbers of names that are one word and a number each (`act1`, `act2` …); none if they are not."""
    found = [LAST_NUMBER.fullmatch(name) for name in names]
    if any(parse_month(name) is not None for name in names) or not all(found):
        return []
    told = [one for one in found if one]
    return [int(one.group(2)) for one in told] if len({one.group(1) for one in told}) == 1 else []


def _recognised(
    header: tuple[str, ...], months: Months, mapped: dict[str, str]
) -> tuple[list[MonthColumn], list[Problem]]:
    free = [(place, name) for place, name in enumerate(header) if name and name not in mapped]
    start = parse_month(months.start)
    dated = [(place, name, parse_month(name)) for place, name in free]
    columns = [MonthColumn(place, name, month) for place, name, month in dated if month is not None]
    if columns:
        first = min(columns, key=lambda column: column.month)
        if start is not None and start != first.month:
            disagreement = {"says": month_name(first.month), "counted": month_name(start)}
            return columns, [Problem(None, first.name, "month_disagrees", disagreement)]
        return columns, []
    for pattern in (NUMBERED, BARE):
        numbered = [(place, name, pattern.fullmatch(name)) for place, name in free]
        counted = [(place, name, int(found.group(1))) for place, name, found in numbered if found]
        if len(counted) > 1:
            if start is None:
                return [], [Problem(None, counted[0][1], "month_start_needed")]
            return [MonthColumn(place, name, start + number - 1) for place, name, number in counted], []
    return [], [Problem(None, None, "no_months")]
