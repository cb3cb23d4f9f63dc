"""Preparing frozen facts once: everything that is per person, so that indicators are plain aggregates."""

from momentum.methods.indicators.preparation.prepare import prepare
from momentum.methods.indicators.preparation.prepared import Prepared, open_prepared

__all__ = ["Prepared", "open_prepared", "prepare"]
