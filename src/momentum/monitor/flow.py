"""How an edition goes from building to published, as data: who may do what, when, and what it asks for."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from momentum.monitor.models import EditionState as State


class Hand(Enum):
    """Which analyst may take a transition."""

    ANY = "any"
    APART = "apart"  # one who built, pinned, edited and submitted none of it
    MACHINE = "machine"  # nobody: the outcome of the work itself


@dataclass(frozen=True)
class Transition:
    """`record` is the kind of record in the matrix whose "write" it asks for."""

    verb: str
    sources: frozenset[State]
    target: State
    hand: Hand = Hand.ANY
    record: str = "edition"
    reason: bool = False
    done: str = ""


def _transition(verb: str, sources: set[State], target: State, **asks) -> Transition:
    return Transition(verb, frozenset(sources), target, **asks)


TRANSITIONS: dict[str, Transition] = {
    each.verb: each
    for each in (
        _transition(
            "rebuild",
            {State.DRAFT, State.RETURNED, State.REFUSED, State.FAILED},
            State.BUILDING,
            done=_("The edition is being built again."),
        ),
        _transition("finish", {State.BUILDING}, State.DRAFT, hand=Hand.MACHINE),
        _transition("refuse", {State.BUILDING}, State.REFUSED, hand=Hand.MACHINE),
        _transition("fail", {State.BUILDING}, State.FAILED, hand=Hand.MACHINE),
        _transition(
            "submit",
            {State.DRAFT, State.RETURNED},
            State.SUBMITTED,
            done=_("Submitted. Another analyst now checks it."),
        ),
        _transition(
            "approve",
            {State.SUBMITTED},
            State.APPROVED,
            hand=Hand.APART,
            record="edition_approval",
            done=_("Approved. It can now be published."),
        ),
        _transition(
            "send_back",
            # Also what was approved: something else may have been released since, and then it cannot be published.
            {State.SUBMITTED, State.APPROVED},
            State.RETURNED,
            hand=Hand.APART,
            record="edition_approval",
            reason=True,
            done=_("Sent back with your reason."),
        ),
        _transition(
            "publish", {State.APPROVED}, State.PUBLISHED, done=_("Published. Everybody can read it.")
        ),
        _transition(
            "withdraw",
            {State.PUBLISHED, State.SUPERSEDED},
            State.WITHDRAWN,
            reason=True,
            done=_("Withdrawn. Its address stays, with your reason."),
        ),
        _transition(
            "supersede",
            {State.PUBLISHED},
            State.SUPERSEDED,
            reason=True,
            done=_("Marked as replaced. Its address stays, with your reason."),
        ),
    )
}

# What makes an analyst's hand part of an edition: whoever did one of these cannot be its checker.
INVOLVING = frozenset({"build", "rebuild", "pin", "unpin", "edit", "choose", "override", "lift", "submit"})
# What changes an edition that was built, so that it is not submitted before it is built again.
CHANGING = frozenset({"pin", "unpin", "edit", "choose", "override", "lift"})

OPEN = frozenset({State.DRAFT, State.RETURNED})
PUBLIC = frozenset({State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN})


def possible(state: str) -> list[Transition]:
    """The transitions a person can take from this state, in the order of the flow."""
    return [each for each in TRANSITIONS.values() if state in each.sources and each.hand is not Hand.MACHINE]
