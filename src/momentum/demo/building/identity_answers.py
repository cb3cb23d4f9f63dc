"""What enterprises answer: the registry's own values where it knows them, else drawn around their place on their path."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from momentum.accounts.models import Organisation as Record
from momentum.demo.building import identity_field
from momentum.demo.organisations import Organisation
from momentum.demo.population.details import generator
from momentum.identity.instrument import Instrument
from momentum.identity.queries.filling import filled
from momentum.methods.isomorphism import HIGHEST, INDICATORS, POLES, SOCIAL_ENTERPRISE

OWN_RISK, MOST = "own_risk", 3
PLACES = {name: place for place, name in enumerate(INDICATORS)}


@dataclass(frozen=True)
class Told:
    """An answer to an item: 0 to 4, or None where the enterprise cannot say."""

    item: str
    value: int | None
    from_registry: bool


class Character:
    """What an enterprise is: where it began on the nine indicators, how it answers, and how fast it goes."""

    def __init__(self, enterprise: Organisation, instrument: Instrument, seed: int) -> None:
        self._enterprise, self._items = enterprise, instrument.items
        self._sizes = identity_field.field()["answers"]
        self._draw = generator(seed, f"identity of {enterprise.slug}")
        self._start = SOCIAL_ENTERPRISE.values + self._chance("between", len(INDICATORS))
        self._peculiar = self._chance("item", len(self._items))
        self.pace = 1 + float(self._chance("pace", 1)[0])

    def _chance(self, size: str, count: int) -> np.ndarray:
        return self._draw.normal(0, self._sizes[size], count)

    def place(self, year: int) -> np.ndarray:
        """Where it stands on the nine indicators in a year, as far as its own doing goes."""
        name = identity_field.path(self._enterprise)
        if not name:
            return self._start
        told = identity_field.field()["paths"][name]
        pole = next(each for each in POLES if each.code == told["pole"])
        speed = np.array([told["indicators"].get(each, 0.0) for each in INDICATORS])
        gone = np.minimum(1.0, speed * self.pace * identity_field.way(self._enterprise, year))
        return self._start + gone * (pole.values - self._start)

    def answers(self, record: Record, year: int, instrument: Instrument) -> Iterator[Told]:
        """Its answers of a year. Years are asked in their order, each once."""
        known = filled(record, year, instrument)
        place = self.place(year) + self._chance("year", len(INDICATORS))
        off = self._chance("occasion", len(self._items)) + self._peculiar
        silent = self._draw.random(len(self._items)) < self._sizes["cannot_say"]
        for number, item in enumerate(self._items):
            level = place[PLACES[item.indicator]] + off[number]
            own = int(np.clip(round(HIGHEST * level), 0, HIGHEST))
            fill = known.get(item.code)
            if fill is None:
                yield Told(item.code, None if silent[number] else own, from_registry=False)
            elif item.fills == OWN_RISK and fill.value == 0:
                # The registry says only yes or no; who shares the risk with somebody corrects it.
                value = min(own, MOST)
                yield Told(item.code, value, from_registry=value == 0)
            else:
                yield Told(item.code, fill.value, from_registry=True)
