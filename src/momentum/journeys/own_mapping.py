"""A mapping that somebody brings along with a file: read, judged, and brought down to what is used here."""

import tomllib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.journeys.import_sentences import FIELDS, sentence
from momentum.methods.facts import MappingError, mapping_from

INCOMPLETE = ("missing_key", "missing_end")
"""What the pages ask for themselves."""

WITH_DATA = ("persons", "memberships", "hours", "assessments")
"""Further files that say something about people; lists of kinds, groups and the like are the city's own."""

LISTS = ("dates", "missing")
CONSTANTS = ("place_kind", "target_group")


def own_mapping(text: str) -> dict[str, Any]:
    """What a mapping in TOML says about one file of stays. Raises `ValidationError` with everything wrong in it."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValidationError(
            {
                "mapping": _("The mapping is not valid TOML: %(reason)s. Correct that line.")
                % {"reason": error}
            }
        ) from None
    try:
        mapping_from(given)
    except MappingError as error:
        wrong = [sentence(each) for each in error.problems if each.code not in INCOMPLETE]
        if wrong:
            raise ValidationError({"mapping": wrong}) from None
    if further := [name for name in WITH_DATA if name in given.get("files", {})]:
        raise ValidationError(
            {
                "mapping": _(
                    "The mapping names further files (%(files)s), and here one file comes in at a time. Put what "
                    "they say into columns of the file with stays, and take them out of the mapping."
                )
                % {"files": ", ".join(further)}
            }
        )
    return _used_here(given)


def _used_here(given: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("shape", "sheet", "encoding", "delimiter", "end", "decimal", "months")
    used: dict[str, Any] = {key: given[key] for key in kept if key in given}
    for key in LISTS:
        if key in given:
            used[key] = [given[key]] if isinstance(given[key], str) else [str(one) for one in given[key]]
    used["columns"] = {name: column for name, column in given.get("columns", {}).items() if name in FIELDS}
    used["values"] = {name: words for name, words in given.get("values", {}).items() if name in FIELDS}
    used["constants"] = {
        name: value for name, value in given.get("constants", {}).items() if name in CONSTANTS
    }
    if given.get("shape") == "calendar":
        used["states"] = {
            code: {"values": _texts(state.get("values")) or [code]}
            for code, state in given.get("states", {}).items()
        }
    return {key: value for key, value in used.items() if value}


def _texts(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else [str(one) for one in given or ()]
