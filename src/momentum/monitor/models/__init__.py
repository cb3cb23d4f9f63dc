"""What the monitor keeps: editions and what led to them, and tables that somebody asked for."""

from momentum.monitor.models.editions import (
    ApprovalToken,
    BuildProgress,
    Edition,
    EditionEvent,
    EditionState,
    Pin,
)
from momentum.monitor.models.protection import Comparison, ComparisonState, Override
from momentum.monitor.models.requests import RequestState, TableEvent, TableRequest

__all__ = [
    "ApprovalToken",
    "BuildProgress",
    "Comparison",
    "ComparisonState",
    "Edition",
    "EditionEvent",
    "EditionState",
    "Override",
    "Pin",
    "RequestState",
    "TableEvent",
    "TableRequest",
]
