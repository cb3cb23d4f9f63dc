"""Every change of an edition: permission, check, then one transaction with what is written and who did it."""

from momentum.monitor.actions.approving import approve, send_back
from momentum.monitor.actions.building import new_edition, reap, rebuild, run_build
from momentum.monitor.actions.comparing import choose_compared, run_comparison, start_comparison
from momentum.monitor.actions.editing import edit, pin, unpin
from momentum.monitor.actions.protecting import choose, lift, override
from momentum.monitor.actions.publishing import publish, submit, supersede, withdraw
from momentum.monitor.actions.tokens import make_token

__all__ = [
    "approve",
    "choose",
    "choose_compared",
    "edit",
    "lift",
    "make_token",
    "new_edition",
    "override",
    "pin",
    "publish",
    "reap",
    "rebuild",
    "run_build",
    "run_comparison",
    "send_back",
    "start_comparison",
    "submit",
    "supersede",
    "unpin",
    "withdraw",
]
