"""An answer as everybody reads it: a table to look at, and files with a line a number."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from momentum.methods.disclosure import TOTAL
from momentum.methods.sheets import write_csv, write_xlsx
from momentum.monitor.answering.offer import COUNTED, SIDES, title_of
from momentum.monitor.answering.protecting import Decision
from momentum.monitor.answering.question import Question
from momentum.monitor.building.public import WITHHELD, special
from momentum.monitor.building.tables import level_and_code
from momentum.monitor.building.words import in_both
from momentum.monitor.definitions import PLAIN

Labels = Mapping[str, Mapping[str, Mapping[str, str]]]
# Where people live is a district as much as where an enterprise stands.
LISTED_AS = {"district": "organisation_district", "borough": "organisation_borough"}
LANGUAGE = "en"


def table_as_read(question: Question, decision: Decision, labels: Labels) -> dict[str, Any]:
    """Words and codes of each side, and the numbers in the order of their product; a withheld one is a mark.

    Nothing of it depends on a withheld count: neither which rows there are nor their order.
    """
    sides = [_side(name, decision.table.dimensions[at], labels) for at, name in enumerate(question.by)]
    published = decision.published
    key = decision.table.key
    order = [[code["at"] for code in side["codes"]] for side in sides]
    return {
        "format": 1,
        "title": question.title(),
        "about": in_both(PLAIN[question.indicator][1]),
        "what": in_both(title_of(question.indicator)),
        "indicator": question.indicator,
        "unit": COUNTED[question.indicator],
        "period": [question.period.from_.isoformat(), question.period.to.isoformat()],
        "label": question.period.label,
        "sides": sides,
        "additive": decision.table.additive,
        "numbers": [published.get(key(at), WITHHELD) for at in _product(order)],
    }


def _product(order: list[list[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for codes in order:
        found = [(*before, code) for before in found for code in codes]
    return found


def _side(name: str, dimension: Any, labels: Labels) -> dict[str, Any]:
    return {
        "name": name,
        "title": in_both(SIDES[name].title),
        "codes": [
            {"at": code, "depth": depth, **_shown(word_of(name, code, labels))}
            for code, depth in in_order(name, dimension, labels)
        ],
    }


def _shown(word: Mapping[str, Any]) -> dict[str, Any]:
    return {name: word[name] for name in ("code", "level", "nl", "en")}


def word_of(axis: str, code: str, labels: Labels) -> dict[str, Any]:
    level, plain = level_and_code(axis, code)
    words = labels.get(LISTED_AS.get(level, level), {}).get(plain)
    return {"code": plain, "level": level, "known": words is not None, **(words or special(plain))}


def in_order(name: str, dimension: Any, labels: Labels) -> list[tuple[str, int]]:
    """The codes of a side with their depth: the total, each code below what it is a part of; further hierarchies
    over the same codes after them, their coarse codes only."""
    found: list[tuple[str, int]] = [(TOTAL, 0)]
    for number, parents in enumerate(dimension.hierarchies):
        children: dict[str, list[str]] = {}
        for code, above in parents.items():
            children.setdefault(above, []).append(code)
        finest = {code for code in parents if code not in children}

        def below(parent: str, depth: int) -> None:
            for code in sorted(children.get(parent, ()), key=lambda one: _rank(name, one, labels)):  # noqa: B023
                if number == 0 or code not in finest:  # noqa: B023
                    found.append((code, depth))
                below(code, depth + 1)

        below(TOTAL, 1)
    return found


def _rank(name: str, code: str, labels: Labels) -> tuple[bool, int, str]:
    level, plain = level_and_code(name, code)
    known = list(labels.get(LISTED_AS.get(level, level), {}))
    return (plain in ("unknown", "none"), known.index(plain) if plain in known else len(known), plain)


def as_rows(public: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Header and a row a number: level, code and name on each side, then the number, or "withheld" beside it."""
    header = [f"{side['name']}{what}" for side in public["sides"] for what in ("_level", "", "_name")]
    rows = []
    places: list[tuple[Mapping[str, Any], ...]] = [()]
    for side in public["sides"]:
        places = [(*before, code) for before in places for code in side["codes"]]
    for place, number in zip(places, public["numbers"], strict=True):
        names = [told for code in place for told in (code["level"], code["code"], code[LANGUAGE])]
        withheld = number == WITHHELD
        rows.append([*names, None if withheld else number, WITHHELD if withheld else None])
    return [*header, public["unit"], WITHHELD], rows


def write_downloads(public: Mapping[str, Any], folder: Path) -> None:
    """`table.csv` and `table.xlsx`: the same bytes for the same table."""
    header, rows = as_rows(public)
    with (folder / "table.csv").open("wb") as out:
        write_csv(out, header, rows)
    with (folder / "table.xlsx").open("wb") as out:
        write_xlsx(out, header, rows, sheet=str(public["indicator"])[:31])


def cross(public: Mapping[str, Any], third: str = "") -> dict[str, Any]:
    """The answer as one table of rows and columns (as an edition's tables), of three sides at one code of the last.

    `third` is that code; an unknown one is the total.
    """
    sides = public["sides"]
    down, across = sides[0], sides[1] if len(sides) > 1 else None
    lengths = [len(side["codes"]) for side in sides]
    last = third_place(public, third)
    columns = [{"key": "row", "label": _both(down["title"]), "kind": "text"}]
    codes = across["codes"] if across else [{"code": TOTAL, **in_both(_unit(public["unit"]))}]
    columns += [{"key": code["code"], "label": _both(code), "kind": "count"} for code in codes]
    rows = []
    for number, code in enumerate(down["codes"]):
        cells = []
        for place in range(len(codes)):
            at = number
            if across:
                at = at * lengths[1] + place
            if len(sides) > 2:
                at = at * lengths[2] + last
            cells.append(public["numbers"][at])
        rows.append({"head": code, "depth": code["depth"], "cells": cells})
    return {
        "name": "answer",
        "title": public["title"],
        "about": public["about"],
        "columns": columns,
        "rows": rows,
        "withheld": sum(cell == WITHHELD for row in rows for cell in row["cells"]),
        "additive": public["additive"],
        "indicator": public["indicator"],
    }


def third_place(public: Mapping[str, Any], third: str) -> int:
    """The place of a code of the third side; the total where there is none such."""
    if len(public["sides"]) < 3:
        return 0
    codes = [code["at"] for code in public["sides"][2]["codes"]]
    return codes.index(third) if third in codes else 0


def _unit(unit: str) -> object:
    return _("People") if unit == "persons" else _("Placements")


def _both(words: Mapping[str, str]) -> dict[str, str]:
    return {"nl": words["nl"], "en": words["en"]}
