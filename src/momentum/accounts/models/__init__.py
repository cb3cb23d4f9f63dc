"""People who sign in, the bare organisations they act for, their mandates, and the access log."""

from momentum.accounts.models.access_log import (
    AccessEntry,
    AccessEntryPerson,
    AccessLogHead,
    AppendOnly,
    ExpiredSegment,
    Unchangeable,
    WrittenOnce,
)
from momentum.accounts.models.daily import DailyRun, DailyState
from momentum.accounts.models.key_files import KeyFile
from momentum.accounts.models.log_questions import LogQuestion, LogQuestionKind, LogQuestionState
from momentum.accounts.models.outgoing_mail import MailState, OutgoingMail
from momentum.accounts.models.people import Accounts, Mandate, Organisation, OrganisationKind, User
from momentum.accounts.models.retention import RetentionIntent, RetentionProof
from momentum.accounts.models.sign_in import Attempts, FactorReset, Invitation, KnownDevice, Session

__all__ = [
    "AccessEntry",
    "AccessEntryPerson",
    "AccessLogHead",
    "Accounts",
    "AppendOnly",
    "Attempts",
    "DailyRun",
    "DailyState",
    "ExpiredSegment",
    "FactorReset",
    "Invitation",
    "KeyFile",
    "KnownDevice",
    "LogQuestion",
    "LogQuestionKind",
    "LogQuestionState",
    "MailState",
    "Mandate",
    "Organisation",
    "OrganisationKind",
    "OutgoingMail",
    "RetentionIntent",
    "RetentionProof",
    "Session",
    "Unchangeable",
    "User",
    "WrittenOnce",
]
