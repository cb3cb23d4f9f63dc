"""What a search found, one page at a time."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from momentum.sector.filters import Filters
from momentum.sector.queries.registry import Registry

Each = TypeVar("Each")
Asked = TypeVar("Asked", bound=Filters)


@dataclass(frozen=True)
class Results(Generic[Each, Asked]):
    """Everything that answers a search, in order, and the page of it that is asked for."""

    PAGE_SIZE: ClassVar[int]

    registry: Registry
    entries: tuple[Each, ...]
    filters: Asked
    unknown: tuple[str, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.entries) // self.PAGE_SIZE))

    @property
    def page(self) -> int:
        return min(self.filters.page, self.pages)

    @property
    def on_page(self) -> tuple[Each, ...]:
        return self.entries[(self.page - 1) * self.PAGE_SIZE : self.page * self.PAGE_SIZE]
