"""Everything that hangs together with a table that is asked for: what was counted from the same facts and released.

A reader puts all of it side by side. So the new table is protected, and attacked, together with the edition's own
tables and with every answer given from its facts, each as it was published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from momentum.methods.disclosure import CellKey, Near, Rules, Table
from momentum.methods.disclosure.rules import Zeros
from momentum.methods.disclosure.tables import all_coordinates
from momentum.methods.indicators import Period
from momentum.monitor.answering.question import Question
from momentum.monitor.building.asking import Asker
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.kept_tables import table_from_json
from momentum.monitor.building.measuring import measure_all
from momentum.monitor.building.released import Cells, Release, released
from momentum.monitor.choices import Choices
from momentum.monitor.contents import PARTS_OF
from momentum.monitor.models import Edition, TableRequest

# Whoever is counted in a part of a period is counted in the whole of it, in the same cell.
GROWING = ("reach", "inflow_spells", "outflow_spells", "inflow_persons", "outflow_persons")


@dataclass(frozen=True)
class Frame:
    """`tables` of the same facts that were released and touch the question; `known` what those published.

    `zeros` is the edition's policy for zeros of what is asked. `releases` is everything released, oldest first, and
    `earlier` the cells of each.
    """

    edition: Edition
    rules: Rules
    tables: tuple[Table, ...]
    known: Mapping[CellKey, int | Near]
    zeros: Zeros
    releases: Sequence[Release]
    earlier: tuple[Cells, ...]

    def subsets(self, tables: Sequence[Table]) -> tuple[tuple[str, str], ...]:
        """The measures of which one is a part of the other, as far as that holds for every cell of `tables`."""
        values = {table.key(at): table.cells.get(at, 0) for table in tables for at in all_coordinates(table)}
        measures = sorted({table.measure for table in tables})
        return tuple(
            (part, whole)
            for part in measures
            for whole in measures
            if part != whole and is_part(part, whole) and _holds(values, part, whole)
        )


def is_part(part: str, whole: str) -> bool:
    """Whether of one and the same cell the measure `part` never counts more than `whole`, as everybody knows."""
    (what, when), (of, during) = (_read(measure) for measure in (part, whole))
    if when == during:
        return (what, of) in PARTS_OF
    if what == of == "stock":
        # Both are counted on the last day of their period.
        return when.to == during.to
    return what == of and what in GROWING and during.from_ <= when.from_ and when.to <= during.to


def _read(measure: str) -> tuple[str, Period]:
    indicator, _slash, label = measure.partition("/")
    return indicator, Period.parse(label)


def _holds(values: Mapping[CellKey, int], part: str, whole: str) -> bool:
    return all(
        value <= values.get(CellKey(whole, key.at), value)
        for key, value in values.items()
        if key.measure == part
    )


def frame_of(
    edition: Edition, question: Question, ask: Asker, releases: Sequence[Release] | None = None
) -> Frame:
    """What the answer to a question about an edition hangs together with: `releases`, by default all there are.

    Raises `NotBuilt` for missing files.
    """
    releases = released() if releases is None else releases
    tables = [*_tables_of_edition(edition, ask)]
    known: dict[CellKey, int | Near] = {}
    for release in releases:
        if release.of == edition:
            known |= release.cells()
        elif isinstance(release.of, TableRequest) and release.of.edition_id == edition.pk:
            known |= release.cells()
            told: dict[str, Any] = read_json(release.folder / "internal" / "table.json")
            tables.append(table_from_json(told, f"answer {release.name}"))
    touching = _touching({table.measure for table in tables} | {question.measure}, question.measure)
    inputs = read_json(folder_of(edition) / "inputs.json")
    chosen = inputs["rules"]
    return Frame(
        edition=edition,
        rules=Rules(
            n=chosen["n"],
            zeros=chosen["zeros"],
            width=chosen["width"],
            sensitive=frozenset(chosen["sensitive"]),
        ),
        tables=tuple(table for table in tables if table.measure in touching),
        known=known,
        zeros=Choices.from_json(inputs.get("choices", chosen)).treatment(question.measure).zeros,
        releases=releases,
        earlier=tuple(release.cells() for release in releases),
    )


def _tables_of_edition(edition: Edition, ask: Asker) -> list[Table]:
    """The tables of an edition as they were protected; counted again where its folder does not hold them yet."""
    file = folder_of(edition) / "internal" / "tables.json"
    if file.is_file():
        return [table_from_json(told, told["name"]) for told in read_json(file)]
    own = Period(edition.period_from, edition.period_to)
    return measure_all(ask.prepared, own, lambda *_told: None).tables


def _touching(measures: set[str], measure: str) -> set[str]:
    """The measures that are tied to this one, directly or through others."""
    found, waiting = {measure}, [measure]
    while waiting:
        here = waiting.pop()
        for other in measures - found:
            if is_part(here, other) or is_part(other, here):
                found.add(other)
                waiting.append(other)
    return found
