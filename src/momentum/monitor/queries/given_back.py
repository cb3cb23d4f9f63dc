"""Whether words that are read beside the tables give a withheld number back: "14 people", where 14 is withheld."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.methods.disclosure import CellKey, words_that_tell
from momentum.methods.disclosure.given_back import NOUNS
from momentum.monitor.answering.files import internal_answer, public_answer
from momentum.monitor.answering.naming import AnswerWords
from momentum.monitor.building.protected import OVERRIDDEN
from momentum.monitor.building.tables import key_at
from momentum.monitor.models import Edition, TableRequest
from momentum.monitor.naming import Words
from momentum.monitor.queries.cells import internal

# What the tables of the monitor count, in the languages of its titles and notes.
COUNTED = (
    *NOUNS,
    *("person", "clients", "client", "employees", "employee", "placements", "placement", "places", "place"),
    *(
        "persoon",
        "mens",
        "cliënten",
        "cliënt",
        "werknemers",
        "werknemer",
        "plaatsingen",
        "plaatsing",
        "plekken",
    ),
)


def no_word_of_an_edition_tells(edition: Edition, **texts: str) -> None:
    """Raises `ValidationError` by the name of the text that holds a number which the edition, as built, withholds."""
    if cells := internal(edition, "cells.json"):
        _none_tells(texts, _withheld(cells.values()), Words(edition))


def no_word_of_an_answer_tells(request: TableRequest, **texts: str) -> None:
    """The same for an answer to a request, and for the edition that it is counted from."""
    tables = [*(internal(request.edition, "cells.json") or {}).values()]
    if answer := internal_answer(request, "cells.json"):
        tables.append(answer)
    if tables:
        _none_tells(texts, _withheld(tables), AnswerWords(request))


def words_of_answer(request: TableRequest) -> dict[str, str]:
    """What everybody reads in words of an answer: its title and what it is about."""
    public = public_answer(request)
    return {
        f"{name}_{language}": public[name][language]
        for name in ("title", "about")
        for language in ("nl", "en")
    }


def _withheld(tables: Iterable[Mapping[str, Any]]) -> dict[CellKey, int]:
    return {
        key_at(told, at): value
        for told in tables
        for at, value, reason in told["cells"]
        if reason and reason != OVERRIDDEN
    }


def _none_tells(texts: Mapping[str, str], withheld: Mapping[CellKey, int], words: Words) -> None:
    found = {}
    for name, text in texts.items():
        for told in words_that_tell(text, withheld, COUNTED)[:1]:
            found[name] = _(
                "“%(text)s” holds the number %(number)s, which is just what %(cell)s counts, and that number is "
                "withheld. Leave the number out, or say it less exactly."
            ) % {"text": text.strip(), "number": told.low, "cell": f"“{words.cell(told.cell)}”"}
    if found:
        raise ValidationError(found)
