"""Participants and what becomes of them.

A person's identity and their journey are stored apart. Nothing but the pseudonym joins them: an HMAC of the
identity's key under a secret kept outside the database, so neither table leads to the other by itself.
"""

from momentum.journeys.models.assessments import Assessment, Instrument
from momentum.journeys.models.caseload import Assignment
from momentum.journeys.models.corrections import CorrectionRequest, CorrectionState
from momentum.journeys.models.follow_ups import FollowUp, Outcome
from momentum.journeys.models.grounds import Ground, Purpose, PurposeGround
from momentum.journeys.models.imports import ImportBatch, ImportedSpell, ImportState, RememberedMapping
from momentum.journeys.models.openings import Opening, Verdict
from momentum.journeys.models.people import Identity, Journey, Membership, SourceReference
from momentum.journeys.models.referrals import Referral, ReferralState
from momentum.journeys.models.rights import OPEN_STATES, RequestState, Right, RightsRequest
from momentum.journeys.models.spells import EndReason, Spell, SpellHours

__all__ = [
    "OPEN_STATES",
    "Assessment",
    "Assignment",
    "CorrectionRequest",
    "CorrectionState",
    "EndReason",
    "FollowUp",
    "Ground",
    "Identity",
    "ImportBatch",
    "ImportState",
    "ImportedSpell",
    "Instrument",
    "Journey",
    "Membership",
    "Opening",
    "Outcome",
    "Purpose",
    "PurposeGround",
    "Referral",
    "ReferralState",
    "RememberedMapping",
    "RequestState",
    "Right",
    "RightsRequest",
    "SourceReference",
    "Spell",
    "SpellHours",
    "Verdict",
]
