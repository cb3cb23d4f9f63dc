"""A protected table as somebody hands it in for an audit."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from momentum.methods.disclosure import Publication
    from momentum.methods.disclosure.files import Request


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
    found: dict[str, list[PublicCell]] = {name: [] for name in named}
    try:
        for row in json.loads(text_of(path))["cells"]:
            table = named[row["table"]]
            at = tuple(row["at"][d.name] for d in table.dimensions)
            told, around = row.get("published", row["value"]), row.get("around", 0)
            if not all(isinstance(each, int) for each in (told, around)) or around < 0:
                raise ValueError("a value is no whole number")
            hidden = bool(row["withheld"])
            found[table.name].append(
                PublicCell(at, None if hidden else told, "withheld" if hidden else None, around)
            )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TableError(f"{path} is not a plan of this table ({error}).") from None
    return Publication(found)
