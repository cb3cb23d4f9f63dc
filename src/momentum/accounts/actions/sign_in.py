"""Changes to how other people sign in: ending their sessions, and taking away factors that they lost."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, in_scope, log, require
from momentum.accounts.actions.factors import take_away_factors
from momentum.accounts.actions.sessions import end_all
from momentum.accounts.actor import Actor
from momentum.accounts.models import FactorReset, User
from momentum.accounts.policy import Record
from momentum.accounts.purposes import Purpose
from momentum.accounts.queries import may_reset_factors, roles_to_come


def end_sessions(actor: Actor, *, user_pk: str) -> User:
    """Ends every session of somebody whose roles the actor looks after."""
    user = _looked_after(actor, user_pk)
    with transaction.atomic():
        end_all(user)
        _log(actor, f"ended the sessions of user {user.pk}")
    return user


def ask_factor_reset(actor: Actor, *, user_pk: str, checked: str) -> FactorReset:
    """Asks that the second factors of a colleague are taken away, whom the actor has seen with a document.

    Raises `Refused`, or ValidationError by field.
    """
    user = _looked_after(actor, user_pk)
    if actor.user is None or user.pk == actor.user.pk:
        raise ValidationError(_("Nobody asks this for themselves. Ask a colleague, or the operator."))
    if checked not in FactorReset.Checked.values:
        raise ValidationError({"checked": _("Choose how you saw that it is them.")})
    if not Authenticator.objects.filter(user=user).exists():
        raise ValidationError(_("This person has no second step: there is nothing to take away."))
    with transaction.atomic():
        if FactorReset.objects.select_for_update().filter(user=user, answered=None).exists():
            raise ValidationError(_("This was asked already, and waits for the operator."))
        asked = FactorReset.objects.create(user=user, checked=checked, asked_by=actor.user)
        _log(actor, f"asked a reset of second factors of user {user.pk}")
    return asked


def answer_factor_reset(actor: Actor, *, reset_pk: str, confirm: bool) -> FactorReset:
    """An operator, who is not the one who asked, confirms or refuses.

    Confirmed: every second factor is gone, every session is over; the next sign-in leads to setting up anew.
    """
    require(actor, "write", Record.ACCOUNTS)
    if actor.user is None or not may_reset_factors(actor):
        raise Refused("write", Record.ACCOUNTS)
    with transaction.atomic():
        rows = FactorReset.objects.select_for_update().filter(answered=None, pk=reset_pk)
        reset = rows.select_related("user").first()
        if reset is None:
            raise Refused("write", Record.ACCOUNTS)
        if actor.user.pk in (reset.asked_by_id, reset.user_id):
            raise ValidationError(
                _("Another operator answers this: it takes two people, and neither of them you.")
            )
        reset.answered_by, reset.answered, reset.done = actor.user, timezone.now(), confirm
        reset.save()
        if confirm:
            take_away_factors(reset.user)
            end_all(reset.user)
        what = "confirmed" if confirm else "refused"
        _log(actor, f"{what} a reset of second factors of user {reset.user_id}")
    return reset


def _looked_after(actor: Actor, user_pk: str) -> User:
    mandates = in_scope(actor, Record.ACCOUNTS, roles_to_come(), verb="write")
    held = mandates.filter(user=user_pk).select_related("user").first()
    if held is None:
        raise Refused("write", Record.ACCOUNTS)
    return held.user


def _log(actor: Actor, what: str) -> None:
    log(actor, "write", Record.ACCOUNTS, purpose=Purpose.ADMINISTRATION, detail=what)
