"""The words of a file of stays that nobody has explained yet."""

from collections.abc import Mapping
from typing import Any

from momentum.accounts.models import Organisation
from momentum.journeys.importing import ELSEWHERE, LISTED, is_called, recognised
from momentum.methods.facts import FileColumns

EVERY, AT_A_TIME = 100_000, 100
"""Words of a column that are judged, and of those not explained yet, how many are asked about on one page."""


def unmatched_words(given: Mapping[str, Any], look: FileColumns) -> dict[str, list[str]]:
    """Per listed field, the file's words that are not in the city's list and that the mapping does not explain."""
    missing = {"", *(given.get("missing") or [])}
    unmatched: dict[str, list[str]] = {}
    for about in LISTED:
        column = given.get("columns", {}).get(about)
        if column and column in look.sheet.header:
            texts = [text for text in look.values(column, most=EVERY) if text not in missing]
            codes = set(LISTED[about]._default_manager.values_list("code", flat=True))
            said = {word for word, code in given.get("values", {}).get(about, {}).items() if code in codes}
            explained = said | set(recognised(about, texts))
            if rest := [text for text in texts if text not in explained]:
                unmatched[about] = rest[:AT_A_TIME]
    return unmatched


def organisation_words(given: Mapping[str, Any], look: FileColumns, organisation: Organisation) -> list[str]:
    """The names of organisations in the file that may be this one's or another's: somebody has to say."""
    column = given.get("columns", {}).get("organisation")
    if not column or column not in look.sheet.header:
        return []
    missing = {"", *(given.get("missing") or [])}
    possible = (organisation.slug, ELSEWHERE)
    said = given.get("values", {}).get("organisation", {})
    texts = [text for text in look.values(column, most=EVERY) if text not in missing]
    rest = [text for text in texts if said.get(text) not in possible and not is_called(organisation, text)]
    return rest[:AT_A_TIME]


def state_words(look: FileColumns, given: Mapping[str, Any]) -> list[str]:
    """The states that a calendar's months hold, in order of first occurrence."""
    missing = {"", *(given.get("missing") or [])}
    months = given.get("months") or {}
    names = list(look.sheet.header)
    if months.get("first") in names and months.get("last") in names:
        chosen = names[names.index(months["first"]) : names.index(months["last"]) + 1]
    else:
        chosen = list(look.months)
    words: dict[str, None] = {}
    for name in chosen:
        words.update(dict.fromkeys(look.values(name, most=60)))
    return [word for word in words if word not in missing][:60]
