"""Where income comes from: hybridity, and the place in the triangle of state, market and community.

Source of hybridity: the Herfindahl index turned round and brought to 0 … 1, as in Chikoto, Ling & Neely (2016), who
show that indices over 3, 7 or 13 streams differ materially: a value is told with its number of streams.
"""

from dataclasses import dataclass

import numpy as np

STREAMS = ("market", "public_contract", "subsidy", "gifts")
CORNERS = ("state", "market", "community")
CLOSE = 0.005


class NotShares(ValueError):
    """Shares that are negative or do not add up to one."""


@dataclass(frozen=True)
class Hybridity:
    """0 with one source of income, 1 with equal shares of all `streams`."""

    value: float
    streams: int


def shares(amounts: np.ndarray) -> np.ndarray:
    """Shares of amounts (… × streams); NaN where there is no income or an amount is missing."""
    total = amounts.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: np.ndarray = np.where(
            (total > 0) & (amounts >= 0).all(axis=-1, keepdims=True), amounts / total, np.nan
        )
    return found


def hybridity(mix: np.ndarray) -> Hybridity:
    """How evenly income is spread over its streams (shares of one organisation that add up to one)."""
    check_shares(mix)
    size = len(mix)
    if size < 2:
        raise NotShares("hybridity needs at least two streams of income")
    return Hybridity(float((1 - (mix**2).sum()) / (1 - 1 / size)), size)


def check_shares(mix: np.ndarray) -> None:
    """Raise `NotShares` unless shares are whole, not negative, and add up to one."""
    if not np.isfinite(mix).all() or (mix < 0).any():
        raise NotShares("shares of income are missing or negative")
    if abs(float(mix.sum()) - 1) > CLOSE:
        raise NotShares(f"shares of income add up to {float(mix.sum()):.3f}, not to 1")


def triangle(mix: np.ndarray) -> np.ndarray:
    """Shares of (state, market, community) from (market, public contract, subsidy, gifts), … × 4 to … × 3."""
    market, contract, subsidy, gifts = np.moveaxis(mix, -1, 0)
    return np.stack([contract + subsidy, market, gifts], axis=-1)
