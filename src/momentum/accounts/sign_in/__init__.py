"""Signing in: second factors, sessions, invitations and letters, and showing again who one is."""

from momentum.accounts.sign_in.step_up import needs_step_up, step_up, step_up_required

__all__ = ["needs_step_up", "step_up", "step_up_required"]
