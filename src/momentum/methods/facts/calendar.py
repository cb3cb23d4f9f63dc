"""Reading the shape *calendar*: a row is a person, a column a month, a cell the state in that month."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from momentum.methods.facts.cells import Columns, Refused, text_of
from momentum.methods.facts.lists import Lists
from momentum.methods.facts.mapping import Mapping
from momentum.methods.facts.months import MonthColumn, first_day, month_name
from momentum.methods.facts.parts import Part, part_of

MISSING, UNKNOWN = -1, -2


@dataclass(frozen=True)
class Calendar:
    """What the rows of a calendar say: a record per row, and the runs of one state.

    `end` is the day after the calendar; `unknown_start_before` the first day of its second month, where some
    run touches the first.
    """

    values: dict[str, list[Any]]
    runs: dict[str, list[Any]]
    run_rows: list[int]
    end: date
    unknown_start_before: date | None


def read_calendar(source: Columns, mapping: Mapping, lists: Lists, months: list[MonthColumn]) -> Calendar:
    """The persons and runs of a calendar: a missing month ends a run, a run in the last month goes on."""
    lines = source.sheet.lines
    values: dict[str, list[Any]] = {
        "person": list(source.texts("person") if source.has("person") else map(str, lines)),
        "birth_year": list(source.years("birth_year")),
        "district": list(source.texts("district", needed=False, known=lists.districts)),
        "target_group": list(source.texts("target_group", needed=False, known=lists.target_groups)),
    }
    states = _states(source, mapping, months)
    numbers = np.array([column.month for column in months])
    row, first, last, state = runs_of(states, numbers)
    starts = [first_day(int(numbers[place])) for place in first]
    final = len(months) - 1
    runs: dict[str, list[Any]] = {
        "spell": [
            f"{values['person'][who]}:{month_name(int(numbers[place]))}"
            for who, place in zip(row, first, strict=True)
        ],
        "person": [values["person"][who] for who in row],
        "organisation": [mapping.states[which].organisation for which in state],
        "place_kind": [mapping.states[which].kind for which in state],
        "start": starts,
        "end": [None if place == final else first_day(int(numbers[place]) + 1) for place in last],
        "end_reason": [None] * len(starts),
    }
    touches = bool((first == 0).any())
    return Calendar(
        values=values,
        runs=runs,
        run_rows=row.tolist(),
        end=first_day(months[-1].month + 1),
        unknown_start_before=first_day(months[0].month + 1) if touches else None,
    )


def runs_of(
    states: npt.NDArray[np.int16], months: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], ...]:
    """Runs of one state in consecutive months: arrays of row, first place, last place and state.

    `states` has a row a person and a column a month, negative where the state is missing.
    """
    width = states.shape[1]
    breaks = np.ones(states.shape, dtype=bool)
    breaks[:, 1:] = (states[:, 1:] != states[:, :-1]) | (np.diff(months) != 1)
    starts = np.flatnonzero(breaks)
    ends = np.r_[starts[1:], states.size] - 1
    known = states.ravel()[starts] >= 0
    starts, ends = starts[known], ends[known]
    return starts // width, starts % width, ends % width, states.ravel()[starts].astype(np.int64)


def _states(source: Columns, mapping: Mapping, months: list[MonthColumn]) -> npt.NDArray[np.int16]:
    """Each row's state in each month by its place in the mapping; unknown words are problems."""
    by_value = {value: place for place, state in enumerate(mapping.states) for value in state.values}
    missing = source.writing.missing
    known: dict[Any, int] = {}
    states = np.full((len(source.sheet.rows), len(months)), MISSING, dtype=np.int16)
    for number, column in enumerate(months):
        cells = [row[column.place] for row in source.sheet.rows]
        keys = [cell if cell.__class__ is str else (cell.__class__, cell) for cell in cells]
        for key, cell in dict(zip(keys, cells, strict=True)).items():
            if key not in known:
                text = text_of(cell)
                known[key] = by_value.get(text, MISSING if text in missing else UNKNOWN)
        states[:, number] = [known[key] for key in keys]
        for place in np.flatnonzero(states[:, number] == UNKNOWN):
            refused = Refused("unknown_state", value=text_of(cells[place]))
            source.refuse(int(place), column.name, refused)
    return states


def calendar_parts(source: Columns, calendar: Calendar, months: list[MonthColumn]) -> list[Part]:
    """The rows of the spell and membership tables; who is of a target group is so from the calendar's start."""
    sound = [place for place, row in enumerate(calendar.run_rows) if row not in source.unsound]
    lines = [source.sheet.lines[calendar.run_rows[place]] for place in sound]
    runs = {name: [values[place] for place in sound] for name, values in calendar.runs.items()}
    parts = [Part("spell", source.file, lines, runs, source.columns)]
    if source.has("target_group"):
        groups = calendar.values["target_group"]
        told = [place for place, group in enumerate(groups) if group is not None]
        size = len(groups)
        membership = {
            "person": calendar.values["person"],
            "target_group": groups,
            "from": [first_day(months[0].month)] * size,
            "to": [None] * size,
        }
        parts.append(part_of("membership", source, membership, told))
    return parts
