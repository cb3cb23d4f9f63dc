"""What is said of a file of stays: its fields, what is wrong with a row, and what to do about it."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from momentum.methods.facts import SENTENCES as FILE_SENTENCES
from momentum.methods.facts import Problem
from momentum.methods.sheets import SheetError

DAYS = ("start", "end", "other_start", "other_end")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
RUNNING = "running"
"""What the reader of files says instead of an end that is not there."""

FIELDS = {
    "person": gettext_lazy("person’s number or code"),
    "place_kind": gettext_lazy("kind of place"),
    "start": gettext_lazy("start"),
    "end": gettext_lazy("end"),
    "end_reason": gettext_lazy("reason for the end"),
    "hours_per_week": gettext_lazy("hours a week"),
    "birth_year": gettext_lazy("year of birth"),
    "district": gettext_lazy("neighbourhood"),
    "target_group": gettext_lazy("target group"),
    "organisation": gettext_lazy("organisation"),
}
SENTENCES = {
    "overlap_recorded": gettext_noop(
        "{person} has a stay here in the same kind of place already, from {start} to {end}. Remove this "
        "row, or correct the stay that is recorded."
    ),
    "too_far_ahead": gettext_noop(
        "The day {value} is more than 90 days ahead. Correct it, or import the row later."
    ),
    "before_birth": gettext_noop(
        "The stay starts in {start}, before the year of birth {value}. Correct one of them."
    ),
    "birth_year_differs": gettext_noop(
        "{person} has year of birth {value} here and {other} in the record. Correct one of them."
    ),
    "person_died": gettext_noop("{person} has died, and this stay goes on after that day. Correct the row."),
    "restricted": gettext_noop(
        "The record of {person} may not be used at the moment: they asked for that. Remove this row, or ask the "
        "privacy officer."
    ),
    "nothing_here": gettext_noop(
        "The file holds no stay at {organisation}. Check which words stand for a kind of place."
    ),
    "taken_in_before": gettext_noop(
        "This very file was taken in on {day}. Undo that import first, or choose another file."
    ),
    "no_reference": gettext_noop(
        "The file has no column with a number or code of the person, so that nobody can be recognised the next "
        "time. Choose that column, or add one to the file."
    ),
    # What the reader of files says of a mapping, said of the pages on which one is made
    "missing_column": gettext_noop(
        "The file has no column “{wanted}”. Its columns are: {columns}. Choose another column."
    ),
    "missing_column_near": gettext_noop(
        "The file has no column “{wanted}”; did you mean “{near}”? Its columns are: {columns}. Choose another column."
    ),
    "no_months": gettext_noop(
        "No columns were recognised as months. Choose the column of the first and of the last month, and say which "
        "month is the first."
    ),
    "month_start_needed": gettext_noop(
        "The columns number the months but do not say which month is the first. Say which one it is, for example 2014-01."
    ),
    "months_reversed": gettext_noop(
        "The column “{last}” stands before “{first}”. Choose them the other way round."
    ),
    "month_disagrees": gettext_noop(
        "The column name says {says}, but counted from the first column it is {counted}. Put the columns in order, or "
        "say another first month."
    ),
    "month_is_mapped": gettext_noop(
        "The column “{name}” is read as a month and as “{field}”. Choose another column for one of them."
    ),
    "unreadable_date": gettext_noop(
        "“{value}” is not a date written as {formats}. Correct it, or say at the columns that dates are written in "
        "this way too."
    ),
    "unlikely_date": gettext_noop(
        "{value} is outside the years {low} to {high}. Correct it; if it stands for no date, add it at the columns to "
        "the words that mean: not known."
    ),
    "unreadable_number": gettext_noop(
        "“{value}” is not a number with decimal “{decimal}”. Correct it, or change at the columns how a half is written."
    ),
    "unknown_state": gettext_noop(
        "Nobody said yet what “{value}” means. Correct it, or say what the word means."
    ),
    "unknown_value": gettext_noop(
        "“{value}” is not a known {field}. Correct it, or say what the word means."
    ),
    "unknown_value_near": gettext_noop(
        "“{value}” is not a known {field}; did you mean “{near}”? Correct it, or say what the word means."
    ),
    "no_days": gettext_noop(
        "Start and end are both {start}, so that no day is left. Correct one of them, or check at the columns what the "
        "end date means."
    ),
}


class RecordProblem(Problem):
    """Something in a row that does not fit what is recorded already."""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code].format(**self.params)


def sentence(problem: Problem, names: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """What is wrong and what to do, in the reader's language. `names`, per field of codes: how a code is called."""
    template = SENTENCES.get(problem.code) or FILE_SENTENCES[problem.code]
    said = {name: _said(name, value, names or {}) for name, value in problem.params.items()}
    return gettext(template).format(**said)


def _said(name: str, value: str | float, names: Mapping[str, Mapping[str, str]]) -> str | float:
    text = str(value)
    if name == "field":
        return str(FIELDS.get(text.replace(" ", "_"), value))
    if text == RUNNING and name in DAYS:
        return gettext("now")
    if name in DAYS and ISO_DAY.fullmatch(text):
        return "-".join(reversed(text.split("-")))
    return names.get(name, {}).get(text, value)


def file_sentence(error: SheetError) -> str:
    """Why a file cannot be read, in the reader's language."""
    return gettext(FILE_SENTENCES[error.code]).format(**error.params)
