"""What is, was or would be published: what a reader sees, however it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from momentum.methods.disclosure.tables import CellKey, Coordinates

PUBLIC_REASON = "withheld to protect whom it counts"


class PublicCell(NamedTuple):
    """A cell as the public sees it: a count, or None with the one reason for all withheld cells.

    `around` is told to everybody: the true value lies at most so far from `value` (0: it is exact).
    """

    at: Coordinates
    value: int | None
    reason: str | None
    around: int = 0


class Published(Protocol):
    """Anything that can tell the published rows of a table, by its name."""

    def published(self, name: str) -> Sequence[PublicCell]:
        """The rows of one table."""


@dataclass(frozen=True)
class Publication:
    """What is, or would be, published of each table, by its name, however it was made."""

    rows: Mapping[str, Sequence[PublicCell]]

    def published(self, name: str) -> Sequence[PublicCell]:
        """The rows of one table."""
        return self.rows[name]


class Near(NamedTuple):
    """What an edition that rounds or adds noise told of a cell: low ≤ true value ≤ high."""

    low: int
    high: int


Earlier = Mapping[CellKey, int | Near]
"""The cells one earlier edition published: exact values, or how near they are to the true ones."""

Subset = tuple[str, str]
"""(part, whole): in one and the same cell the first measure never exceeds the second."""
