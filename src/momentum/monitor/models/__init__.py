"""What the monitor keeps: editions, and what led to them."""

from momentum.monitor.models.editions import (
    ApprovalToken,
    BuildProgress,
    Edition,
    EditionEvent,
    EditionState,
    Pin,
)

__all__ = [
    "ApprovalToken",
    "BuildProgress",
    "Edition",
    "EditionEvent",
    "EditionState",
    "Pin",
]
