"""A sheet as columns of words, with the sentences for what is wrong in it."""

import re

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.tables import LARGEST
from momentum.methods.sheets import Cell, Sheet

WHOLE = re.compile(r"-?[0-9]+")
LONGEST = 500
MANY = 30


class Columns:
    """The columns of one file. `file` is its name where a request has several; it then leads the sentences."""

    def __init__(self, sheet: Sheet, file: str = "") -> None:
        self.sheet = sheet
        self.lines = sheet.lines
        self.told = f"{file}: " if file else ""
        self._words: dict[str, list[str]] = {}
        if sheet.wrong_width:
            line, width = min(sheet.wrong_width.items())
            raise self.error(
                f"Line {line} has {width} cells where the header has {len(sheet.header)}. Correct it."
            )
        if not sheet.rows:
            raise self.error("The table has a header and no rows.")

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, name: str) -> bool:
        return name in self.sheet.header

    def error(self, sentence: str) -> TableError:
        """What to raise, with the file's name before the sentence."""
        return TableError(self.told + sentence)

    def words(self, name: str) -> list[str]:
        """The texts of a column, in row order. Raises `TableError` when there is none or two of that name."""
        if name not in self._words:
            if name in self.sheet.duplicates:
                raise self.error(f"The column {name} is there twice. Rename one.")
            if name not in self.sheet.header:
                raise self.error(f"There is no column {name}. The columns are: {_listed(self.sheet.header)}.")
            words = [word(cell) for cell in self.sheet.column(name)]
            longest = max(range(len(words)), key=lambda row: len(words[row]))
            if len(words[longest]) > LONGEST:
                raise self.error(
                    f"Line {self.lines[longest]} holds {len(words[longest])} characters under {name}; a code has at "
                    f"most {LONGEST}. Is the file whole?"
                )
            self._words[name] = words
        return self._words[name]

    def whole(self, name: str, row: int, what: str) -> int:
        """The whole number in a row of a column; `what` it should be, in words."""
        text = self.words(name)[row]
        if not WHOLE.fullmatch(text) or len(text) > 30:
            hint = " Write it without separators or decimals." if re.search(r"\d[.,' ]\d", text) else ""
            raise self.error(f"Line {self.lines[row]} holds {text[:40]!r} where {what} is expected.{hint}")
        value = int(text)
        if value < 0:
            raise self.error(f"Line {self.lines[row]} holds {value}: {what} cannot be negative.")
        if value > LARGEST:
            raise self.error(
                f"Line {self.lines[row]} holds {value}: more than {LARGEST} cannot be reckoned with exactly. "
                "Use a larger unit."
            )
        return value


def word(cell: Cell) -> str:
    """A cell as a text, as a code or number is written."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _listed(header: tuple[str, ...]) -> str:
    """The names of columns, not endlessly."""
    names = [name if len(name) <= 40 else f"{name[:40]}…" for name in header[:MANY]]
    return ", ".join(names) + (f" and {len(header) - MANY} more" if len(header) > MANY else "")
