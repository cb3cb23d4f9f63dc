"""A protected table as somebody hands it in for an audit."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from momentum.methods.disclosure import Publication, PublicCell
    from momentum.methods.disclosure.files import Request

LARGEST = 10**15


def text_of(path: Path) -> str:
    """The text of a file. A byte order mark is left out."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} is not written in UTF-8. Save it as UTF-8.") from None


def publication_in(path: Path, request: "Request") -> "Publication":
    """What a plan.json or a protected sheet publishes. Raises `TableError` or `SheetError`."""
    from momentum.methods.disclosure.files import publication_from
    from momentum.methods.sheets import read_sheet

    if path.suffix.lower() != ".json":
        return publication_from(read_sheet(path), request.spec, request.tables)
    return _from_plan(path, request)


def _from_plan(path: Path, request: "Request") -> "Publication":
    from momentum.methods.disclosure import Publication, PublicCell, TableError

    named = {table.name: table for table in request.tables}
    found: dict[str, dict[tuple[str, ...], PublicCell]] = {name: {} for name in named}
    try:
        for row in json.loads(text_of(path))["cells"]:
            table = named[row["table"]]
            at = tuple(str(row["at"][d.name]) for d in table.dimensions)
            if at in found[table.name] or any(
                code not in d.codes for d, code in zip(table.dimensions, at, strict=True)
            ):
                raise ValueError(f"{', '.join(at)} is there twice, or is no cell of it")
            found[table.name][at] = _cell(at, row)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TableError(f"{path} is not a plan of this table ({error}).") from None
    return Publication({name: list(rows.values()) for name, rows in found.items()})


def _cell(at: tuple[str, ...], row: dict[str, Any]) -> "PublicCell":
    from momentum.methods.disclosure import PublicCell

    told, around = row.get("published", row["value"]), row.get("around", 0)
    for number in (told, around):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST:
            raise ValueError(f"{', '.join(at)} holds {number!r}")
    return PublicCell(at, None, "withheld") if row["withheld"] else PublicCell(at, told, None, around)
