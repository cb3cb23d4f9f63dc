"""What an edition is built from, so that the same can be built again from its folder alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from momentum.methods.disclosure import CellKey, Earlier, Near, Rules
from momentum.methods.indicators import Period
from momentum.monitor.building.identity import pulled
from momentum.monitor.building.released import released
from momentum.monitor.choices import Choices
from momentum.monitor.contents import SENSITIVE
from momentum.monitor.models import Edition

Labels = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Inputs:
    """`earlier` are the cells that editions and answers to requests released before, oldest first; `pinned` those to keep visible;
    `overrides` those to publish anyway, each with its reason; `identity` is what it takes from the identity statement."""

    slug: str
    title: Mapping[str, str]
    period: Period
    freeze: date
    rules: Rules
    pinned: frozenset[CellKey] = frozenset()
    earlier: Sequence[Earlier] = field(default_factory=tuple)
    choices: Choices = field(default_factory=Choices)
    overrides: Mapping[CellKey, str] = field(default_factory=dict)
    identity: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
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
            "earlier": [cells_to_json(cells) for cells in self.earlier],
            "choices": self.choices.to_json(),
            "overrides": [
                {"cell": key_to_json(key), "reason": reason}
                for key, reason in sorted(self.overrides.items(), key=lambda pair: str(pair[0]))
            ],
        }
        # Without a statement an edition is the same bytes as before there were any.
        return told | ({"identity": dict(self.identity)} if self.identity else {})

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
            earlier=tuple(cells_from_json(cells) for cells in told["earlier"]),
            choices=Choices.from_json(told.get("choices") or _of_an_earlier_release(told)),
            overrides={key_from_json(row["cell"]): row["reason"] for row in told.get("overrides", ())},
            identity=told.get("identity"),
        )


def _of_an_earlier_release(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an edition built before there was a choice of methods says of its protection."""
    rules = told["rules"]
    return {"n": rules["n"], "zeros": rules["zeros"], "width": rules["width"], "effort": told["effort"]}


def cells_to_json(cells: Earlier) -> list[list[Any]]:
    """Published cells as [measure, at, count], or [measure, at, low, high] where they were not told exactly."""
    return sorted(
        [*key_to_json(key), *(told if isinstance(told, Near) else (told,))] for key, told in cells.items()
    )


def cells_from_json(rows: Sequence[Sequence[Any]]) -> dict[CellKey, int | Near]:
    return {key_from_json(row[:2]): Near(*row[2:]) if len(row) > 3 else row[2] for row in rows}


def key_to_json(key: CellKey) -> list[Any]:
    """A cell as [measure, [[dimension, code], …]], sorted."""
    return [key.measure, sorted(list(pair) for pair in key.at)]


def key_from_json(told: Sequence[Any]) -> CellKey:
    return CellKey(told[0], frozenset((name, code) for name, code in told[1]))


def rules_of(choices: Choices) -> Rules:
    return Rules(n=choices.n, zeros=choices.zeros, width=choices.width, sensitive=SENSITIVE)


def choices_of(edition: Edition) -> Choices:
    return Choices.from_json(edition.settings)


def inputs_of(edition: Edition) -> Inputs:
    """The inputs as the database holds them now: what was chosen, and everything released before, editions and answers alike."""
    choices = choices_of(edition)
    return Inputs(
        slug=edition.slug,
        title={"nl": edition.title_nl, "en": edition.title_en},
        period=Period(edition.period_from, edition.period_to),
        freeze=edition.freeze,
        rules=rules_of(choices),
        pinned=frozenset(key_from_json(pin.cell) for pin in edition.pins.all()),
        earlier=tuple(release.cells() for release in released(without=edition)),
        choices=choices,
        overrides={key_from_json(each.cell): each.reason for each in edition.overrides.all()},
        identity=pulled(edition),
    )


def with_choices(
    inputs: Inputs, choices: Choices, pinned: frozenset[CellKey], overrides: Mapping[CellKey, str]
) -> Inputs:
    """The same edition protected in another way, with these cells kept visible and these published anyway."""
    return replace(inputs, choices=choices, rules=rules_of(choices), pinned=pinned, overrides=overrides)
