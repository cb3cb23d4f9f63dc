"""What everybody may see: tables in which a withheld cell is nothing but a mark.

Nothing here reads a withheld value: rows come from `Protected.published` and figures from published cells only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from momentum.methods.disclosure import TOTAL, CellKey
from momentum.monitor.building.inputs import Labels
from momentum.monitor.building.protected import Protected
from momentum.monitor.building.protecting import exact, hidden
from momentum.monitor.building.tables import level_and_code
from momentum.monitor.building.words import Words, in_both
from momentum.monitor.contents import Axis

WITHHELD = "withheld"
Value = int | float | str | None


@dataclass(frozen=True)
class Reader:
    """A decision, read as the public may."""

    plan: Protected
    labels: Labels

    def count(self, measure: str, **at: str) -> int | None:
        """A published count, or None where it is withheld."""
        return self.plan.shown(CellKey(measure, frozenset(at.items())))

    def derived(self, figure: float | None, *needs: CellKey) -> Value:
        """A figure counted from the persons of these cells: withheld where one of them is withheld, too small, or
        not told exactly, since the exact figure would tell the exact count."""
        return figure if exact(self.plan, *needs) and not hidden(self.plan, *needs) else WITHHELD

    def word(self, axis_name: str, code: str) -> dict[str, Any]:
        """A code with its words and level, as a row's heading."""
        level, plain = level_and_code(axis_name, code)
        words = self.labels.get(level, {}).get(plain) or special(plain)
        return {"code": plain, "level": level, **words}


def special(code: str) -> Words:
    from django.utils.translation import gettext

    texts = {
        TOTAL: lambda: gettext("Total"),
        "unknown": lambda: gettext("Unknown"),
        "none": lambda: gettext("None recorded"),
    }
    return in_both(texts[code]) if code in texts else dict.fromkeys(("nl", "en"), code)


def total_key(measure: str) -> CellKey:
    return CellKey(measure, frozenset())


def column(key: str, label: object, kind: str = "count") -> dict[str, Any]:
    """A column: `kind` is text, count, share, change or number."""
    return {"key": key, "label": label if isinstance(label, dict) else in_both(label), "kind": kind}


def table_of(
    name: str,
    title: object,
    about: object,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    lineage: Mapping[str, Any],
    *,
    additive: bool = True,
) -> dict[str, Any]:
    """One public table: `rows` hold `cells` in the order of `columns`, and the level of their heading."""
    return {
        "name": name,
        "title": in_both(title),
        "about": in_both(about),
        "columns": list(columns),
        "rows": list(rows),
        "withheld": sum(cell == WITHHELD for row in rows for cell in row["cells"]),
        "additive": additive,
        "indicator": lineage["indicator"],
        "version": lineage["version"],
    }


def breakdown_table(
    reader: Reader,
    name: str,
    axes: Sequence[Axis],
    title: object,
    about: object,
    lineage: Mapping[str, Any],
    only: Callable[[str], bool] = lambda code: True,
) -> dict[str, Any]:
    """The public form of a protected table: its first axis downwards, its second (if any) across."""
    table = reader.plan.table(name)
    cells = {cell.at: WITHHELD if cell.value is None else cell.value for cell in reader.plan.published(name)}
    down = _in_order(reader, axes[0], dict(table.dimensions[0].sums))
    across = [c for c in table.dimensions[1].codes if only(c)] if len(axes) > 1 else [TOTAL]
    # The total stands first, where a narrow screen shows it.
    across = sorted(across, key=lambda code: (code != TOTAL, _rank(reader, axes[-1], code)))
    columns = [column("row", axes[0].title, "text")]
    for code in across:
        words = reader.word(axes[-1].name, code) if len(axes) > 1 else in_both(lambda: _persons())
        columns.append(column(code, {language: words[language] for language in ("nl", "en")}))
    rows = [
        {
            "head": reader.word(axes[0].name, code),
            "depth": depth,
            "cells": [cells[(code, other) if len(axes) > 1 else (code,)] for other in across],
        }
        for code, depth in down
    ]
    return table_of(name, title, about, columns, rows, lineage, additive=table.additive)


def _persons() -> str:
    from django.utils.translation import gettext

    return gettext("People")


def _in_order(reader: Reader, axis: Axis, children: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """The codes of an axis that are shown, each under its parent, in an order that no count decides."""
    found: list[tuple[str, int]] = [(TOTAL, 0)]

    def below(parent: str, depth: int) -> None:
        for code in sorted(children.get(parent, ()), key=lambda one: _rank(reader, axis, one)):
            if level_and_code(axis.name, code)[0] in axis.public:
                found.append((code, depth))
                below(code, depth + 1)

    below(TOTAL, 1)
    return found


def _rank(reader: Reader, axis: Axis, code: str) -> tuple[int, int, str]:
    if code == TOTAL:
        return (2, 0, "")
    level, plain = level_and_code(axis.name, code)
    known = list(reader.labels.get(level, {}))
    return (plain in ("unknown", "none"), known.index(plain) if plain in known else len(known), plain)
