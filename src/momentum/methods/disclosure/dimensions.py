"""Classifications: codes, what they add up to, and the hierarchies over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

TOTAL = "*"


class TableError(ValueError):
    """A table or rule that cannot be protected as it stands; the sentence says what, where, what to do."""


@dataclass(frozen=True)
class Dimension:
    """One classification.

    parents   every code's parent; a code at the top has the total ("*") as parent.
    known_as  for a code that another dimension holds too, that other dimension: a branch in the
              hierarchy organisation → branch is the cell that a table by branch shows.
    more      further hierarchies over the same codes, each like `parents`, each dividing the whole total:
              neighbourhoods add up to boroughs, and in another way to care regions.
    """

    name: str
    parents: Mapping[str, str]
    known_as: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Mapping[str, str], ...] = ()

    def __post_init__(self) -> None:
        for hierarchy in self.hierarchies:
            self._check(hierarchy)
        if self.more:
            _check_together(self)

    def _check(self, parents: Mapping[str, str]) -> None:
        if TOTAL in parents:
            raise TableError(f"Dimension {self.name}: the total {TOTAL} has no parent; remove that line.")
        for code, parent in parents.items():
            if parent != TOTAL and parent not in parents:
                raise TableError(
                    f"Dimension {self.name}: {code} has the parent {parent}, which has no parent itself. "
                    f"Give {parent} a parent (the total is {TOTAL})."
                )
        for code in parents:
            seen = {code}
            above = parents[code]
            while above != TOTAL:
                if above in seen:
                    raise TableError(f"Dimension {self.name}: {code} is its own ancestor. Break the circle.")
                seen.add(above)
                above = parents[above]

    @property
    def hierarchies(self) -> tuple[Mapping[str, str], ...]:
        """Every hierarchy, the main one first."""
        return (self.parents, *self.more)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The total, then every code in the order given."""
        return (TOTAL, *dict.fromkeys(code for hierarchy in self.hierarchies for code in hierarchy))

    @cached_property
    def sums(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every (parent, its children), of each hierarchy in turn; the total is a parent in each."""
        found: dict[tuple[str, tuple[str, ...]], None] = {}
        for hierarchy in self.hierarchies:
            for parent, below in _children(hierarchy).items():
                found[parent, below] = None
        return tuple(found)

    @cached_property
    def leaves(self) -> frozenset[str]:
        """The codes that no hierarchy divides further."""
        return frozenset(self.codes) - {parent for parent, _ in self.sums}

    def ancestors(self, code: str) -> list[str]:
        """The codes above `code` in any hierarchy, nearest first, the total last; empty for the total."""
        above: dict[str, None] = {}
        nearest = [code]
        while nearest:
            nearest = [h[each] for each in nearest for h in self.hierarchies if each in h]
            nearest = [each for each in dict.fromkeys(nearest) if each != TOTAL and each not in above]
            above.update(dict.fromkeys(nearest))
        return [*above, TOTAL] if code != TOTAL else []


def _children(parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, parent in parents.items():
        found.setdefault(parent, []).append(code)
    return {parent: tuple(codes) for parent, codes in found.items()}


def _check_together(dimension: Dimension) -> None:
    """Every hierarchy divides what it divides whole, and nothing twice."""
    below: dict[str, set[str]] = {code: set() for code in dimension.codes}
    for leaf in sorted(dimension.leaves):
        for code in (leaf, *dimension.ancestors(leaf)):
            below[code].add(leaf)
    for parent, parts in dimension.sums:
        counted: dict[str, str] = {}
        for part in parts:
            for leaf in below[part]:
                if leaf in counted:
                    raise TableError(
                        f"Dimension {dimension.name}: {leaf} lies in {counted[leaf]} and in {part}, two parts "
                        f"of {_named(parent)} in one hierarchy, so it would count twice. Take it out of one."
                    )
                counted[leaf] = part
        missing = below[parent] - set(counted)
        if missing:
            raise TableError(
                f"Dimension {dimension.name}: {min(missing)} belongs to {_named(parent)}, but to none of the "
                f"parts of one of its hierarchies ({', '.join(sorted(parts)[:6])}). Give it a parent there too."
            )


def _named(code: str) -> str:
    return "the total" if code == TOTAL else code
