"""A letter with which somebody without an e-mail address gets in: made by who manages their case."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, log, require
from momentum.accounts.actions.invitations import make_letter
from momentum.accounts.actions.participants import seal_account
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Record, Role
from momentum.accounts.queries import running
from momentum.accounts.sign_in.letters import free_sign_in_name
from momentum.journeys.actions.writing import lock
from momentum.journeys.models import Identity, Journey


@dataclass(frozen=True)
class Letter:
    """What the letter says. `code` is known here and on the paper, and nowhere else."""

    name: str
    sign_in_name: str
    token: str
    code: str
    written: date
    language: str


def write_letter(actor: Actor, journey: Journey, *, language: str = "nl") -> Letter:
    """A new letter for the participant; an earlier one no longer works.

    Their account here is called by their sign-in name only: who they are stays in the identity. Raises `Refused`,
    or ValidationError where there is no date of birth to check, or the person works here too.
    """
    require(actor, "write", Record.IDENTITY, journey)
    if actor.role == Role.PARTICIPANT:
        raise Refused("write", Record.IDENTITY)
    with transaction.atomic():
        journey = lock(journey.pk)
        identity = Identity.objects.select_for_update().get(pseudonym=journey.pseudonym)
        if identity.birth_date is None:
            raise ValidationError(
                _(
                    "Write down their date of birth first: it is asked beside the code, so that the letter alone is not enough."
                )
            )
        user = identity.user or _new_user(language)
        if user.mandates.exclude(role=Role.PARTICIPANT).exists():
            raise ValidationError(_("This person works here too. They sign in as they do for that work."))
        if user.sign_in_name is None:
            user.sign_in_name = free_sign_in_name()
            user.save(update_fields=["sign_in_name"])
        if identity.user is None:
            identity.user = user
            identity.save(update_fields=["user"])
        if not Mandate.objects.filter(running(), user=user, role=Role.PARTICIPANT).exists():
            Mandate.objects.create(user=user, role=Role.PARTICIPANT, starts=today(), granted_by=actor.user)
        seal_account(user)
        token, code = make_letter(user, made_by=actor.user)
        log(actor, "print", Record.IDENTITY, pseudonyms=[journey.pseudonym], detail="write_letter")
    return Letter(identity.name, user.sign_in_name, token, code, today(), language)


def _new_user(language: str) -> User:
    return User.objects.create_user(None, sign_in_name=free_sign_in_name(), language=language)
