"""What the monitor keeps: editions, and what led to them."""

from momentum.monitor.models.editions import (
    ApprovalToken,
    BuildProgress,
    Edition,
    EditionEvent,
    EditionState,
    Pin,
)
from momentum.monitor.models.protection import Comparison, ComparisonState, Override

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
]
