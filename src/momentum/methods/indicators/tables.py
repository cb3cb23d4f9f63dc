"""The prepared facts: names and columns of the tables that every indicator is an expression over.

People, spells, organisations, kinds, groups and districts are small integer codes (0 = unknown, for a
target group 0 = none); days and months are integers (see `days`). Something that runs at the freeze has
`until` = the freeze day and `until_month` = `FAR_MONTH`.
"""

from dataclasses import dataclass, fields

import ibis
import ibis.expr.types as ir

SCHEMAS: dict[str, dict[str, str]] = {
    "label": {"dimension": "string", "code": "int32", "label": "string"},
    "organisation": {"o": "int32", "enterprise": "int32", "b": "int32", "od": "int32", "ow": "int32"},
    "person": {"p": "int32", "person": "string", "birth_year": "int32", "d": "int32", "w": "int32"},
    "spell_name": {"s": "int32", "spell": "string"},
    # every spell, anywhere
    "spell": {
        "s": "int32",
        "p": "int32",
        "o": "int32",
        "k": "int32",
        "rank": "int32",
        "paid": "int32",
        "enterprise": "int32",
        "start": "int32",
        "until": "int32",
        "before_month": "int32",
        "start_month": "int32",
        "last_month": "int32",
        "until_month": "int32",
    },
    # target groups held, with g = 0 for the days on which a person holds none: together they tile time
    "belonging": {
        "p": "int32",
        "g": "int32",
        "begin": "int32",
        "until": "int32",
        "before_month": "int32",
        "begin_month": "int32",
        "last_month": "int32",
        "until_month": "int32",
    },
    # spells at social enterprises
    "stay": {
        "p": "int32",
        "s": "int32",
        "o": "int32",
        "k": "int32",
        "paid": "int32",
        "start": "int32",
        "until": "int32",
        "start_month": "int32",
        "last_month": "int32",
        "until_month": "int32",
        "first": "int32",
        "last": "int32",
        "prior": "int32",
        "prior_month": "int32",
        "fresh_month": "int32",
        "prior_o": "int32",
        "prior_month_o": "int32",
        "fresh_month_o": "int32",
    },
    # stays cut by target group
    "piece": {
        "p": "int32",
        "s": "int32",
        "o": "int32",
        "k": "int32",
        "g": "int32",
        "paid": "int32",
        "start": "int32",
        "until": "int32",
        "start_month": "int32",
        "last_month": "int32",
        "until_month": "int32",
        "first": "int32",
        "last": "int32",
        "opens": "int32",
        "closes": "int32",
        "prior_g": "int32",
        "prior_month_g": "int32",
        "fresh_month_g": "int32",
        "prior_og": "int32",
        "prior_month_og": "int32",
        "fresh_month_og": "int32",
    },
    # first days of paid work, not covered the day before
    "paid_start": {"p": "int32", "day": "int32", "month": "int32"},
    # paid work of one person with gaps of at most 30 days bridged
    "paid_stretch": {"p": "int32", "begin": "int32", "until": "int32", "final": "int32"},
    # a paid start beside an unpaid stay before it, one row a target group and paid kind
    "move": {
        "p": "int32",
        "day": "int32",
        "month": "int32",
        "gap": "int32",
        "s": "int32",
        "o": "int32",
        "k": "int32",
        "g": "int32",
        "to_k": "int32",
    },
    # what became of each person's first stretch at social enterprises
    "outset": {"p": "int32", "origin": "int32", "outcome": "string", "duration": "int32"},
    "worked": {"s": "int32", "begin": "int32", "until": "int32", "hours": "float64"},
    "assessment": {"p": "int32", "instrument": "string", "day": "int32", "value": "float64"},
}


@dataclass(frozen=True)
class Tables:
    """The prepared tables as unbound expressions, the same for every engine."""

    label: ir.Table
    organisation: ir.Table
    person: ir.Table
    spell_name: ir.Table
    spell: ir.Table
    belonging: ir.Table
    stay: ir.Table
    piece: ir.Table
    paid_start: ir.Table
    paid_stretch: ir.Table
    move: ir.Table
    outset: ir.Table
    worked: ir.Table
    assessment: ir.Table


TABLES = Tables(**{f.name: ibis.table(SCHEMAS[f.name], name=f.name) for f in fields(Tables)})
