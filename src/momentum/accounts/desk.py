"""What a room tells the desk: the desk itself is composed in `site` from every room's own query."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, order=True)
class Waiting:
    """One thing that waits for somebody; ordered by its date."""

    due: date
    what: str = field(compare=False)
    who: str = field(compare=False, default="")
    detail: str = field(compare=False, default="")
    url: str = field(compare=False, default="")
    action: str = field(compare=False, default="")


@dataclass(frozen=True)
class Door:
    """One thing somebody does: a button on the desk. The first door of a role is its main one; a rare one is last."""

    label: str
    url: str
    rare: bool = False
