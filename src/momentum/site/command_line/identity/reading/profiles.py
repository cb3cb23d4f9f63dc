"""Profiles: a row an organisation and year (wide), or a row an answer (long); items, or the indicators themselves."""

import difflib
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from momentum.methods.isomorphism import HIGHEST, INDICATORS, STREAMS, Item, Profiles, Waves
from momentum.methods.sheets import Cell
from momentum.site.command_line.identity.reading.given import Given, given

KEYS = ("organisation", "year")
LONG = ("item", "value")
BEHIND = re.compile(r"[_ .:-]?\w*")
CLOSE = 0.005


@dataclass
class Field:
    """What a file of profiles holds.

    waves or profiles  answers of items, or values of indicators of which the error is not known.
    income             organisations × years × `STREAMS`, as given, NaN where missing; None without such columns.
    notes              what was left out, in sentences.
    """

    measured: Waves | Profiles
    income: np.ndarray | None
    notes: list[str] = field(default_factory=list)


@dataclass
class _Told:
    """Answers by organisation, year and column, as they are read."""

    values: dict[tuple[str, int, str], float] = field(default_factory=dict)
    branches: dict[str, tuple[str, int]] = field(default_factory=dict)
    at: dict[tuple[str, int, str], int] = field(default_factory=dict)


def indicator_of(column: str) -> str:
    """The indicator that an item belongs to by its name; "" where it is none."""
    for indicator in INDICATORS:
        if column.startswith(indicator) and BEHIND.fullmatch(column[len(indicator) :]):
            return indicator
    return ""


def read_field(path: Path) -> Field:
    """Read a file of profiles. Raises `Problems`."""
    file = given(path)
    file.needs(KEYS)
    header = file.sheet.header
    told = _Told()
    notes: list[str] = []
    if set(LONG) <= set(header):
        _read_long(file, told)
        columns = list(dict.fromkeys(column for _, _, column in told.values))
    else:
        columns, notes = _columns(file)
        _read_wide(file, columns, told)
    file.stop()
    asked = [column for column in columns if column not in STREAMS]
    direct = [column for column in asked if column in INDICATORS]
    if not asked:
        file.wrong(
            "There is no column of an indicator or an item. Name columns after the nine indicators "
            f"({', '.join(INDICATORS)}), or items after their indicator (autonomy_1)."
        )
    if direct and len(direct) < len(asked):
        item = next(column for column in asked if column not in INDICATORS)
        file.wrong(
            f"“{direct[0]}” is an indicator and “{item}” an item. Give one kind: the indicators, from 0 to 1, or "
            f"the items, from 0 to {HIGHEST}."
        )
    file.stop()
    absent = [name for name in INDICATORS if name not in {indicator_of(column) for column in asked}]
    if absent:
        notes.append(f"Not in {path.name}, so not measured: {', '.join(absent)}.")
    return _arranged(file, told, asked, notes, direct=bool(direct))


def _columns(file: Given) -> tuple[list[str], list[str]]:
    """The columns of answers and income, and what is said of those that are neither."""
    used, notes = [], []
    known = [*INDICATORS, *STREAMS]
    for column in file.sheet.header:
        if column in (*KEYS, "branch"):
            continue
        if column in STREAMS or indicator_of(column):
            used.append(column)
            continue
        near = difflib.get_close_matches(column.rstrip("0123456789_"), known, 1, 0.8)
        if near:
            file.wrong(f"This is no indicator; did you mean “{near[0]}”? Rename it.", 0, column)
        else:
            notes.append(f"{file.path.name}: column “{column}” is not used.")
    streams = [column for column in STREAMS if column in used]
    if streams and len(streams) < len(STREAMS):
        absent = ", ".join(column for column in STREAMS if column not in streams)
        file.wrong(
            f"Income is given for {', '.join(streams)}, not for {absent}. Give all four, 0 where none."
        )
    file.stop()
    return used, notes


def _read_wide(file: Given, columns: list[str], told: _Told) -> None:
    seen: dict[tuple[str, int], int] = {}
    for row, cells in file.rows():
        key = _key(file, row, cells, told)
        if key is None:
            continue
        if key in seen:
            file.wrong(
                f"{key[0]} has a row for {key[1]} already, row {seen[key]}. Keep one of them.", row, "year"
            )
            continue
        seen[key] = row
        for column in columns:
            told.values[*key, column] = file.number(row, cells, column, 0, _highest(column))
            told.at[*key, column] = row


def _read_long(file: Given, told: _Told) -> None:
    for row, cells in file.rows():
        key = _key(file, row, cells, told)
        item = file.text(row, cells, "item").lower()
        if key is None or not item:
            continue
        if item not in STREAMS and not indicator_of(item):
            near = difflib.get_close_matches(item.rstrip("0123456789_"), [*INDICATORS, *STREAMS], 1, 0.6)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            file.wrong(
                f"“{item}” does not begin with the name of an indicator.{hint} Rename it.", row, "item"
            )
            continue
        if (*key, item) in told.values:
            file.wrong(
                f"{key[0]} answered {item} of {key[1]} already, row {told.at[*key, item]}. Keep one of them.",
                row,
                "item",
            )
            continue
        told.values[*key, item] = file.number(row, cells, "value", 0, _highest(item))
        told.at[*key, item] = row


def _key(file: Given, row: int, cells: dict[str, Cell], told: _Told) -> tuple[str, int] | None:
    organisation, year = file.text(row, cells, "organisation"), file.year(row, cells, "year")
    branch = file.text(row, cells, "branch", needed=False)
    if branch and organisation:
        known, where = told.branches.setdefault(organisation, (branch, row))
        if known != branch:
            file.wrong(
                f"{organisation} is in “{branch}” here and in “{known}” in row {where}. Give it one branch.",
                row,
                "branch",
            )
    return (organisation, year) if organisation and year else None


def _highest(column: str) -> float:
    return math.inf if column in STREAMS else 1 if column in INDICATORS else HIGHEST


def _arranged(file: Given, told: _Told, asked: list[str], notes: list[str], *, direct: bool) -> Field:
    organisations = sorted({organisation for organisation, _, _ in told.values})
    found_years = [year for _, year, _ in told.values]
    years = range(min(found_years), max(found_years) + 1)
    place = {name: i for i, name in enumerate(organisations)}
    branches = [told.branches.get(name, ("", 0))[0] for name in organisations]
    columns = list(INDICATORS) if direct else asked
    answers = np.full((len(organisations), len(years), len(columns)), np.nan)
    income = np.full((len(organisations), len(years), len(STREAMS)), np.nan)
    for (organisation, year, column), value in told.values.items():
        at = place[organisation], year - years[0]
        if column in STREAMS:
            income[*at, STREAMS.index(column)] = value
        else:
            answers[*at, columns.index(column)] = value
    has_income = any(column in STREAMS for _, _, column in told.values)
    if has_income:
        _check_income(file, told, income, organisations, years)
        partly = int((np.isfinite(income).any(axis=2) & ~np.isfinite(income).all(axis=2)).sum())
        if partly:
            notes.append(
                f"{file.path.name}: income of {partly} organisations and years is told in part, and left out."
            )
    if direct:
        unknown = np.full(answers.shape, np.nan)
        whole: Waves | Profiles = Profiles(organisations, years, answers, unknown, branches)
    else:
        items = [Item(column, indicator_of(column)) for column in columns]
        whole = Waves(organisations, years, items, answers, branches)
    return Field(whole, income if has_income else None, notes)


def _check_income(
    file: Given, told: _Told, income: np.ndarray, organisations: list[str], years: range
) -> None:
    """Where no number is above 1 these are shares, and then they add up to 1."""
    if not np.isfinite(income).any() or np.nanmax(income) > 1:
        return
    whole = np.isfinite(income).all(axis=2)
    sums = np.where(whole, income.sum(axis=2), 1.0)
    for i, t in np.argwhere(np.abs(sums - 1) > CLOSE):
        row = told.at[organisations[i], years[t], STREAMS[0]]
        file.wrong(
            f"The shares of income of {organisations[i]} in {years[t]} add up to {sums[i, t]:.3f}, not to 1. "
            "Correct them, or give amounts.",
            row,
        )
    file.stop()
