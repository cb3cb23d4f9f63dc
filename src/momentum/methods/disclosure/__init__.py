"""Disclosure control: publish tables of counts from which nobody can be identified.

`protect` chooses what to withhold, `round_tables` rounds, `perturb` adds noise; `audit` checks any of them, knowing
nothing of how it was made.
"""

from momentum.methods.disclosure.auditing import Audit, Finding, Interval, audit
from momentum.methods.disclosure.cell_keys import (
    Noise,
    Perturbation,
    cell_key,
    check_perturbation,
    keys_of_cells,
    noise_table,
    perturb,
    record_key,
)
from momentum.methods.disclosure.derived import Derived, may_publish, withheld_figures
from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.given_back import Ratio, Told, figures_that_tell, given_back, words_that_tell
from momentum.methods.disclosure.presets import PRESETS, Preset, preset
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
from momentum.methods.disclosure.rounding import Rounding, check_rounding, round_tables
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.statements import Broken, Statement
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, with_totals

__all__ = [
    "PRESETS",
    "PUBLIC_REASON",
    "TOTAL",
    "Audit",
    "Broken",
    "CellKey",
    "Coordinates",
    "Cost",
    "Derived",
    "Dimension",
    "Earlier",
    "Finding",
    "Interval",
    "Near",
    "Noise",
    "Perturbation",
    "Plan",
    "Preset",
    "PublicCell",
    "Publication",
    "Published",
    "Ratio",
    "Rounding",
    "Rules",
    "Statement",
    "Subset",
    "Table",
    "TableError",
    "Told",
    "audit",
    "cell_key",
    "check_perturbation",
    "check_rounding",
    "figures_that_tell",
    "given_back",
    "keys_of_cells",
    "may_publish",
    "noise_table",
    "perturb",
    "preset",
    "protect",
    "record_key",
    "round_tables",
    "with_totals",
    "withheld_figures",
    "words_that_tell",
]
