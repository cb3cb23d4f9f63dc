"""People who sign in, the bare organisations they act for, their mandates, and the access log."""

from momentum.accounts.models.access_log import (
    AccessEntry,
    AccessEntryPerson,
    AppendOnly,
    Unchangeable,
    WrittenOnce,
)
from momentum.accounts.models.daily import DailyRun, DailyState
from momentum.accounts.models.people import Accounts, Mandate, Organisation, OrganisationKind, User

__all__ = [
    "AccessEntry",
    "AccessEntryPerson",
    "Accounts",
    "AppendOnly",
    "DailyRun",
    "DailyState",
    "Mandate",
    "Organisation",
    "OrganisationKind",
    "Unchangeable",
    "User",
    "WrittenOnce",
]
