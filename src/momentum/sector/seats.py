"""How many seats of a place are taken. People's stays live in a higher room, which registers how to count them.

What the public may know of it: that a place exists and how many seats it has. Seats minus free seats is a count
of people, so the public page says only *room* or *full*, and of a place with fewer than `SMALL` seats not even
that, since "full" would then tell a small count exactly. Staff of the organisation see exact numbers.
"""

import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

TakenSeats = Callable[[list[Any]], dict[Any, int]]
SMALL = 5
# Public pages may be this many seconds behind the people who come and go.
FRESH_FOR = 30.0

_registered: list[TakenSeats] = []
_remembered: dict[str, Any] = {"at": float("-inf"), "places": None, "taken": {}}


class Room(StrEnum):
    ROOM = "room"
    FULL = "full"
    ASK = "ask"


def register_taken(count: TakenSeats) -> None:
    """`count(place_ids) -> {place_id: people there today}`; places nobody is at may be left out."""
    _registered[:] = [count]
    forget_taken()


def forget_taken() -> None:
    """Makes public pages of this process count again at once; call it after stays have changed."""
    _remembered["at"] = float("-inf")


def taken_at(place_id: Any) -> int:
    """People at one place, counted now."""
    return taken([place_id]).get(place_id, 0)


def taken(place_ids: Iterable[Any]) -> dict[Any, int]:
    """People at each place, counted now."""
    ids = list(place_ids)
    return _registered[0](ids) if _registered and ids else {}


def taken_recently(place_ids: frozenset) -> dict[Any, int]:
    """People at each place, as counted at most `FRESH_FOR` seconds ago: for public pages only."""
    now = time.monotonic()
    if _remembered["places"] != place_ids or now - _remembered["at"] > FRESH_FOR:
        _remembered.update(at=now, places=place_ids, taken=taken(place_ids))
    return _remembered["taken"]


def room_at(capacity: int, people: int) -> Room:
    """What the public may know of a place with `capacity` seats and `people` at it."""
    if capacity < SMALL:
        return Room.ASK
    return Room.ROOM if people < capacity else Room.FULL
