"""An attack spelled out for the analyst: what is published, the sum a reader makes, what follows, the value.

Parameters are plain strings and whole numbers, so that a web page can say the same in another language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, str] = {
    # what a reader has
    "published": "Table {table} publishes {cell} = {value}.",
    "near": "Table {table} publishes {cell} as {value}, at most {around} from the true count.",
    "edition": "Earlier edition {edition} published {cell} = {value}.",
    "edition near": "Earlier edition {edition} told that {cell} lies between {low} and {high}.",
    "own": "This reader knows {cell} = {value}.",
    # the sums a reader makes
    "parts": "Its parts that a reader knows count {known} together.",
    "overlap": "Its parts overlap: together they count {surplus} more than {cell}.",
    "left": "({number}) That leaves {left} for the rest: {cells} = {left}.",
    "sum": "({number}) Table {table} shows that {cell}, withheld, is a sum: {cell} = {cells}.",
    "part of": "({number}) Everybody in {part} is in {whole}, so {part} is at most {whole}.",
    "combine": "Adding the sums up, {combination}, leaves {equation}.",
    # what follows
    "at least 1": "A withheld cell is at least 1, because zeros are shown: {cells}.",
    "at least 0": "No count is below 0: {cells}.",
    "at least": "A reader knows that {cell} is at least {low}.",
    "at most": "A reader knows that {cell} is at most {high}.",
    "whole numbers": "Only whole persons count, which leaves fewer tables that fit.",
    "bounded": "No table that fits everything published has {cell} below {low} or above {high}.",
    "lower": "So {cell} is at least {low}.",
    "upper": "So {cell} is at most {high}.",
    "between": "So {cell} must lie between {low} and {high}, {width} apart; {wanted} is required.",
    "near a sum": "So {cell} must lie between {low} and {high}; bounds {distance} below and above it are required.",
    "value": "So {cell} must be {value}.",
    # what must not be
    "primary": "{cell} must not be known, for {why}.",
    "was": "An earlier edition published {cell} = {value}.",
    "difference": "The difference of {now} and {was} is {difference}: the few who came or left.",
    "holder": "{holder} knows its own cells.",
    "outside": "At most {room} of {whole} can be outside {part}.",
    "no verdict": "No bound on {cell} was proven in time, so it does not read as safe.",
}


@dataclass(frozen=True)
class Step:
    """One sentence of an attack: a code of `SENTENCES` and what fills it."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.params)
