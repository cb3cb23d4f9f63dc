"""The rules that rows of facts must keep, on Arrow tables, wherever they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.facts.overlaps import groups, overlapping, running_days
from momentum.methods.facts.problems import Problem
from momentum.methods.facts.schema import KEYS, SCHEMAS

RUNNING = "running"
LARGEST_HOURS = 168
SCALES = {"ladder": (1, 6), "wage_value": (0, 100)}
"""The lowest and highest value of the instruments that indicators know."""


@dataclass(frozen=True)
class Finding:
    """A rule that row `index` of a table breaks; `other` is the row it clashes with, if there is one."""

    table: str
    index: int
    column: str
    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    other: int | None = None


def check_facts(tables: Mapping[str, pa.Table], *, today: date) -> list[Problem]:
    """Every rule on tables shaped like `SCHEMAS`, all of them present, in any order of rows.

    `row` of a problem counts the table's rows from 1, `file` is the table's name. Raises `KeyError` for a
    missing table or column.
    """
    findings: list[Finding] = []
    for name, schema in SCHEMAS.items():
        table = tables[name]
        findings += [finding for column in schema.names for finding in _missing(name, table, column)]
        if not findings:
            findings += twice(name, table)
    if not findings:
        findings = [*row_findings(tables, today=today), *reference_findings(tables)]
    return sorted(
        (as_problem(finding) for finding in findings), key=lambda problem: (problem.file, problem.row or 0)
    )


def as_problem(finding: Finding) -> Problem:
    """A finding as a problem whose rows count from 1."""
    params = dict(finding.params)
    if finding.other is not None:
        params["other_row"] = finding.other + 1
    return Problem(finding.index + 1, finding.column, finding.code, params, finding.table)


def row_findings(
    tables: Mapping[str, pa.Table], *, today: date, inclusive: Mapping[str, bool] | None = None
) -> list[Finding]:
    """The rules on dates, overlaps, hours, births and assessments.

    `inclusive` tells of which tables the source wrote the last day instead of the first day without: their
    sentences then show the dates as the source wrote them.
    """
    shown = {name: timedelta(days=1) if last else timedelta(0) for name, last in (inclusive or {}).items()}
    none = timedelta(0)
    findings = [
        *_spell_findings(tables["spell"], shown.get("spell", none)),
        *_membership_findings(tables["membership"], shown.get("membership", none)),
        *_hours_findings(tables["hours"], shown.get("hours", none)),
        *_assessment_findings(tables["assessment"]),
    ]
    born = pc.fill_null(tables["person"]["birth_year"], 0).to_numpy()
    for index in np.flatnonzero(born > today.year):
        findings.append(
            Finding("person", int(index), "birth_year", "birth_in_future", {"value": int(born[index])})
        )
    return findings


def reference_findings(tables: Mapping[str, pa.Table]) -> list[Finding]:
    """Rows that name a person, spell, place kind, organisation or district no table describes."""
    known = {
        "person": tables["person"]["person"],
        "spell": tables["spell"]["spell"],
        "place_kind": tables["place_kind"]["kind"],
        "organisation": tables["organisation"]["organisation"],
        "district": tables["district"]["district"],
    }
    findings = []
    for name, column in (
        ("spell", "person"), ("spell", "place_kind"), ("spell", "organisation"), ("membership", "person"),
        ("assessment", "person"), ("hours", "spell"), ("person", "district"), ("organisation", "district"),
    ):  # fmt: skip
        values = tables[name][column]
        strange = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, known[column].combine_chunks())))
        for index in np.flatnonzero(strange.to_numpy()):
            value = values[int(index)].as_py()
            if column in ("person", "spell"):
                findings.append(Finding(name, int(index), column, f"unknown_{column}", {"value": value}))
            else:
                words = {"value": value, "field": column.replace("_", " ")}
                findings.append(Finding(name, int(index), column, "unknown_value", words))
    return findings


def _missing(name: str, table: pa.Table, column: str) -> list[Finding]:
    if SCHEMAS[name].field(column).nullable or not table[column].null_count:
        return []
    params = {"field": column.replace("_", " ")}
    empty = np.flatnonzero(pc.is_null(table[column]).to_numpy())
    return [Finding(name, int(index), column, "missing_value", params) for index in empty]


def twice(name: str, table: pa.Table) -> list[Finding]:
    """Rows whose key occurred before, in the tables that have one row a key."""
    if name in ("membership", "hours", "assessment"):
        return []
    column = "spell" if name == "spell" else KEYS[name][0]
    codes = {"person": "person_twice", "spell": "spell_twice"}
    values = table[column]
    findings = []
    for index, other in repeated(groups(table, [column])):
        key = {"person": "person", "spell": "spell"}.get(name, "value")
        params = {key: values[index].as_py()}
        findings.append(Finding(name, index, column, codes.get(name, "key_twice"), params, other))
    return findings


def repeated(group: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Each row whose group occurred before, with the first row of that group."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    firsts = first[inverse]
    again = np.flatnonzero(firsts != np.arange(len(group)))
    return [(int(index), int(firsts[index])) for index in again]


def _spell_findings(spell: pa.Table, shown: timedelta) -> list[Finding]:
    findings = _order_findings("spell", spell, "start", "end", shown)
    unasked = pc.and_(pc.is_null(spell["end"]), pc.is_valid(spell["end_reason"]))
    for index in np.flatnonzero(unasked.to_numpy()):
        reason = spell["end_reason"][int(index)].as_py()
        findings.append(Finding("spell", int(index), "end_reason", "reason_while_running", {"value": reason}))
    return findings + _overlap_findings(
        "spell", spell, ("person", "organisation", "place_kind"), ("start", "end"), "spell_overlap", shown
    )


def _membership_findings(membership: pa.Table, shown: timedelta) -> list[Finding]:
    return _order_findings("membership", membership, "from", "to", shown) + _overlap_findings(
        "membership", membership, ("person", "target_group"), ("from", "to"), "membership_overlap", shown
    )


def _hours_findings(hours: pa.Table, shown: timedelta) -> list[Finding]:
    findings = _order_findings("hours", hours, "from", "to", shown)
    amount = hours["hours_per_week"].to_numpy()
    for index in np.flatnonzero(~((amount >= 0) & (amount <= LARGEST_HOURS))):
        params = {"value": float(amount[index])}
        findings.append(Finding("hours", int(index), "hours_per_week", "hours_out_of_range", params))
    return findings + _overlap_findings("hours", hours, ("spell",), ("from", "to"), "hours_overlap", shown)


def _assessment_findings(assessment: pa.Table) -> list[Finding]:
    findings = []
    for index, other in repeated(groups(assessment, ["person", "instrument", "date"])):
        row = {name: str(assessment[name][index].as_py()) for name in ("person", "instrument", "date")}
        findings.append(Finding("assessment", index, "date", "assessment_twice", row, other))
    instruments, values = assessment["instrument"], assessment["value"].to_numpy()
    for instrument, (low, high) in SCALES.items():
        theirs = pc.equal(instruments, instrument).to_numpy()
        for place in np.flatnonzero(theirs & ~((values >= low) & (values <= high))):
            params = {"value": float(values[place]), "low": low, "high": high}
            findings.append(Finding("assessment", int(place), "value", "number_out_of_range", params))
    return findings


def _order_findings(name: str, table: pa.Table, start: str, end: str, shown: timedelta) -> list[Finding]:
    starts, ends = running_days(table[start]), running_days(table[end])
    findings = []
    for place in np.flatnonzero(ends <= starts):
        index = int(place)
        first, last = table[start][index].as_py(), table[end][index].as_py() - shown
        if first == last:
            findings.append(Finding(name, index, end, "no_days", {"start": str(first)}))
        else:
            params = {"start": str(first), "end": str(last)}
            findings.append(Finding(name, index, end, "end_before_start", params))
    return findings


def _overlap_findings(
    name: str, table: pa.Table, same: tuple[str, ...], days: tuple[str, str], code: str, shown: timedelta
) -> list[Finding]:
    start, end = days
    clashes = overlapping(groups(table, list(same)), running_days(table[start]), running_days(table[end]))
    later, earlier = (pa.array([clash[side] for clash in clashes], pa.int64()) for side in (0, 1))
    names = {column: table[column].take(later).to_pylist() for column in same}
    starts, ends = (table[column].take(earlier).to_pylist() for column in days)
    findings = []
    for place, (index, other) in enumerate(clashes):
        params = {column: values[place] for column, values in names.items()}
        params["other_start"] = str(starts[place])
        params["other_end"] = RUNNING if ends[place] is None else str(ends[place] - shown)
        findings.append(Finding(name, index, start, code, params, other))
    return findings
