"""Records of the identity monitor."""

from momentum.identity.models.poles import Pole, PoleText
from momentum.identity.models.rounds import Answer, Response, ResponseState, Round, Wording
from momentum.identity.models.statements import (
    CounterMeasure,
    CounterMeasureEvent,
    Statement,
    StatementEvent,
    StatementFile,
    StatementState,
)

__all__ = [
    "Answer",
    "CounterMeasure",
    "CounterMeasureEvent",
    "Pole",
    "PoleText",
    "Response",
    "ResponseState",
    "Round",
    "Statement",
    "StatementEvent",
    "StatementFile",
    "StatementState",
    "Wording",
]
