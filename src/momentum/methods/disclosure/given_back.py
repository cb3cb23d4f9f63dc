"""What stands beside the tables and gives a hidden count back: percentages, means and words with numbers in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from momentum.methods.disclosure.publication import Near
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey

# What a reader allows for a cell of which nothing is known.
ANY = Near(0, 1000)
NOUNS = ("people", "persons", "participants", "mensen", "personen", "deelnemers")


@dataclass(frozen=True)
class Ratio:
    """A quotient as it is printed: a percentage (`times` 100), a mean or a rate per person (`times` 1).

    part     the cell above the line; None: an amount that no table shows (the sum behind a mean).
    whole    the cell below the line: whom the percentage or mean is over.
    printed  the figure with the decimals it is printed with, a point between: "33.3" is anything that rounds to it.
    """

    name: str
    part: CellKey | None
    whole: CellKey
    printed: str
    times: int = 100


@dataclass(frozen=True)
class Told:
    """A figure or words, the withheld cell they tell of, what a reader is left with, and how in a sentence."""

    name: str
    cell: CellKey
    low: int
    high: int
    sentence: str


def given_back(ratios: Iterable[Ratio], known: Mapping[CellKey, int | Near]) -> dict[CellKey, Near]:
    """What each printed ratio leaves of the cells in it: low ≤ count ≤ high, where that is less than was known.

    `known` is what a reader has of each cell: its published count, or the interval of the audit. The answer can
    be given to `audit` as one of its `earlier` editions, which then reckons with it in every sum.
    """
    found: dict[CellKey, Near] = {}
    for ratio in ratios:
        for cell, near in _left(ratio, {**known, **found}):
            if near != _near(known.get(cell, ANY)):
                found[cell] = near
    return found


def figures_that_tell(
    ratios: Sequence[Ratio], known: Mapping[CellKey, int | Near], rules: Rules
) -> list[Told]:
    """The ratios after which a withheld cell lies in an interval narrower than `rules.width`, and means over few.

    `known` as for `given_back`. A mean over fewer than `rules.n` persons tells whatever else is withheld: over
    one person, it is what that person has.
    """
    found = []
    for ratio in ratios:
        if ratio.part is None and _near(known.get(ratio.whole, ANY)).high < rules.n:
            found.append(_few(ratio, _near(known[ratio.whole])))
        for cell, near in _left(ratio, known):
            before = known.get(cell, ANY)
            narrower = isinstance(before, Near) and near != before
            if narrower and near.high - near.low < rules.width:
                found.append(_narrow(ratio, cell, near, known))
    return found


def words_that_tell(text: str, withheld: Mapping[CellKey, int], nouns: Sequence[str] = NOUNS) -> list[Told]:
    """Numbers of persons in a title or note ("14 people") that are just what a withheld cell counts.

    `withheld` has the true counts. That a number is the same may be chance: these are to be looked at.
    """
    pattern = rf"(?<![\d.,])(\d{{1,3}}(?:[.,\u00a0]\d{{3}})+|\d+)\s+(?:{'|'.join(map(re.escape, nouns))})\b"
    found = []
    for match in re.finditer(pattern, text, re.IGNORECASE):
        number = int(re.sub(r"\D", "", match[1]))
        for cell, count in withheld.items():
            if count == number:
                sentence = f"“{match[0]}” says what {cell} counts, which is withheld."
                found.append(Told(text, cell, number, number, sentence))
    return found


def _near(value: int | Near) -> Near:
    return value if isinstance(value, Near) else Near(value, value)


def _left(ratio: Ratio, known: Mapping[CellKey, int | Near]) -> Iterator[tuple[CellKey, Near]]:
    """The cells of a ratio with what is left of them, given every pair of counts that prints like this."""
    wholes, parts = [], []
    above = _near(known.get(ratio.part, ANY)) if ratio.part else Near(0, 10**12)
    for whole in _whole_numbers(known.get(ratio.whole, ANY)):
        low, high = _printed_alike(ratio, whole)
        low, high = max(low, above.low), min(high, above.high)
        if low <= high:
            wholes.append(whole)
            parts += [low, high]
    if wholes:
        yield ratio.whole, Near(min(wholes), max(wholes))
        if ratio.part:
            yield ratio.part, Near(min(parts), max(parts))


def _whole_numbers(value: int | Near) -> range:
    near = _near(value)
    # Nobody can be divided by nobody: a printed ratio says that there is somebody.
    return range(max(1, near.low), near.high + 1)


def _printed_alike(ratio: Ratio, whole: int) -> tuple[int, int]:
    """The least and the largest count above the line that prints as this over `whole`."""
    printed = Decimal(ratio.printed)
    half = Fraction(1, 2) / 10 ** max(0, -int(printed.as_tuple().exponent))
    middle = Fraction(printed)
    return ceil((middle - half) * whole / ratio.times), floor((middle + half) * whole / ratio.times)


def _few(ratio: Ratio, near: Near) -> Told:
    over = str(near.low) if near.low == near.high else f"at most {near.high}"
    persons = "person: it is what that person has" if over == "1" else "persons"
    return Told(
        ratio.name, ratio.whole, near.low, near.high, f"{ratio.name} is a mean over {over} {persons}."
    )


def _narrow(ratio: Ratio, cell: CellKey, near: Near, known: Mapping[CellKey, int | Near]) -> Told:
    other = ratio.whole if cell == ratio.part else ratio.part
    told = known.get(other) if other else None
    beside = f" and {other} = {told}" if isinstance(told, int) else ""
    what = f"must be {near.low}" if near.low == near.high else f"must lie between {near.low} and {near.high}"
    return Told(
        ratio.name,
        cell,
        near.low,
        near.high,
        f"{ratio.name} is printed as {ratio.printed}; with that{beside}, {cell}, withheld, {what}.",
    )
