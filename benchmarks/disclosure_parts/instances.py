"""The tables that are protected: five of `data/disclosure`, and generated ones of any size."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from disclosure_parts.generator import generated_tables
from momentum.methods.disclosure import Dimension, Table, with_totals

DATA = Path(__file__).resolve().parents[2] / "data" / "disclosure"

People = Sequence[Mapping[str, str]]

FILES = {
    "small-two-way": "small",
    "small-three-way": "small",
    "middle": "middle",
    "middle-linked": "middle",
    "large": "large",
}
GENERATED = {"generated-10k": 10_000, "generated-30k": 30_000, "generated-100k": 100_000}
NAMES = (*FILES, *GENERATED)
DESCRIPTIONS = {
    "small-two-way": "(enterprise + branch) × target group, 2,720 people",
    "small-three-way": "(enterprise + branch) × target group × quarter, 2,720 people",
    "middle": "(enterprise + branch) × target group × quarter, 20,000 people",
    "middle-linked": "… and neighbourhood × target group × quarter, the same 20,000 people",
    "large": "(enterprise + branch) × target group × quarter, 100,000 people",
} | {
    name: f"(enterprise + sub-branch + branch) × target group × quarter, and (neighbourhood + borough) × target group "
    f"× quarter, people drawn until {cells:,} cells are filled"
    for name, cells in GENERATED.items()
}
CROSSED = {
    "small-two-way": ("enterprise", "target_group"),
    "small-three-way": ("enterprise", "target_group", "quarter"),
    "middle": ("enterprise", "target_group", "quarter"),
    "middle-linked": ("enterprise", "target_group", "quarter"),
    "large": ("enterprise", "target_group", "quarter"),
}
LINKED = ("neighbourhood", "target_group", "quarter")


def people_of(instance: str) -> list[dict[str, str]]:
    """The people of one of the five, a row each."""
    with open(DATA / f"{FILES[instance]}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables_of(instance: str) -> list[Table]:
    """The tables of an instance, totals included; combinations without anybody are absent."""
    if instance in GENERATED:
        return generated_tables(GENERATED[instance])
    people = people_of(instance)
    tables = [_table("by enterprise", people, CROSSED[instance])]
    if instance == "middle-linked":
        tables.append(_table("by neighbourhood", people, LINKED))
    return tables


def _table(name: str, people: People, crossed: Sequence[str]) -> Table:
    dimensions = tuple(_dimension(people, each) for each in crossed)
    cells = Counter(tuple(person[each] for each in crossed) for person in people)
    return with_totals(Table(name, "persons", dimensions, cells))


def _dimension(people: People, name: str) -> Dimension:
    parents = dict.fromkeys((person[name] for person in people), "*")
    if name == "enterprise":
        parents = {person["enterprise"]: person["branch"] for person in people}
        parents |= dict.fromkeys((person["branch"] for person in people), "*")
    return Dimension(name, dict(sorted(parents.items())))
