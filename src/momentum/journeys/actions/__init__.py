"""Every change of state in this room, one function each."""

from momentum.journeys.actions.answering import announce_end, answer_right, prolong
from momentum.journeys.actions.assessments import record_assessment, record_own_voice, remove_assessment
from momentum.journeys.actions.caseload import cover, end_cover, hand_over
from momentum.journeys.actions.corrections import answer_correction, ask_correction
from momentum.journeys.actions.deaths import record_death, undo_death
from momentum.journeys.actions.follow_ups import record_follow_up
from momentum.journeys.actions.grounds import confirm_grounds, record_ground, withdraw_ground
from momentum.journeys.actions.merging import merge_people
from momentum.journeys.actions.openings import open_for_a_reason, review_opening
from momentum.journeys.actions.people import (
    change_identity,
    change_situation,
    end_membership,
    record_membership,
    register_participant,
)
from momentum.journeys.actions.referrals import (
    accept_referral,
    decline_referral,
    refer,
    withdraw_referral,
)
from momentum.journeys.actions.rights import ask_right, end_restriction, withdraw_right
from momentum.journeys.actions.spells import change_hours, change_spell, end_spell, start_spell, undo_end

__all__ = [
    "accept_referral",
    "announce_end",
    "answer_correction",
    "answer_right",
    "ask_correction",
    "ask_right",
    "change_hours",
    "change_identity",
    "change_situation",
    "change_spell",
    "confirm_grounds",
    "cover",
    "decline_referral",
    "end_cover",
    "end_membership",
    "end_restriction",
    "end_spell",
    "hand_over",
    "merge_people",
    "open_for_a_reason",
    "prolong",
    "record_assessment",
    "record_death",
    "record_follow_up",
    "record_ground",
    "record_membership",
    "record_own_voice",
    "refer",
    "register_participant",
    "remove_assessment",
    "review_opening",
    "start_spell",
    "undo_death",
    "undo_end",
    "withdraw_ground",
    "withdraw_referral",
    "withdraw_right",
]
