"""The states of a question about the log, as data: which step leads where, for which kind, and who may take it."""

from collections.abc import Mapping
from dataclasses import dataclass

from momentum.accounts.models import LogQuestionKind, LogQuestionState
from momentum.accounts.policy import Role


@dataclass(frozen=True)
class Step:
    start: str
    end: str
    kind: str
    roles: frozenset[Role]


_ANSWERERS = frozenset({Role.PRIVACY_OFFICER})

LOG_QUESTION: Mapping[str, Step] = {
    "answer": Step(LogQuestionState.OPEN, LogQuestionState.ANSWERED, LogQuestionKind.QUESTION, _ANSWERERS),
    "uphold": Step(LogQuestionState.OPEN, LogQuestionState.UPHELD, LogQuestionKind.OBJECTION, _ANSWERERS),
    "not_uphold": Step(
        LogQuestionState.OPEN, LogQuestionState.NOT_UPHELD, LogQuestionKind.OBJECTION, _ANSWERERS
    ),
}

ASKS = frozenset({Role.PARTICIPANT})


def steps_of(kind: str) -> list[str]:
    """The steps that answer a question of this kind."""
    return [name for name, step in LOG_QUESTION.items() if step.kind == kind]
