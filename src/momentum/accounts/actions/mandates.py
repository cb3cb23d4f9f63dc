"""Every change to who signs in and in which role."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from momentum.accounts.access import Refused, in_scope, log, require
from momentum.accounts.actions.participants import seal_account, show_account
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import NEVER_TOGETHER, ROLES_OF_KIND, Record, Role
from momentum.accounts.purposes import Purpose
from momentum.accounts.row_security import as_system


@as_system("sign_in")
def invite_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    starts: date | None = None,
    ends: date | None = None,
    language: str = "nl",
) -> Mandate:
    """Gives somebody a role in an organisation, and a sign-in where they have none yet.

    Somebody who signs in already keeps the name they have; who only took part has this one from now on. Raises `Refused`, or ValidationError by field.
    """
    require(actor, "write", Record.ACCOUNTS, organisation)
    check_invitation(
        actor, email=email, name=name, organisation=organisation, role=role, starts=starts, ends=ends
    )
    with transaction.atomic():
        user = User.objects.by_address(email)
        if user is None:
            user = User.objects.create_user(email=email.strip(), name=name.strip(), language=language)
        show_account(user, name=name.strip(), email=email.strip())
        return grant_mandate(actor, user=user, organisation=organisation, role=role, starts=starts, ends=ends)


@as_system("sign_in")
def check_invitation(
    actor: Actor,
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    starts: date | None = None,
    ends: date | None = None,
) -> User | None:
    """Whether `invite_person` would go through: the person if they sign in already. Raises as it does."""
    require(actor, "write", Record.ACCOUNTS, organisation)
    errors = {}
    try:
        validate_email(email.strip())
    except ValidationError as error:
        errors["email"] = error
    if not name.strip():
        errors["name"] = ValidationError(_("Write the person's name."))
    if errors:
        raise ValidationError(errors)
    user = User.objects.by_address(email)
    _check_mandate(actor, user, organisation, role, starts or today(), ends)
    return user


@as_system("sign_in")
def grant_mandate(
    actor: Actor,
    *,
    user: User,
    organisation: Organisation | None,
    role: str,
    starts: date | None = None,
    ends: date | None = None,
) -> Mandate:
    """Lets `user` act in `role` for `organisation` from a day (today) until a day, the first without it.

    Raises `Refused`, or ValidationError by field: a role that the organisation's people cannot hold, one that
    never goes together with another of theirs, one they hold already, or days in the wrong order.
    """
    require(actor, "write", Record.ACCOUNTS, organisation or NOBODYS)
    starts = starts or today()
    with transaction.atomic():
        # Of two grants to one person at once, the second waits here and then sees the first.
        User.objects.select_for_update().get(pk=user.pk)
        _check_mandate(actor, user, organisation, role, starts, ends)
        mandate = Mandate.objects.create(
            user=user, organisation=organisation, role=role, starts=starts, ends=ends, granted_by=actor.user
        )
        seal_account(user)
        _log_change(actor, f"gave {role}", mandate)
    return mandate


def end_mandate(actor: Actor, mandate: Mandate, *, ends: date | None = None) -> Mandate:
    """Ends a role at the start of a day (today). Raises `Refused`, or ValidationError by field."""
    ends = ends or today()
    with transaction.atomic():
        rows = in_scope(actor, Record.ACCOUNTS, Mandate.objects.select_for_update(), verb="write")
        current = rows.exclude(role=Role.PARTICIPANT).filter(pk=mandate.pk).first()
        if current is None:
            raise Refused("write", Record.ACCOUNTS)
        check_end(actor, current, ends)
        # One that has not started yet is withdrawn: it ends on the day it would have started.
        current.ends = max(ends, current.starts)
        current.save(update_fields=["ends"])
        _log_change(actor, f"ended {current.role} at {current.ends}", current)
    return current


def check_end(actor: Actor, mandate: Mandate, ends: date) -> None:
    """Whether `end_mandate` would go through; raises ValidationError by field."""
    if actor.user is not None and mandate.user_id == actor.user.pk:
        raise ValidationError(_("You cannot end a role of your own. Ask a colleague, or the operator."))
    if mandate.ends is not None and mandate.ends <= today():
        raise ValidationError(_("This role has ended already."))
    if ends < today():
        raise ValidationError({"ends": _("This day has passed. Choose today or a later day.")})
    if mandate.ends is not None and ends > mandate.ends:
        raise ValidationError({"ends": _("The role ends earlier already. Give it anew to make it longer.")})


NOBODYS = object()  # no organisation's own: only who looks after all people may act on it


def _check_mandate(
    actor: Actor,
    user: User | None,
    organisation: Organisation | None,
    role: str,
    starts: date,
    ends: date | None,
) -> None:
    errors: dict[str, str] = {}
    possible = ROLES_OF_KIND.get(organisation.kind, ()) if organisation else (Role.PARTICIPANT,)
    if role not in possible:
        errors["role"] = _("People of this organisation cannot hold this role. Choose another role.")
    if starts < today():
        errors["starts"] = _("This day has passed. Choose today or a later day.")
    if ends is not None and ends <= starts:
        errors["ends"] = _("The role must end after it starts. Choose a later day, or leave it open.")
    if not errors and user is not None:
        if actor.user is not None and user.pk == actor.user.pk:
            errors["email"] = _("Nobody gives a role to themselves. Ask a colleague, or the operator.")
        else:
            errors |= _conflicts(user, organisation, role, starts, ends)
    if errors:
        raise ValidationError(errors)


def _conflicts(
    user: User, organisation: Organisation | None, role: str, starts: date, ends: date | None
) -> dict[str, str]:
    others = Mandate.objects.filter(user=user).filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    if ends is not None:
        others = others.filter(starts__lt=ends)
    for other in others:
        if frozenset({other.role, role}) in NEVER_TOGETHER:
            return {"role": _together_sentence(role)}
        if other.role == role and other.organisation_id == (organisation.pk if organisation else None):
            return {"role": _("This person holds this role here already. Choose another role or other days.")}
    return {}


def _together_sentence(role: str) -> str:
    # The other role is not named: where somebody else gave it, that is not for this actor to learn.
    if role == Role.CASE_MANAGER:
        return _(
            "Nobody is a case manager while they make policy, buy, grant subsidies or sit on the board. "
            "Ask somebody else, or choose days on which they do not."
        )
    return _(
        "Nobody makes policy, buys, grants subsidies or sits on the board while they are a case manager. "
        "Ask somebody else, or choose days on which they are not."
    )


def _log_change(actor: Actor, what: str, mandate: Mandate) -> None:
    where = mandate.organisation.slug if mandate.organisation else "-"
    log(
        actor,
        "write",
        Record.ACCOUNTS,
        purpose=Purpose.ADMINISTRATION,
        detail=f"{what} at {where} (mandate {mandate.pk})",
    )
