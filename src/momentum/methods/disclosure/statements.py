"""What rounding and noise protect against, in plain words: a code with its figures, its English sentence by `str`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: dict[str, str] = {
    "rounded": "Every figure is rounded to a multiple of {base}: the true one is less than {base} away.",
    "rounded wider": "Every figure is a multiple of {base}: the true one is less than {base} away, or, in tables "
    "where that cannot be done, less than {wider} away.",
    "rounded adds up": "The rounded figures add up: every total is the sum of its rounded parts, in every table alike.",
    "rounded totals": "Totals are rounded too, to the nearest multiple where the sums allow it, so the figures tell "
    "no true total.",
    "rounded interval": "From these figures alone a reader cannot tell {base} neighbouring true values of any cell apart.",
    "rounded overlap": "Where a person may stand in several parts of one total, who knows how many do can narrow a figure "
    "down: the audit checks every cell for that.",
    "rounded nearest": "Most figures are rounded to the nearest multiple, so who guesses that a figure was will often "
    "be right; nobody can be sure.",
    "rounded zeros": "A published 0 stands for any true figure below {base}, so nobody can be sure that a cell is empty.",
    "rounded outside": "Rounding does not protect against somebody who has the true value of other cells from "
    "elsewhere, such as an organisation that knows its own, nor against exact figures published beside it.",
    "noise": "Every figure differs by at most {most} from the true one, by chance and by {deviation} on average "
    "(standard deviation); zeros stay zero.",
    "noise same": "The same persons always get the same noise, in every table and edition, so asking again, or "
    "averaging over tables, takes none of it away.",
    "noise unbiased": "The noise is 0 on average for every true figure, so it does not push figures up or down.",
    "noise small": "The true figures 1 to {absent} are never published.",
    "noise sums": "Figures do not add up: a total has noise of its own, which parts do not share. Adding parts up "
    "adds their noise up; take the published total instead.",
    "noise difference": "Two figures that differ by one person have unrelated noise, so their difference does not tell "
    "of that person; many such differences together may.",
    "noise totals": "Totals are not exact either, and a total with its parts can narrow a figure down where the noise "
    "happens to be large: the audit checks every cell for that.",
    "noise key": "All of it rests on the secret behind the record keys: who has it can take the noise away.",
}


@dataclass(frozen=True)
class Statement:
    """One sentence about what is published: `SENTENCES[code]` with its figures."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.params)


@dataclass(frozen=True)
class Broken:
    """A promise of the method that what is published does not keep; `cell` in words, `sentence` what is wrong."""

    kind: str
    cell: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.cell} {self.sentence}"
