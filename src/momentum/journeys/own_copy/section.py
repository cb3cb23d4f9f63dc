"""What a copy is made of: sections of rows, each cell for a program and for a reader."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from momentum.journeys.queries.changes import in_words

Plain = str | int | float | bool | None | list | dict


@dataclass(frozen=True)
class Cell:
    """`plain` for a program (text, number, ISO 8601 day), `words` for a reader in their language."""

    plain: Plain
    words: str

    def rewritten(self, rewrite: Callable[[str], str]) -> "Cell":
        if self.plain == self.words:
            return Cell(new := rewrite(self.words), new)
        return Cell(rewrite(self.plain) if isinstance(self.plain, str) else self.plain, rewrite(self.words))


def cell(value: Any, words: Any = None) -> Cell:
    """A value of a record as a cell."""
    return Cell(_plain(value), str(words) if words is not None else _words(value))


@dataclass(frozen=True)
class Section:
    """One kind of thing that is held. `columns` gives each column's code and its title for a reader.

    `free` names the columns in which somebody writes what they like.
    """

    code: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]
    about: str = ""
    free: frozenset[str] = frozenset()

    def rewritten(self, rewrite: Callable[[str], str]) -> "Section":
        """With every free text rewritten."""
        places = {at for at, (code, _title) in enumerate(self.columns) if code in self.free}
        rows = [
            [each.rewritten(rewrite) if at in places else each for at, each in enumerate(row)]
            for row in self.rows
        ]
        return replace(self, rows=rows)


@dataclass(frozen=True)
class Copy:
    """Everything held about one person on the day `made`, in `language`. `withheld`: how often the name of somebody
    else was taken out of a text."""

    made: date
    language: str
    name: str
    sections: Sequence[Section]
    withheld: int = 0
    notes: Sequence[str] = field(default=())


def _plain(value: Any) -> Plain:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return in_words(value)


def section(
    code: str,
    title: str,
    columns: dict[str, str],
    rows: Iterable[Sequence[Cell]],
    *,
    about: str = "",
    free: Iterable[str] = (),
) -> Section:
    return Section(code, title, tuple(columns.items()), [list(row) for row in rows], about, frozenset(free))
