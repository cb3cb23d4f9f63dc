"""The freeze: what the journeys say on one day, without names, as facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from momentum.accounts.actor import Actor
from momentum.accounts.keys import secret
from momentum.accounts.models import Organisation
from momentum.accounts.row_security import acting, as_system
from momentum.journeys import pseudonyms
from momentum.journeys.models import Instrument, Journey
from momentum.journeys.queries import facts_rows
from momentum.methods.disclosure.cell_keys import record_key
from momentum.methods.facts import SCHEMAS
from momentum.monitor.models import Edition
from momentum.sector.models import Borough, Branch, District, PlaceKind, TargetGroup
from momentum.sector.queries import district_rows, organisation_rows, place_kind_rows

# What no indicator needs is not frozen: a participant's own voice stays where it is.
MEASURED = frozenset({Instrument.LADDER, Instrument.WAGE_VALUE})

CELL_KEYS = "cell_keys"
"""The file, in the folder of keys, with the secret under which record keys for noise are made."""


@dataclass
class Frozen:
    """Columns by table (as in methods.facts), who was left out and why, the lists' words, and by pseudonym the key for
    noise of every person and spell."""

    columns: dict[str, dict[str, list[Any]]]
    left_out: dict[str, int]
    labels: dict[str, dict[str, dict[str, str]]]
    keys: dict[str, int] = field(default_factory=dict)


def freeze_rows(actor: Actor, edition: Edition, *, purpose: str) -> Frozen:
    """Everything recorded of those who may be counted, under this edition's own pseudonyms.

    One entry in the access log names everybody whose journey was read; it is committed with the reading.
    """
    own = pseudonyms.for_edition(edition.id)
    # One secret for all editions: whoever is counted again has the same noise again.
    noise = secret(settings.KEYS, CELL_KEYS).encode()
    known: dict[str, str] = {}
    keys: dict[str, int] = {}

    def renamed(value: str) -> str:
        if value not in known:
            known[value] = own(value)
            keys[known[value]] = record_key(noise, value)
        return known[value]

    # A worker builds for somebody who is not at the page any more: it is still they who ask.
    with acting(actor), as_system("freeze"), transaction.atomic():
        rows = facts_rows(actor, freeze=edition.freeze, purpose=purpose)
        columns = {
            "person": _columns("person", ((renamed(p), *rest) for p, *rest in rows.person)),
            "membership": _columns("membership", ((renamed(p), *rest) for p, *rest in rows.membership)),
            "spell": _columns("spell", ((renamed(s), renamed(p), *rest) for s, p, *rest in rows.spell)),
            "hours": _columns("hours", ((renamed(s), *rest) for s, *rest in rows.hours)),
            "assessment": _columns(
                "assessment",
                ((renamed(p), name, *rest) for p, name, *rest in rows.assessment if name in MEASURED),
            ),
            "place_kind": _columns("place_kind", place_kind_rows()),
            "organisation": _columns("organisation", organisation_rows()),
            "district": _columns("district", district_rows()),
        }
        return Frozen(columns, dict(rows.left_out), _labels(), keys)


def _columns(table: str, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    names = SCHEMAS[table].names
    found = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(values) for name, values in zip(names, found, strict=True)}


def _named(model: Any) -> Iterator[tuple[str, dict[str, str]]]:
    rows = model.objects.order_by("position", "code").values_list("code", "name_nl", "name_en")
    for code, dutch, english in rows:
        yield code, {"nl": dutch, "en": english}


def _labels() -> dict[str, dict[str, dict[str, str]]]:
    """The words of the lists as they are on the day of the freeze, in their own order."""
    kinds = dict(_named(PlaceKind))
    return {
        "organisation": {
            slug: {"nl": name, "en": name}
            for slug, name in Organisation.objects.order_by("name").values_list("slug", "name")
        },
        "branch": dict(_named(Branch)),
        "organisation_district": dict(_named(District)),
        "organisation_borough": dict(_named(Borough)),
        "target_group": dict(_named(TargetGroup)),
        "place_kind": kinds,
        "to_kind": kinds,
    }


@as_system("behind")
def journeys_of(edition: Edition, pseudonymous: set[str]) -> list[Any]:
    """The journeys that an edition's pseudonyms stand for: needed only to name them in the access log."""
    own = pseudonyms.for_edition(edition.id)
    return [
        pk
        for pk, pseudonym in Journey.objects.values_list("id", "pseudonym")
        if own(pseudonym) in pseudonymous
    ]
