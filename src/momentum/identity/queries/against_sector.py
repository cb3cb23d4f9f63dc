"""An enterprise sees itself beside the others: only the middle half of at least ten others, in half points.

The others are taken in by fives, in the order in which they confirmed, so that nobody reads one answer off the
difference between two days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Exists, OuterRef

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.identity.instrument import Instrument, load
from momentum.identity.models import Answer, Response, ResponseState
from momentum.methods.isomorphism.indicators import INDICATORS
from momentum.methods.isomorphism.profiles import HIGHEST, Item, Waves, profiles

FEWEST_OTHERS = 10
TAKEN_BY = 5
HALF = 2


@dataclass(frozen=True)
class Beside:
    """One indicator from 0 to 4: the enterprise's own value, and the middle half of the others where there are enough."""

    indicator: str
    own: float | None
    low: float | None = None
    middle: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Comparison:
    """`others` counted; 0 where there are fewer than FEWEST_OTHERS. `enough`: whether the own profile has enough answers."""

    rows: tuple[Beside, ...]
    others: int
    enough: bool


def against_sector(actor: Actor, response: Response) -> Comparison:
    """The own confirmed profile beside the sector of that year. Raises `Refused` for another's."""
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    others = _others(response)
    keys = [response.pk, *others]
    values = _values(load(response.round.instrument), keys) * HIGHEST
    own, rest = values[0], values[1:]
    rows = tuple(_beside(code, own[j], rest[:, j]) for j, code in enumerate(INDICATORS))
    return Comparison(rows, len(others), bool(np.isfinite(own).any()))


def _others(response: Response) -> list[UUID]:
    """Confirmed responses of other enterprises in the same round that say something, whole fives of them."""
    said = Answer.objects.filter(response=OuterRef("pk"), value__isnull=False)
    found = list(
        Response.objects.filter(Exists(said), round=response.round, state=ResponseState.CONFIRMED)
        .exclude(organisation=response.organisation_id)
        .order_by("confirmed_at", "pk")
        .values_list("pk", flat=True)
    )
    whole = len(found) // TAKEN_BY * TAKEN_BY
    return found[:whole] if whole >= FEWEST_OTHERS else []


def _values(instrument: Instrument, keys: Sequence[UUID]) -> np.ndarray:
    """Responses × indicators, 0 to 1, NaN where missing or where too little was answered."""
    items = [Item(item.code, item.indicator) for item in instrument.items]
    at, which = {key: n for n, key in enumerate(keys)}, {item.code: n for n, item in enumerate(items)}
    answers = np.full((len(keys), 1, len(items)), np.nan)
    told = Answer.objects.filter(response__in=keys, value__isnull=False, item__in=list(which))
    for key, item, value in told.values_list("response_id", "item", "value").order_by():
        answers[at[key], 0, which[item]] = value
    found: np.ndarray = profiles(Waves([str(key) for key in keys], [0], items, answers)).values[:, 0]
    return found


def _beside(indicator: str, own: float, others: np.ndarray) -> Beside:
    mine = float(own) if np.isfinite(own) else None
    known = others[np.isfinite(others)]
    if len(known) < FEWEST_OTHERS:
        return Beside(indicator, mine)
    low, middle, high = (round(float(each) * HALF) / HALF for each in np.quantile(known, [0.25, 0.5, 0.75]))
    return Beside(indicator, mine, low, middle, high)
