"""The dimensions a figure can be broken down by, and how they nest."""

import difflib
from collections.abc import Iterable, Mapping
from itertools import combinations

PARENTS: dict[str, tuple[str, ...]] = {
    "organisation": ("branch", "organisation_district", "organisation_borough"),
    "organisation_district": ("organisation_borough",),
    "branch": (),
    "organisation_borough": (),
    "district": ("borough",),
    "borough": (),
    "place_kind": (),
    "target_group": (),
    "age_band": (),
    "to_kind": (),
}
"""Dimension → the dimensions it lies wholly within."""

TOTAL = "*"
"""Written in the column of a dimension for its total."""

CALENDAR = ("year", "quarter", "month")
"""Dimensions of time, coarse to fine."""

ALIASES = {"kind": "place_kind", "group": "target_group"}
OF_PERSON = ("district", "borough", "age_band")
OF_ORGANISATION = ("branch", "organisation_district", "organisation_borough")
CODE_LISTS = {
    "organisation_district": "district",
    "organisation_borough": "borough",
    "to_kind": "place_kind",
}
"""Dimension → the list its codes come from, where that is not its own name."""


def code_list(dimension: str) -> str:
    """The name of the list of codes of a dimension."""
    return CODE_LISTS.get(dimension, dimension)


def dimension_named(name: str, allowed: Iterable[str]) -> str:
    """The dimension that `name` or its short form means. Raises ValueError naming those allowed."""
    dimension = ALIASES.get(name, name)
    allowed = list(allowed)
    if dimension in allowed:
        return dimension
    if dimension in PARENTS or dimension in CALENDAR:
        raise ValueError(
            f"This indicator cannot be broken down by {dimension}; it can by {', '.join(allowed)}."
        )
    near = difflib.get_close_matches(name, [*allowed, *ALIASES], 1)
    hint = f"; did you mean {near[0]}?" if near else f"; choose from {', '.join(allowed)}."
    raise ValueError(f"There is no dimension “{name}”{hint}")


def code_of(dimension: str, value: str, codes: Mapping[str, Mapping[str, int]]) -> int:
    """The code of a value of a dimension. Raises ValueError where the facts hold no such value."""
    known = codes[code_list(dimension)]
    if value in known:
        return known[value]
    near = difflib.get_close_matches(value, list(known), 3)
    shown = near or sorted(known)[:8]
    raise ValueError(f"The facts hold no {dimension} “{value}”; there is {', '.join(shown)}.")


def levels(by: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every combination of `by` that a table has cells for, from the grand total down.

    A dimension is never given without those of `by` that it lies within: its totals over them are itself.
    """
    found = []
    for size in range(len(by) + 1):
        for level in combinations(by, size):
            if all(set(PARENTS[d]) & set(by) <= set(level) for d in level):
                found.append(level)
    return found
