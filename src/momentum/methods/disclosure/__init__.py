"""Disclosure control: publish tables of counts from which nobody can be identified.

`protect` chooses what to withhold; `audit` checks any choice, knowing nothing of how it was made.
"""

from momentum.methods.disclosure.auditing import Audit, Finding, Interval, audit
from momentum.methods.disclosure.derived import Derived, may_publish, withheld_figures
from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.protecting import Cost, Plan, protect
from momentum.methods.disclosure.publication import (
    PUBLIC_REASON,
    Earlier,
    Near,
    Publication,
    PublicCell,
    Published,
    Subset,
)
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, with_totals

__all__ = [
    "PUBLIC_REASON",
    "TOTAL",
    "Audit",
    "CellKey",
    "Coordinates",
    "Cost",
    "Derived",
    "Dimension",
    "Earlier",
    "Finding",
    "Interval",
    "Near",
    "Plan",
    "PublicCell",
    "Publication",
    "Published",
    "Rules",
    "Subset",
    "Table",
    "TableError",
    "audit",
    "may_publish",
    "protect",
    "with_totals",
    "withheld_figures",
]
