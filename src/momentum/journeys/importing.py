"""How a file of stays is understood here: the words of the file beside the city's own lists.

A mapping that somebody makes in the browser says only what is particular to the file. The city's kinds of place,
target groups and neighbourhoods, and the one organisation whose stays may come in, are put beside it here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from momentum.accounts.models import Organisation
from momentum.journeys.models import EndReason
from momentum.methods.facts import FileColumns, columns_of, mapping_from
from momentum.methods.facts import Mapping as FileMapping
from momentum.methods.sheets import Limits
from momentum.sector.models import District, Named, PlaceKind, TargetGroup

LIMITS = Limits(
    file_bytes=50 * 2**20, unpacked_bytes=200 * 2**20, memory_bytes=2 * 2**30, cells=2_000_000, seconds=30
)
"""What reading one file may take of the web server."""

ELSEWHERE = "elsewhere"
"""The state of a calendar, and the organisation, for months and stays that are not here: they are left out."""

LISTED: dict[str, type[Named]] = {
    "place_kind": PlaceKind,
    "end_reason": EndReason,
    "target_group": TargetGroup,
    "district": District,
}
SPELL_FIELDS = (
    "person",
    "place_kind",
    "start",
    "end",
    "end_reason",
    "hours_per_week",
    "birth_year",
    "district",
    "target_group",
    "organisation",
)
CALENDAR_FIELDS = ("person", "birth_year", "district", "target_group")


def look_at(data: bytes, given: Mapping[str, Any]) -> FileColumns:
    """What a file looks like, on the sheet and by the encoding that its mapping names. Raises `SheetError`."""
    named = {key: str(given.get(key) or "") for key in ("sheet", "encoding", "delimiter")}
    return columns_of(data, limits=LIMITS, **named)


def words_of(named: Named) -> set[str]:
    """The texts that stand for a word of a list without anybody saying so."""
    return {text.casefold() for text in (named.code, named.name_nl, named.name_en)}


def names_of(organisation: Organisation) -> dict[str, dict[str, str]]:
    """Per field of codes, how a code is called in the reader's language."""
    names = {
        field: {each.code: each.name for each in model._default_manager.all()}
        for field, model in LISTED.items()
    }
    return names | {"organisation": {organisation.slug: organisation.name}}


def recognised(field: str, texts: Iterable[str]) -> dict[str, str]:
    """The texts that are words of the city's list for `field`, in whatever case, with the code they stand for."""
    codes = {word: each.code for each in LISTED[field]._default_manager.all() for word in words_of(each)}
    return {text: codes[text.casefold()] for text in texts if text.casefold() in codes}


def whole_mapping(given: Mapping[str, Any], organisation: Organisation, look: FileColumns) -> FileMapping:
    """The mapping of one file of one organisation. Raises `MappingError` with every problem."""
    whole = dict(given)
    columns = {field: name for field, name in given.get("columns", {}).items() if name}
    values = {field: dict(words) for field, words in given.get("values", {}).items()}
    for field in LISTED:
        if columns.get(field) in look.sheet.header:
            known = recognised(field, look.values(columns[field], most=100_000))
            values[field] = known | values.get(field, {})
    whole["columns"], whole["values"] = columns, values
    whole["target_groups"] = list(TargetGroup.objects.values_list("code", flat=True))
    whole["districts"] = list(District.objects.values_list("code", flat=True))
    if given.get("shape") == "calendar":
        whole["states"] = _states(given.get("states", {}), organisation)
    else:
        _spells_of(whole, organisation, look)
    return mapping_from(whole, name="mapping")


def is_called(organisation: Organisation, word: str) -> bool:
    """Whether a word of a file is this organisation's name."""
    return word.casefold() in (organisation.name.casefold(), organisation.slug)


def _spells_of(whole: dict[str, Any], organisation: Organisation, look: FileColumns) -> None:
    whole["place_kinds"] = {
        kind.code: {"rank": kind.position, "paid": kind.paid} for kind in PlaceKind.objects.all()
    }
    whole["organisations"] = {
        organisation.slug: {"kind": organisation.kind},
        ELSEWHERE: {"kind": ELSEWHERE},
    }
    if "organisation" in whole["columns"]:
        column = whole["columns"]["organisation"]
        words = look.values(column, most=100_000) if column in look.sheet.header else []
        here = {word: organisation.slug for word in words if is_called(organisation, word)}
        whole["values"]["organisation"] = here | whole["values"].get("organisation", {})
    else:
        whole["constants"] = dict(whole.get("constants", {})) | {"organisation": organisation.slug}


def _states(given: Mapping[str, Any], organisation: Organisation) -> dict[str, Any]:
    """The states of a calendar: a kind of place here, or elsewhere."""
    kinds = {kind.code: kind for kind in PlaceKind.objects.all()}
    states: dict[str, dict[str, Any]] = {}
    for code, state in given.items():
        kind = kinds.get(code)
        target = states.setdefault(
            code if kind else ELSEWHERE,
            {
                "values": [],
                "organisation": organisation.slug if kind else ELSEWHERE,
                "organisation_kind": organisation.kind if kind else ELSEWHERE,
                "paid": bool(kind and kind.paid),
                "rank": kind.position if kind else 0,
            },
        )
        target["values"] = [*target["values"], *(state.get("values") or [code])]
    return states
