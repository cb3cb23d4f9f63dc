"""The states of this room's records, as data: which step leads where, and which roles may take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import Refused
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record, Role
from momentum.journeys.models import CorrectionState, ReferralState, RequestState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Step:
    """From one state to the next; `refusal` says why the step cannot be taken from any other state."""

    start: str
    end: str
    roles: frozenset[Role]
    refusal: "StrPromise"


_ANSWERED = _("This referral was answered or withdrawn already. Look at the list for how it stands now.")

REFERRAL: Mapping[str, Step] = {
    "accept": Step(ReferralState.SENT, ReferralState.ACCEPTED, frozenset({Role.WORK_COACH}), _ANSWERED),
    "decline": Step(ReferralState.SENT, ReferralState.DECLINED, frozenset({Role.WORK_COACH}), _ANSWERED),
    "withdraw": Step(
        ReferralState.SENT,
        ReferralState.WITHDRAWN,
        frozenset({Role.CASE_MANAGER, Role.PARTICIPANT}),
        _ANSWERED,
    ),
}

_CORRECTION_ANSWERED = _("This question was answered already. Open it to read the answer.")
_ANSWERERS = frozenset({Role.WORK_COACH, Role.CASE_MANAGER})

CORRECTION: Mapping[str, Step] = {
    "correct": Step(CorrectionState.OPEN, CorrectionState.CORRECTED, _ANSWERERS, _CORRECTION_ANSWERED),
    "not_correct": Step(
        CorrectionState.OPEN, CorrectionState.NOT_CORRECTED, _ANSWERERS, _CORRECTION_ANSWERED
    ),
}

_REQUEST_ANSWERED = _("This request was answered or withdrawn already. Open it to read how it stands now.")
_ASKERS = frozenset({Role.PARTICIPANT, Role.CASE_MANAGER})
_THE_PERSON = frozenset({Role.PARTICIPANT})
_ANSWERS_REQUESTS = frozenset({Role.PRIVACY_OFFICER})
_THE_CLOCK: frozenset[Role] = frozenset()


def _request(start: str, end: str, roles: frozenset[Role]) -> Step:
    return Step(start, end, roles, _REQUEST_ANSWERED)


RIGHTS: Mapping[str, Step] = {
    "grant": _request(RequestState.ASKED, RequestState.DONE, _ANSWERS_REQUESTS),
    "refuse": _request(RequestState.ASKED, RequestState.REFUSED, _ANSWERS_REQUESTS),
    "prolong": _request(RequestState.ASKED, RequestState.ASKED, _ANSWERS_REQUESTS),
    "withdraw": _request(RequestState.ASKED, RequestState.WITHDRAWN, _ASKERS),
    # Of an erasure: on a day, because a task in law asks for the record until then.
    "plan": _request(RequestState.ASKED, RequestState.PLANNED, _ANSWERS_REQUESTS),
    "carry_out": _request(RequestState.PLANNED, RequestState.DONE, _THE_CLOCK),
    "keep": _request(RequestState.PLANNED, RequestState.WITHDRAWN, _THE_PERSON),
    # Of a restriction: it stands, and ends after notice; its person may end it at once.
    "restrict": _request(RequestState.ASKED, RequestState.STANDING, _ANSWERS_REQUESTS),
    "announce": _request(RequestState.STANDING, RequestState.ENDING, _ANSWERS_REQUESTS),
    "lift": _request(RequestState.ENDING, RequestState.LIFTED, _THE_CLOCK),
    "end": _request(RequestState.STANDING, RequestState.LIFTED, _THE_PERSON),
    "end_sooner": _request(RequestState.ENDING, RequestState.LIFTED, _THE_PERSON),
}

TAKES_DOWN_REQUESTS = frozenset({Role.CASE_MANAGER})
"""Who writes down what somebody asks by mouth or by letter."""

ASKS, ANSWERS_REQUESTS = _ASKERS, _ANSWERS_REQUESTS

READS_RESTRICTED = frozenset({Role.PARTICIPANT, Role.PRIVACY_OFFICER})
"""To whom a record stays open while its person wants it only kept."""

REFERS = frozenset({Role.CASE_MANAGER, Role.PARTICIPANT})
"""Who proposes a person to an organisation: their case manager, or they themselves."""

WORKS_WITH_PEOPLE = frozenset({Role.WORK_COACH, Role.CASE_MANAGER})
"""Who has lists of people and pages about one of them; a person has their own page."""

ASKS_AFTERWARDS = WORKS_WITH_PEOPLE | {Role.JOURNEY_KEEPER}

OPENS_FOR_A_REASON = frozenset({Role.PRIVACY_OFFICER, Role.OPERATOR})
"""Who opens the record of somebody they do not work with, one at a time, for a reason that the log keeps."""

LOOKS_INTO_OPENINGS = frozenset({Role.PRIVACY_OFFICER})

REPORTS_ERRORS = frozenset({Role.PARTICIPANT})

WRITES_ITS_ORGANISATIONS_SPELLS = frozenset({Role.WORK_COACH})
"""Who changes only spells of their own organisation (and jobs elsewhere), though they read the whole journey."""


def next_state(flow: Mapping[str, Step], step: str, state: str, actor: Actor) -> str:
    """The state after `step`. Raises `Refused` for another role, `ValidationError` from another state."""
    taken = flow[step]
    allow(actor, taken.roles)
    if state != taken.start:
        raise ValidationError(taken.refusal, code="state")
    return taken.end


def allow(actor: Actor, roles: frozenset[Role], verb: str = "write", record: str = Record.JOURNEY) -> None:
    """Raises `Refused` unless the actor's role is one of `roles`."""
    if actor.role not in roles:
        raise Refused(verb, record)
