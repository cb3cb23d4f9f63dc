"""What the client outside was promised, and what it asked for without ever getting an answer."""

from dataclasses import dataclass, field


@dataclass
class Import:
    """A file of `rows` people whose references begin with `mark`, offered as `batch`."""

    mark: str
    rows: int
    batch: str = ""
    taken_in: bool = False


@dataclass
class Stay:
    """A stay of this person at this place; `started` and `ended` when that was acknowledged.

    `key` is known once it was seen on the person's page.
    """

    person: str
    place: str
    begun: int
    key: str = ""
    started: bool = False
    ended: bool = False


@dataclass
class Promises:
    imports: list[Import] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    editions: dict[str, set[str]] = field(default_factory=dict)
    """By slug, the steps that were acknowledged."""

    def kept(self) -> dict[str, int]:
        """How many of each were acknowledged."""
        steps = [step for taken in self.editions.values() for step in taken]
        return {
            "files offered": sum(bool(each.batch) for each in self.imports),
            "imports taken in": sum(each.taken_in for each in self.imports),
            "stays started": sum(each.started for each in self.stays),
            "stays ended": sum(each.ended for each in self.stays),
            "editions begun": len(self.editions),
            "editions published": steps.count("publish"),
        }
