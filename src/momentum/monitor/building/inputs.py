"""What an edition is built from, so that the same can be built again from its folder alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from momentum.methods.disclosure import CellKey, Rules
from momentum.methods.indicators import Period
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.contents import SENSITIVE
from momentum.monitor.flow import PUBLIC
from momentum.monitor.models import Edition

Labels = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Inputs:
    """`earlier` are the cells that earlier editions published, oldest first; `pinned` those to keep visible."""

    slug: str
    title: Mapping[str, str]
    period: Period
    freeze: date
    rules: Rules
    pinned: frozenset[CellKey] = frozenset()
    earlier: Sequence[Mapping[CellKey, int]] = field(default_factory=tuple)
    effort: float = 1.0

    def to_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "title": dict(self.title),
            "period": [self.period.from_.isoformat(), self.period.to.isoformat()],
            "freeze": self.freeze.isoformat(),
            "rules": {
                "n": self.rules.n,
                "zeros": self.rules.zeros,
                "width": self.rules.width,
                "sensitive": sorted(self.rules.sensitive),
            },
            "pinned": sorted(key_to_json(key) for key in self.pinned),
            "earlier": [
                sorted([*key_to_json(key), value] for key, value in cells.items()) for cells in self.earlier
            ],
            "effort": self.effort,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Inputs":
        rules = told["rules"]
        return cls(
            slug=told["slug"],
            title=told["title"],
            period=Period(*(date.fromisoformat(day) for day in told["period"])),
            freeze=date.fromisoformat(told["freeze"]),
            rules=Rules(
                n=rules["n"],
                zeros=rules["zeros"],
                width=rules["width"],
                sensitive=frozenset(rules["sensitive"]),
            ),
            pinned=frozenset(key_from_json(key) for key in told["pinned"]),
            earlier=tuple({key_from_json(row[:2]): row[2] for row in cells} for cells in told["earlier"]),
            effort=told["effort"],
        )


def key_to_json(key: CellKey) -> list[Any]:
    """A cell as [measure, [[dimension, code], …]], sorted."""
    return [key.measure, sorted(list(pair) for pair in key.at)]


def key_from_json(told: Sequence[Any]) -> CellKey:
    return CellKey(told[0], frozenset((name, code) for name, code in told[1]))


def rules_of(edition: Edition) -> Rules:
    chosen = edition.settings
    return Rules(
        n=chosen.get("n", 5),
        zeros=chosen.get("zeros", "withheld"),
        width=chosen.get("width", 3),
        sensitive=SENSITIVE,
    )


def inputs_of(edition: Edition) -> Inputs:
    """The inputs as the database holds them now: pins, and every edition published before this one."""
    before = Edition.objects.filter(state__in=PUBLIC, published_at__isnull=False).exclude(pk=edition.pk)
    return Inputs(
        slug=edition.slug,
        title={"nl": edition.title_nl, "en": edition.title_en},
        period=Period(edition.period_from, edition.period_to),
        freeze=edition.freeze,
        rules=rules_of(edition),
        pinned=frozenset(key_from_json(pin.cell) for pin in edition.pins.all()),
        earlier=tuple(published_cells(one) for one in before.order_by("published_at")),
        effort=edition.settings.get("effort", 1.0),
    )


def published_cells(edition: Edition) -> dict[CellKey, int]:
    """What an edition published, as the next one must reckon with it. Raises `NotBuilt` where its files are gone."""
    file = folder_of(edition) / "internal" / "published.json"
    if not file.is_file():
        raise NotBuilt(
            _(
                "The files of the earlier edition %(slug)s are missing, so what it published cannot be reckoned with. "
                "Put them back from a backup."
            )
            % {"slug": edition.slug}
        )
    return {key_from_json(row[:2]): row[2] for row in read_json(file)}
