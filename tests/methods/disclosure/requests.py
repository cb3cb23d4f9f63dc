"""Requests for protection made of texts: a spec and the files it describes."""

from momentum.methods.disclosure import Table
from momentum.methods.disclosure.files import tables_from
from momentum.methods.disclosure.spec import read_spec
from momentum.methods.sheets import read_sheet


def tables(spec: str, csv: str, **others: str) -> dict[str, Table]:
    """The tables of a spec over a CSV text, by name; `others` are the files beside it."""
    read = {name: read_sheet(text.encode()) for name, text in others.items()}
    return {table.name: table for table in tables_from(read_sheet(csv.encode()), read_spec(spec), read)}
