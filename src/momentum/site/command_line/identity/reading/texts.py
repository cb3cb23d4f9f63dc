"""Texts: a row each, of an organisation in a year, or of a pole."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import py3langid

from momentum.methods.isomorphism.language import Language, Rejected, Text, checked
from momentum.site.command_line.identity.reading.given import Problem, Problems, given


@dataclass(frozen=True)
class Texts:
    """Texts of which something can be said, by pole those of the poles, and those set aside."""

    language: Language
    organisations: list[Text]
    poles: dict[str, list[str]]
    aside: list[Rejected]


def read_texts(path: Path, poles: Collection[str], language: Language | None) -> Texts:
    """Read a file of texts. Raises `Problems`, also where texts are in neither language.

    Columns: organisation, year, text, and, if it is there, pole: a row with a pole is a text of that pole, and needs
    neither organisation nor year.
    """
    file = given(path)
    file.needs(("organisation", "year", "text"))
    own, of_poles = [], []
    for row, cells in file.rows():
        pole = file.text(row, cells, "pole", needed=False)
        words = file.text(row, cells, "text")
        if pole:
            if pole not in poles:
                file.wrong(f"There is no pole “{pole}”. The poles are: {', '.join(poles)}.", row, "pole")
            of_poles.append(Text(pole, 0, words))
            continue
        organisation, year = file.text(row, cells, "organisation"), file.year(row, cells, "year")
        if organisation and year:
            own.append(Text(organisation, year, words))
    file.stop()
    spoken = language or _most_spoken([text.words for text in own], path)
    good, aside = checked(own, spoken)
    good_poles, aside_poles = checked(of_poles, spoken)
    by_pole: dict[str, list[str]] = {}
    for text in good_poles:
        by_pole.setdefault(text.organisation, []).append(text.words)
    return Texts(spoken, good, by_pole, [*aside, *aside_poles])


def _most_spoken(texts: list[str], path: Path) -> Language:
    counted = Counter(py3langid.classify(words)[0] for words in texts)
    known: dict[Language, int] = {"nl": counted["nl"], "en": counted["en"]}
    language = max(known, key=lambda each: known[each])
    if not known[language]:
        sentence = "No text is in Dutch or English; other languages cannot be measured. Leave --texts out."
        raise Problems([Problem(path.name, 0, "text", sentence)])
    return language
