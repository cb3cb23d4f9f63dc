"""Reading the shape *spells*: a row is one person's stay in one place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.lists import Lists
from momentum.methods.facts.mapping import Mapping
from momentum.methods.facts.parts import Part, last_day_to_first_without, part_of

Values = dict[str, list[Any]]


def read_spells(source: Columns, mapping: Mapping, lists: Lists) -> Values:
    """The value of every field in every row; `end` as the first day without the spell."""
    organisations = None if "organisation_kind" in mapping.constants else lists.organisations
    values: Values = {
        "person": source.texts("person"),
        "organisation": source.texts("organisation", known=organisations),
        "place_kind": source.texts("place_kind", known=lists.place_kinds),
        "start": source.days("start"),
        "end": source.days("end", needed=False),
        "end_reason": source.texts("end_reason", needed=False),
        "hours_per_week": source.numbers("hours_per_week", needed=False),
        "birth_year": source.years("birth_year"),
        "district": source.texts("district", needed=False, known=lists.districts),
        "target_group": source.texts("target_group", needed=False, known=lists.target_groups),
    }
    numbered = source.has("spell")
    values["spell"] = source.texts("spell") if numbered else [str(line) for line in source.sheet.lines]
    if mapping.writing.end == "inclusive":
        values["end"] = last_day_to_first_without(values["end"])
    return values


def spell_parts(source: Columns, values: Values) -> list[Part]:
    """The rows of the spell, hours and membership tables, of the sheet's rows that could be read whole."""
    spells = {
        name: values[name]
        for name in ("spell", "person", "organisation", "place_kind", "start", "end", "end_reason")
    }
    lasting = [
        place
        for place, (start, end) in enumerate(zip(values["start"], values["end"], strict=True))
        if start is not None and (end is None or end > start)
    ]
    parts = [part_of("spell", source, spells)]
    if source.has("hours_per_week"):
        told = [place for place in lasting if values["hours_per_week"][place] is not None]
        hours = {
            "spell": values["spell"],
            "from": values["start"],
            "to": values["end"],
            "hours_per_week": values["hours_per_week"],
        }
        parts.append(part_of("hours", source, hours, told))
    if source.has("target_group"):
        parts.append(memberships_of(source, values, lasting))
    return parts


def memberships_of(source: Columns, values: Values, lasting: Sequence[int]) -> Part:
    """Membership of a target group while at least one spell says so: the union of those spells' days."""
    stays: dict[tuple[str, str], list[tuple[date, date, int]]] = {}
    for place in lasting:
        group, person = values["target_group"][place], values["person"][place]
        if group is not None and place not in source.unsound:
            stay = (values["start"][place], values["end"][place] or date.max, source.sheet.lines[place])
            stays.setdefault((person, group), []).append(stay)
    rows = [(*who, *stay) for who, days in stays.items() for stay in _union(days)]
    columns: Values = {
        "person": [row[0] for row in rows],
        "target_group": [row[1] for row in rows],
        "from": [row[2] for row in rows],
        "to": [None if row[3] == date.max else row[3] for row in rows],
    }
    return Part("membership", source.file, [row[4] for row in rows], columns, source.columns)


def _union(stays: list[tuple[date, date, int]]) -> list[tuple[date, date, int]]:
    merged: list[tuple[date, date, int]] = []
    for start, end, line in sorted(stays):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, line))
    return merged
