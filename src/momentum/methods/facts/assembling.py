"""Putting a reading together: files → lists → rows → rules → facts, or every problem and no facts."""

from collections.abc import Mapping as AnyMapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.facts.calendar import Calendar, calendar_parts, read_calendar
from momentum.methods.facts.cells import Columns, absent_columns
from momentum.methods.facts.checks import row_findings
from momentum.methods.facts.cutting import cut_at
from momentum.methods.facts.files import Files, Source
from momentum.methods.facts.further import read_assessments, read_hours, read_memberships, read_persons
from momentum.methods.facts.lists import Lists, read_lists
from momentum.methods.facts.mapping import Mapping, Organisation, PlaceKind
from momentum.methods.facts.months import MonthColumn, month_columns, month_name
from momentum.methods.facts.parts import Part, Table
from momentum.methods.facts.people import People
from momentum.methods.facts.problems import Problem
from momentum.methods.facts.reading import ParsedRows, Reading
from momentum.methods.facts.schema import NOT_RECORDED, SCHEMAS, Facts
from momentum.methods.facts.spells import read_spells, spell_parts
from momentum.methods.sheets.limits import Limits

TABLES = ("person", "membership", "spell", "hours", "assessment")


class Assembly:
    """One reading on its way: what was read so far, and what was wrong with it."""

    def __init__(
        self,
        mapping: Mapping,
        further: AnyMapping[str, Source],
        *,
        today: date,
        freeze: date | None,
        limits: Limits,
    ) -> None:
        self.mapping = mapping
        self.files = Files(mapping, further, limits)
        self.today = today
        self.freeze = freeze
        self.people = People()
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self.rows: AnyMapping[int, dict[str, Any]] = {}
        self.further: dict[str, AnyMapping[int, dict[str, Any]]] = {}
        self.calendar: Calendar | None = None
        self.notes: list[str] = []
        self.lists = Lists()

    def read(self, file: Source, name: str) -> Reading:
        """Read everything, check everything, and hand over facts if nothing is wrong."""
        self.lists = read_lists(self.mapping, self.files.columns)
        values = self._read_main(file, name)
        self._read_further(values)
        tables = {table: Table(table, [*self.parts, self.people.part()]) for table in TABLES}
        self._check(tables)
        problems = self._all_problems(name)
        facts = None if problems else self._facts(tables)
        return Reading(facts, problems, self.rows, self.further)

    def _read_main(self, file: Source, name: str) -> dict[str, list[Any]]:
        sheet = self.files.sheet(file, self.mapping.writing, name, self.mapping.shape)
        if sheet is None:
            return {}
        if len(sheet.sheets) > 1:
            self.notes.append(f"Of the sheets {', '.join(sheet.sheets)}, “{sheet.name}” was read.")
        source = Columns(sheet, name, self.mapping.columns, self.mapping.constants, self.mapping.writing)
        self.files.opened[self.mapping.shape] = source
        if not sheet.rows:
            self.problems.append(Problem(None, None, "no_rows", {}, name))
            return {}
        values = self._spells(source) if self.mapping.shape == "spells" else self._calendar(source)
        if values:
            self.people.add(
                source,
                values["person"],
                once=self.calendar is not None,
                birth_year=values["birth_year"],
                district=values["district"],
            )
        return values

    def _spells(self, source: Columns) -> dict[str, list[Any]]:
        if self.freeze is not None and self.freeze > self.today:
            params = {"freeze": str(self.freeze), "today": str(self.today)}
            self.problems.append(Problem(None, None, "freeze_in_future", params))
        if not source.usable:
            return {}
        values = read_spells(source, self.mapping, self.lists)
        self.parts += spell_parts(source, values)
        told = {name: column for name, column in values.items() if source.has(name) or name == "spell"}
        self.rows = ParsedRows(source.sheet.lines, told)
        return values

    def _calendar(self, source: Columns) -> dict[str, list[Any]]:
        months = self._months(source)
        if not months or not source.usable:
            return {}
        self.calendar = calendar = read_calendar(source, self.mapping, self.lists, months)
        self.parts += calendar_parts(source, calendar, months)
        if self.freeze is not None and self.freeze > calendar.end:
            params = {"freeze": str(self.freeze), "calendar_end": str(calendar.end)}
            self.problems.append(Problem(None, None, "freeze_after_calendar", params))
        self._note_absent_months(months)
        spells: list[list[dict[str, Any]]] = [[] for _ in source.sheet.lines]
        for place, row in enumerate(calendar.run_rows):
            spells[row].append({name: calendar.runs[name][place] for name in ("place_kind", "start", "end")})
        told = {
            name: column for name, column in calendar.values.items() if source.has(name) or name == "person"
        }
        self.rows = ParsedRows(source.sheet.lines, {**told, "spells": spells})
        return calendar.values

    def _months(self, source: Columns) -> list[MonthColumn]:
        named = [name for name in (self.mapping.months.first, self.mapping.months.last) if name]
        absent = absent_columns(source.sheet, named, source.file)
        if absent:
            self.problems += absent
            return []
        fields = {column: field for field, column in self.mapping.columns.items()}
        months, problems = month_columns(source.sheet.header, self.mapping.months, fields)
        self.problems += [Problem(one.row, one.column, one.code, one.params, source.file) for one in problems]
        return [] if problems else months

    def _note_absent_months(self, months: list[MonthColumn]) -> None:
        there = {column.month for column in months}
        absent = [month_name(month) for month in range(min(there), max(there)) if month not in there]
        if absent:
            self.notes.append(f"The calendar has no column for {', '.join(absent)}: these months are gaps.")

    def _read_further(self, main: dict[str, list[Any]]) -> None:
        for role in ("persons", "memberships", "hours", "assessments"):
            source = self.files.columns(role) if role in self.mapping.files else None
            if source is None:
                continue
            if role == "persons":
                values = read_persons(source, self.lists, self.people)
            else:
                if role == "memberships":
                    values, part = read_memberships(source, self.lists)
                elif role == "assessments":
                    values, part = read_assessments(source)
                else:
                    spells = self.calendar.runs["spell"] if self.calendar else main.get("spell", [])
                    values, part = read_hours(source, {spell for spell in spells if spell is not None})
                self.parts.append(part)
                self.people.add(source, values.get("person", []))
            self.further[role] = ParsedRows(source.sheet.lines, values)

    def _check(self, tables: dict[str, Table]) -> None:
        inclusive = {"spell": self.mapping.writing.end == "inclusive"}
        for role, table in (("memberships", "membership"), ("hours", "hours")):
            if role in self.mapping.files:
                inclusive[table] = self.mapping.files[role].writing.end == "inclusive"
        arrow = {name: table.rows for name, table in tables.items()}
        for finding in row_findings(arrow, today=self.today, inclusive=inclusive):
            if finding.table != "person":
                self.problems.append(tables[finding.table].problem(finding))
        if self.mapping.shape == "spells":
            self.problems += self._spells_twice(tables["spell"])
        self.problems += self.people.problems + self.people.born_after(self.today.year)

    def _spells_twice(self, spells: Table) -> list[Problem]:
        from momentum.methods.facts.checks import twice

        return [spells.problem(finding) for finding in twice("spell", spells.rows)]

    def _all_problems(self, name: str) -> list[Problem]:
        problems = [*self.files.problems, *self.lists.problems, *self.problems]
        for columns in self.files.opened.values():
            problems += columns.problems
        return sorted(problems, key=lambda one: (one.file != name, one.file, one.row or 0))

    def _facts(self, tables: dict[str, Table]) -> Facts:
        spell = tables["spell"].rows
        unrecorded = pc.and_(pc.is_valid(spell["end"]), pc.is_null(spell["end_reason"]))
        place = spell.schema.get_field_index("end_reason")
        reasons = pc.if_else(unrecorded, NOT_RECORDED, spell["end_reason"])
        arrow = {name: table.rows for name, table in tables.items()}
        arrow["spell"] = spell.set_column(place, spell.schema.field(place), reasons)
        arrow.update(_described(self.mapping, self.lists, arrow))
        last = self.calendar.end if self.calendar else self.today
        facts = Facts(
            tables=arrow,
            freeze=date.max if self.calendar is None else last,
            unknown_start_before=self.calendar.unknown_start_before if self.calendar else None,
            notes=tuple(self.notes),
            source={"said": self.mapping.source, "files": self.files.described},
        )
        return cut_at(facts, self.freeze or last)


def assemble(
    file: Source,
    mapping: Mapping,
    further: AnyMapping[str, Source],
    *,
    today: date,
    freeze: date | None,
    name: str,
    limits: Limits | None = None,
) -> Reading:
    """Read a file by a mapping, as `read_facts` says."""
    if not name:
        name = mapping.shape if isinstance(file, bytes) else Path(file).name
    return Assembly(mapping, further, today=today, freeze=freeze, limits=limits or Limits()).read(file, name)


def _described(mapping: Mapping, lists: Lists, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables that describe kinds, organisations and districts: all that are listed or occur."""
    kinds = dict(lists.place_kinds or {})
    organisations = dict(lists.organisations or {})
    for state in mapping.states:
        kinds[state.kind] = PlaceKind(state.kind, state.rank, state.paid)
        organisations[state.organisation] = Organisation(
            state.organisation,
            state.organisation_kind,
            state.organisation_district,
            state.organisation_branch,
        )
    for name in pc.unique(tables["spell"]["organisation"]).to_pylist():
        organisations.setdefault(name, Organisation(name, mapping.constants.get("organisation_kind", "")))
    districts = dict(lists.districts or {})
    homes = pc.unique(tables["person"]["district"]).to_pylist()
    for district in (*homes, *(one.district for one in organisations.values())):
        if district is not None:
            districts.setdefault(district, None)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "place_kind": [(one.kind, one.rank, one.paid) for one in kinds.values()],
        "organisation": [
            (one.organisation, one.kind, one.district, one.branch) for one in organisations.values()
        ],
        "district": list(districts.items()),
    }
    return {name: _table(name, told) for name, told in rows.items()}


def _table(name: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = [[row[place] for row in rows] for place in range(len(schema))]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema
    )
