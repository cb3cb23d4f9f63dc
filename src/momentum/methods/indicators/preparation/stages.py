"""The order in which frozen facts are prepared, and its expressions compiled once."""

import threading
from collections.abc import Callable

import ibis.expr.types as ir

from momentum.methods.indicators.engine import Query, Session
from momentum.methods.indicators.preparation import groups, outset, paid, records, spells, stays
from momentum.methods.indicators.tables import TABLES

_COMPILED: dict[tuple[str, int], dict[str, Query]] = {}
_MOST_COMPILED = 32
_COMPILING = threading.Lock()


def stages(session: Session, freeze: int) -> dict[str, Query]:
    """The prepared tables by name, each a query over the raw facts and those before it."""
    key = (session.name, freeze)
    with _COMPILING:
        if key not in _COMPILED:
            if len(_COMPILED) >= _MOST_COMPILED:
                _COMPILED.pop(next(iter(_COMPILED)))
            _COMPILED[key] = {name: session.compile(stage()) for name, stage in _expressions(freeze).items()}
        return _COMPILED[key]


def first_start(session: Session, freeze: int) -> int:
    """The day number of the earliest start in table `spell`, `freeze` where there is none."""
    spell = TABLES.spell
    first = session.fetch(spell.aggregate(first=spell.start.min()))["first"][0].as_py()
    return freeze if first is None else int(first)


def _expressions(freeze: int) -> dict[str, Callable[[], ir.Table]]:
    return {
        "person": spells.people,
        "spell_name": spells.spell_names,
        "spell": lambda: spells.spells(freeze),
        "belonging": lambda: groups.belonging(freeze),
        "stay": lambda: stays.stays(freeze),
        "piece": lambda: stays.pieces(freeze),
        "paid_start": paid.paid_starts,
        "paid_stretch": paid.paid_stretches,
        "move": paid.moves,
        "outset": lambda: outset.outsets(freeze),
        "worked": lambda: records.worked(freeze),
        "assessment": lambda: records.assessments(freeze),
    }
