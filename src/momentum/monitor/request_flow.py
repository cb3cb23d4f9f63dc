"""How a request for a table goes from asked to released, as data: who may do what, when, and what it asks for."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Record
from momentum.monitor.models import RequestState as State


class Hand(Enum):
    """Whose step it is."""

    ASKER = "asker"
    ANY = "any"  # any analyst
    HOLDER = "holder"  # the analyst who has it in hand
    APART = "apart"  # an analyst who neither asked it, nor took, built or declined anything of it
    MACHINE = "machine"  # nobody: the outcome of the work itself


@dataclass(frozen=True)
class Transition:
    verb: str
    sources: frozenset[State]
    target: State
    hand: Hand
    reason: bool = False
    done: str = ""

    @property
    def record(self) -> Record:
        """The kind of record in the matrix whose "write" it asks for."""
        if self.hand is Hand.ASKER:
            return Record.TABLE_REQUEST
        return Record.TABLE_CHECK if self.hand is Hand.APART else Record.TABLE_ANSWER


def _transition(verb: str, sources: set[State], target: State, hand: Hand, **asks) -> Transition:
    return Transition(verb, frozenset(sources), target, hand, **asks)


_AT_WORK = {State.IN_HAND, State.FAILED, State.UNSAFE, State.BUILT}

TRANSITIONS: dict[str, Transition] = {
    each.verb: each
    for each in (
        _transition("take", {State.ASKED}, State.IN_HAND, Hand.ANY, done=_("You have this request in hand.")),
        _transition(
            "build",
            {*_AT_WORK, State.CHECKED},
            State.BUILDING,
            Hand.HOLDER,
            done=_("The table is being built."),
        ),
        _transition("finish", {State.BUILDING}, State.BUILT, Hand.MACHINE),
        _transition("refuse", {State.BUILDING}, State.UNSAFE, Hand.MACHINE),
        _transition("fail", {State.BUILDING}, State.FAILED, Hand.MACHINE),
        _transition(
            "check",
            {State.BUILT},
            State.CHECKED,
            Hand.APART,
            done=_("Checked. It can now be released to all."),
        ),
        _transition(
            "send_back",
            {State.BUILT},
            State.IN_HAND,
            Hand.APART,
            reason=True,
            done=_("Sent back with your reason."),
        ),
        _transition(
            "release",
            {State.CHECKED},
            State.RELEASED,
            Hand.ANY,
            done=_("Released. Everybody can read it, and who asked gets a message."),
        ),
        _transition(
            "put_back",
            {*_AT_WORK, State.CHECKED},
            State.ASKED,
            Hand.ANY,
            done=_("Put back. Another analyst can take it in hand."),
        ),
        _transition(
            "decline",
            {State.ASKED, *_AT_WORK},
            State.DECLINED,
            Hand.ANY,
            reason=True,
            done=_("Declined. Who asked reads your reason."),
        ),
        _transition(
            "withdraw",
            {State.ASKED, *_AT_WORK, State.BUILDING, State.CHECKED},
            State.WITHDRAWN,
            Hand.ASKER,
            done=_("Taken back. You can ask it again at any time."),
        ),
        _transition(
            "answer_too",
            {State.ASKED, *_AT_WORK, State.BUILDING, State.CHECKED},
            State.RELEASED,
            Hand.MACHINE,
        ),
    )
}

# What makes an analyst's hand part of an answer: whoever did one of these cannot be its checker.
INVOLVING = frozenset({"take", "build", "decline"})

CLOSED = frozenset({State.RELEASED, State.DECLINED, State.WITHDRAWN})
OPEN = frozenset(State) - CLOSED


def possible(state: str) -> list[Transition]:
    """The steps an analyst can take from this state, in the order of the flow."""
    return [
        each
        for each in TRANSITIONS.values()
        if state in each.sources and each.hand not in (Hand.MACHINE, Hand.ASKER)
    ]
