"""Indicators over frozen facts: prepared once, each indicator one expression, every number with its lineage.

Heavy parts are imported when they are first asked for: listing the indicators needs no engine.
"""

import importlib
from typing import TYPE_CHECKING, Any

from momentum.methods.indicators.registry import INDICATORS, Indicator

if TYPE_CHECKING:
    from momentum.methods.indicators.additivity import overlaps
    from momentum.methods.indicators.change import Changes, prepare_changes, remeasure
    from momentum.methods.indicators.measurement import Measurement
    from momentum.methods.indicators.measuring import curve, measure
    from momentum.methods.indicators.period import Period, periods
    from momentum.methods.indicators.preparation import Prepared, open_prepared, prepare
    from momentum.methods.indicators.pseudonyms import behind

_HOMES = {
    "Changes": "change",
    "prepare_changes": "change",
    "remeasure": "change",
    "behind": "pseudonyms",
    "curve": "measuring",
    "overlaps": "additivity",
    "Measurement": "measurement",
    "Period": "period",
    "Prepared": "preparation",
    "measure": "measuring",
    "open_prepared": "preparation",
    "periods": "period",
    "prepare": "preparation",
}

__all__ = [
    "INDICATORS",
    "Changes",
    "Indicator",
    "Measurement",
    "Period",
    "Prepared",
    "behind",
    "curve",
    "measure",
    "open_prepared",
    "overlaps",
    "periods",
    "prepare",
    "prepare_changes",
    "remeasure",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
