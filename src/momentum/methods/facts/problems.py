"""What can be wrong with a file of facts: one `Problem` each, with a sentence that says where and what to do.

`SENTENCES` holds the English sentence of every code as a `str.format` template, so that a web page can
translate the template first and fill in `Problem.params` after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from momentum.methods.sheets.errors import SENTENCES as SHEET_SENTENCES

SENTENCES: dict[str, str] = {
    **SHEET_SENTENCES,
    # The mapping itself
    "mapping_not_toml": "The mapping is not valid TOML: {reason}. Correct that line.",
    "mapping_not_found": "There is no mapping file {path}. Check the name.",
    "unknown_key": "The mapping has no setting “{key}”. Known here: {known}. Remove or correct it.",
    "missing_key": "The mapping does not say “{key}”. Add it.",
    "missing_end": 'The mapping must say what an end date means: end = "exclusive" (the first day without it) '
    'or end = "inclusive" (the last day with it). There is no default.',
    "wrong_choice": "“{value}” is not possible for “{key}”. Choose one of: {known}.",
    "wrong_type": "“{key}” must be {expected}.",
    "column_twice": "“{key}” and “{other}” cannot both be given. Keep one.",
    "state_value_twice": "“{value}” stands for two states, “{state}” and “{other}”. Give it to one of them.",
    "state_conflict": "Organisation “{organisation}” has two descriptions in the states. Make them equal.",
    "kind_twice": "Place kind “{value}” is described in the mapping and in a file. Keep one.",
    "unknown_date_format": "“{value}” is not a way to write dates. Use yyyy, yy, mm, mmm (name), dd and separators, "
    "such as dd-mm-yyyy.",
    # The file against the mapping
    "missing_column": "The file has no column “{wanted}”. Its columns are: {columns}. Correct the mapping.",
    "missing_column_near": "The file has no column “{wanted}”; did you mean “{near}”? Its columns are: {columns}. "
    "Correct the mapping.",
    "duplicate_header": "Two columns are called “{name}”. Give each column that is used a name of its own.",
    "wrong_width": "The row has {cells} cells where the header has {columns}. Check separators and quotation marks.",
    "no_rows": "The file has a header but no rows. Choose the file with the rows.",
    "file_not_given": "The mapping names a file for {role} that was not found: {path}. Add it, or remove it "
    "from the mapping.",
    "file_not_mapped": "A file with {role} was given, but the mapping does not name its columns. Add "
    "[files.{role}.columns].",
    "no_months": "No columns were recognised as months. Name them in the mapping: [months] with first, last "
    "and start.",
    "month_start_needed": "The columns number the months but do not say which month is the first. Add "
    'start = "1993-07" under [months].',
    "months_reversed": "The column “{last}” stands before “{first}”. Swap first and last under [months].",
    "month_disagrees": "The column name says {says}, but counted from the first column it is {counted}. Put the "
    "columns in order, or correct start under [months].",
    "month_twice": "Two columns are {month}: “{name}” and “{other}”. Rename or remove one.",
    "month_is_mapped": "The column “{name}” is read as a month and as “{field}”. Correct the mapping.",
    "freeze_after_calendar": "The calendar ends before {calendar_end}; facts cannot be frozen at {freeze}, after it. "
    "Choose {calendar_end} or earlier.",
    "freeze_in_future": "Facts cannot be frozen at {freeze}: it is in the future. Choose {today} or earlier.",
    # Cells
    "missing_value": "A value is missing; {field} is needed in every row. Fill it in.",
    "unreadable_date": "“{value}” is not a date written as {formats}. Correct it, or add its way of writing to "
    "dates in the mapping.",
    "unlikely_date": "{value} is outside the years {low} to {high}. Correct it; if it stands for no date, add it to "
    "missing in the mapping.",
    "unreadable_number": "“{value}” is not a number with decimal “{decimal}”. Correct it, or change decimal in "
    "the mapping.",
    "unreadable_whole_number": "“{value}” is not a whole number. Correct it.",
    "unreadable_year": "“{value}” is not a year of four digits. Correct it.",
    "unreadable_yes_no": "“{value}” is neither yes nor no. Write yes or no.",
    "number_out_of_range": "{value} is outside {low} to {high}. Correct it.",
    "unknown_value": "“{value}” is not a known {field}. Correct it, or add it to the list.",
    "unknown_value_near": "“{value}” is not a known {field}; did you mean “{near}”? Correct it, or add it to the list.",
    "unknown_state": "“{value}” is not a state of the mapping. Correct it, or add it under [states].",
    "error_cell": "The cell holds an error of the spreadsheet ({value}). Correct the formula.",
    # Rows
    "end_before_start": "The end {end} is before the start {start}. Correct one of them.",
    "no_days": "Start and end are both {start}, so that no day is left. Correct one of them, or check whether end is "
    '"inclusive" in the mapping.',
    "reason_while_running": "There is an end reason (“{value}”) but no end date. Add the end date or remove the reason.",
    "spell_overlap": "{person} is already at {organisation} ({place_kind}) then: row {other_row} runs from {other_start} "
    "to {other_end}. Correct the dates or remove one of the two rows.",
    "membership_overlap": "{person} already belongs to {target_group} then: row {other_row} runs from {other_start} to "
    "{other_end}. Correct the dates or remove one of the two rows.",
    "hours_overlap": "Spell {spell} already has hours then: row {other_row} runs from {other_start} to {other_end}. "
    "Correct the dates or remove one of the two rows.",
    "hours_out_of_range": "{value} hours a week is outside 0 to 168. Correct it.",
    "birth_in_future": "Birth year {value} is in the future. Correct it.",
    "two_birth_years": "{person} has birth year {value} here and {other} in row {other_row}. Make them equal.",
    "two_districts": "{person} lives in “{value}” here and in “{other}” in row {other_row}. Make them equal.",
    "person_twice": "{person} is in the table twice: also in row {other_row}. Keep one row.",
    "spell_twice": "Spell {spell} is in the table twice: also in row {other_row}. Give each spell a number of its own.",
    "key_twice": "“{value}” is in the list twice: also in row {other_row}. Keep one row.",
    "assessment_twice": "{person} has two assessments by {instrument} on {date}: also in row {other_row}. Keep one.",
    "unknown_person": "Person “{value}” is not in the person table. Add the person.",
    "unknown_spell": "Spell “{value}” is not in the table of spells. Correct it or remove the row.",
    # The facts directory
    "directory_exists": "{path} exists already. Choose another directory, or say --replace.",
    "not_replaceable": "{path} holds something else than facts ({names}) and is not replaced. Choose another directory.",
    "not_facts": "{path} is not a directory of facts: {reason}. Make one with `momentum facts import`.",
    "facts_changed": "{path} was changed after it was written: {file} does not match its recorded hash. Import it again.",
}

ABOUT_SETTINGS = frozenset(
    ("unknown_key", "missing_key", "missing_end", "wrong_choice", "wrong_type", "column_twice", "state_value_twice",
     "state_conflict", "unknown_date_format", "file_not_given", "file_not_mapped")
)  # fmt: skip
"""The problems whose `column` is a setting of the mapping."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place.

    `row` is the line of the file (the header is 1; None: the whole file), `column` the column's name in
    the file (or the setting in a mapping), `file` the file's or table's name.
    """

    row: int | None
    column: str | None
    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    file: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English, without the place."""
        return SENTENCES[self.code].format(**self.params)

    @property
    def place(self) -> str:
        """Where it is: file, row and column (or setting of the mapping), as far as known."""
        row = f"row {self.row}" if self.row is not None else ""
        what = "setting" if self.code in ABOUT_SETTINGS else "column"
        column = f"{what} “{self.column}”" if self.column else ""
        return ", ".join(part for part in (self.file, row, column) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


class FactsError(Exception):
    """Facts, or a mapping, that cannot be used; `problems` says why, in order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class MappingError(FactsError):
    """A mapping that says something impossible, or not enough."""
