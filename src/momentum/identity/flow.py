"""How a statement goes from draft to public, and a counter-measure from proposed to done, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Record, Role
from momentum.identity.models import CounterMeasure, StatementState

State = StatementState
Measure = CounterMeasure.State


@dataclass(frozen=True)
class Transition:
    """`record` is the kind of record in the matrix whose "write" it asks for.

    role   who alone may take it, where the matrix lets more than one role write that record.
    apart  only somebody who did none of these verbs to it.
    """

    verb: str
    sources: frozenset[str]
    target: str
    record: Record
    role: str = ""
    apart: frozenset[str] = frozenset()
    reason: bool = False
    done: Any = ""


def _flow(*transitions: Transition) -> Mapping[str, Transition]:
    return {each.verb: each for each in transitions}


# Whoever did one of these to a statement has a hand in it, and is neither its checker nor its approver.
INVOLVING = frozenset({"make", "write", "submit", "write_anew"})
# What its author changes before it is submitted.
OPEN = frozenset({State.DRAFT})
PUBLIC = frozenset({State.PUBLISHED, State.WITHDRAWN})

STATEMENT = _flow(
    Transition("write", OPEN, State.DRAFT, Record.IDENTITY_STATEMENT, done=_("Your words are saved.")),
    Transition(
        "submit",
        OPEN,
        State.SUBMITTED,
        Record.IDENTITY_STATEMENT,
        done=_("Submitted. From now on it stays as it is; another analyst checks it."),
    ),
    Transition(
        "check",
        frozenset({State.SUBMITTED}),
        State.CHECKED,
        Record.IDENTITY_APPROVAL,
        role=Role.ANALYST,
        apart=INVOLVING,
        done=_("Checked. A board member now decides."),
    ),
    Transition(
        "send_back",
        frozenset({State.SUBMITTED}),
        State.DRAFT,
        Record.IDENTITY_APPROVAL,
        role=Role.ANALYST,
        apart=INVOLVING,
        reason=True,
        done=_("Sent back with your reason."),
    ),
    Transition(
        "approve",
        frozenset({State.CHECKED}),
        State.PUBLISHED,
        Record.IDENTITY_APPROVAL,
        role=Role.BOARD_MEMBER,
        apart=INVOLVING | {"check"},
        done=_("Approved and published. Everybody can read it."),
    ),
    Transition(
        "hand_back",
        frozenset({State.CHECKED}),
        State.DRAFT,
        Record.IDENTITY_APPROVAL,
        role=Role.BOARD_MEMBER,
        apart=INVOLVING | {"check"},
        reason=True,
        done=_("Sent back with your reason."),
    ),
    Transition(
        "withdraw",
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        Record.IDENTITY_STATEMENT,
        reason=True,
        done=_("Withdrawn. Its address stays, with your reason."),
    ),
    Transition(
        "write_anew",
        frozenset({State.WITHDRAWN}),
        State.DRAFT,
        Record.IDENTITY_STATEMENT,
        done=_(
            "A new draft. Until it is approved, everybody reads that the last one was withdrawn, and why."
        ),
    ),
)

COUNTER_MEASURE = _flow(
    Transition(
        "agree",
        frozenset({Measure.PROPOSED}),
        Measure.AGREED,
        Record.IDENTITY_STATEMENT,
        done=_("Agreed. When it is done, somebody who keeps the requirements says so."),
    ),
    # What is done about a requirement changes the requirement, so it is for who keeps the requirements.
    Transition(
        "finish",
        frozenset({Measure.AGREED}),
        Measure.DONE,
        Record.REQUIREMENT,
        done=_("Done. The requirement is changed, and the effect is followed here."),
    ),
    Transition(
        "drop",
        frozenset({Measure.PROPOSED, Measure.AGREED}),
        Measure.DROPPED,
        Record.IDENTITY_STATEMENT,
        reason=True,
        done=_("Dropped, with your reason."),
    ),
)


def possible(flow: Mapping[str, Transition], state: str) -> list[Transition]:
    """The transitions from a state, in the order of the flow."""
    return [each for each in flow.values() if state in each.sources]
