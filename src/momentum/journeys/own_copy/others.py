"""Keeps other people out of a person's copy: their names and addresses are taken out of free texts.

A text may tell of somebody else who is known here. Everybody's full name (also the family name with a title before
it), e-mail address and telephone number are looked for, in any capitals and accents; what is found is replaced by a
remark, and counted.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext as _

from momentum.journeys.models import Identity

TITLES = r"(?:mevrouw|meneer|mevr\.?|mw\.?|dhr\.?|de heer|mrs\.?|mr\.?|ms\.?)"
SHORTEST_NUMBER = 8
"""Digits from which a telephone number is one."""


class Others:
    """Everybody but one person. `count`: how often one of them was taken out."""

    def __init__(self, themselves: Identity) -> None:
        self.themselves = themselves
        self.count = 0

    def taken_out(self, text: str) -> str:
        """The text without them."""
        if not text.strip():
            return text
        folded, places = _folded(text)
        found = sorted(self._spans(folded))
        result, end = [], 0
        for start, stop in found:
            if start < end:
                continue
            result += [text[places[end] : places[start]], _("[somebody else]")]
            end = stop
            self.count += 1
        return "".join([*result, text[places[end] :]])

    def _spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where in a folded text somebody else is named."""
        words = set(re.findall(r"\w+", folded))
        for pattern in [*self._named(words), *self._addressed]:
            yield from ((match.start(), match.end()) for match in pattern.finditer(folded))
        digits = [(match.group(), match.start()) for match in re.finditer(r"\d", folded)]
        written = "".join(digit for digit, _place in digits)
        for number in self._numbers:
            at = written.find(number)
            while at >= 0:
                yield digits[at][1], digits[at + len(number) - 1][1] + 1
                at = written.find(number, at + 1)

    def _named(self, words: set[str]) -> Iterator[re.Pattern[str]]:
        """Patterns of those whose whole family name stands in the text, in any order."""
        near = {name for word in words for name in self._by_word.get(word, ())}
        for first, last in sorted(near):
            if not words.issuperset(re.findall(r"\w+", last)):
                continue
            family = r"\s+".join(re.escape(each) for each in last.split())
            given = r"\s+".join(re.escape(each) for each in first.split())
            ways = [rf"{TITLES}\s+{family}"]
            if given:
                ways += [
                    rf"{given}\s+{family}",
                    rf"{family},?\s+{given}",
                    rf"{re.escape(first[0])}\.\s*{family}",
                ]
            else:
                ways.append(family)
            yield re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")

    @cached_property
    def _everybody(self) -> list[Identity]:
        return list(Identity.objects.exclude(pk=self.themselves.pk))

    @cached_property
    def _by_word(self) -> dict[str, set[tuple[str, str]]]:
        """Everybody's (first name, family name), by the last word of the family name."""
        own = (_fold(self.themselves.first_name), _fold(self.themselves.last_name))
        found: dict[str, set[tuple[str, str]]] = {}
        for each in self._everybody:
            name = (_fold(each.first_name), _fold(each.last_name))
            words = re.findall(r"\w+", name[1])
            if words and name != own:
                found.setdefault(words[-1], set()).add(name)
        return found

    @cached_property
    def _addressed(self) -> list[re.Pattern[str]]:
        own = self.themselves.email.casefold()
        addresses = {_fold(each.email) for each in self._everybody if each.email} - {own}
        return [re.compile(re.escape(each)) for each in sorted(addresses)]

    @cached_property
    def _numbers(self) -> set[str]:
        own = _digits(self.themselves.phone)
        numbers = {_digits(each.phone) for each in self._everybody} - {own}
        return {each for each in numbers if len(each) >= SHORTEST_NUMBER}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _fold(text: str) -> str:
    return _folded(text)[0].strip()


def _folded(text: str) -> tuple[str, list[int]]:
    """Small letters without accents, and where each of them stands in the text (and, last, where the text ends)."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(at)
    return "".join(letters), [*places, len(text)]
