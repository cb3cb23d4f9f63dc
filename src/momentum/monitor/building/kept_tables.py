"""A protected table as a file: its structure and counts, so that later answers are protected together with it."""

from typing import Any

from momentum.methods.disclosure import Dimension, Table


def table_to_json(table: Table) -> dict[str, Any]:
    """Read by analysts only: it holds every count."""
    return {
        "name": table.name,
        "measure": table.measure,
        "additive": table.additive,
        "zeros": table.zeros,
        "dimensions": [
            {
                "name": each.name,
                "parents": dict(each.parents),
                "known_as": dict(each.known_as),
                "more": [dict(parents) for parents in each.more],
            }
            for each in table.dimensions
        ],
        "cells": [[list(at), value] for at, value in sorted(table.cells.items())],
    }


def table_from_json(told: dict[str, Any], name: str) -> Table:
    """The table, called `name` from now on."""
    return Table(
        name,
        told["measure"],
        tuple(
            Dimension(each["name"], each["parents"], each["known_as"], tuple(each["more"]))
            for each in told["dimensions"]
        ),
        {tuple(at): value for at, value in told["cells"]},
        told["additive"],
        zeros=told["zeros"],
    )
