"""Every change of who may do what."""

from momentum.accounts.actions.mandates import (
    check_end,
    check_invitation,
    end_mandate,
    grant_mandate,
    invite_person,
)

__all__ = ["check_end", "check_invitation", "end_mandate", "grant_mandate", "invite_person"]
