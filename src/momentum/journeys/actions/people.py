"""Who takes part: registering a person, and keeping their details, situation and target groups."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actions.participants import seal_account
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import User
from momentum.accounts.policy import Record, Role
from momentum.journeys import pseudonyms
from momentum.journeys.actions.writing import fresh, lock, store, wrote
from momentum.journeys.models import (
    Assignment,
    Ground,
    Identity,
    Journey,
    Membership,
    Purpose,
    PurposeGround,
)
from momentum.journeys.needs import NEEDS
from momentum.journeys.words import refuse_citizen_numbers
from momentum.sector.models import District, TargetGroup

CHANGEABLE = ("first_name", "last_name", "birth_date", "email", "phone")


def register_participant(
    actor: Actor,
    *,
    first_name: str,
    last_name: str,
    birth_date: date | None = None,
    email: str = "",
    phone: str = "",
    district: District | None = None,
    target_groups: Sequence[TargetGroup] = (),
    needs: Sequence[str] = (),
    grounds: Mapping[str, str] | None = None,
    explanation: str = "",
    user: User | None = None,
) -> Journey:
    """A person enters: by their case manager, who then has them in the caseload, or by themselves.

    `grounds` maps a `Purpose` to a `Ground`; purposes left out have no ground. Consent is only ever given by
    the person. Raises `Refused`, or `ValidationError` by field.
    """
    require(actor, "write", Record.IDENTITY)
    themselves = actor.role == Role.PARTICIPANT
    if themselves:
        user = actor.user
        _not_yet_registered(user)
    grounds = dict(grounds or {})
    _check_names(first_name=first_name, last_name=last_name)
    _check_birth(birth_date)
    _check_needs(needs)
    _check_grounds(grounds, themselves)
    refuse_citizen_numbers(first_name=first_name, last_name=last_name, phone=phone, explanation=explanation)
    details = {
        "first_name": first_name.strip(),
        "last_name": last_name.strip(),
        "birth_date": birth_date,
        "email": email,
        "phone": phone,
        "user": user,
    }
    with transaction.atomic():
        journey = open_journey(actor, details, district=district, needs=needs)
        for group in dict.fromkeys(target_groups):
            store(actor, Membership(journey=journey, target_group=group, starts=today()))
        for purpose, ground in grounds.items():
            store(actor, _ground(actor, journey, purpose, ground, explanation))
        if not themselves:
            assign_to_actor(actor, journey)
        if user is not None:
            seal_account(user)
        wrote(actor, journey, "register_participant", Record.IDENTITY)
    return journey


def open_journey(
    actor: Actor, details: Mapping[str, Any], *, district: District | None, needs: Sequence[str]
) -> Journey:
    """An identity and its journey, joined by their pseudonym; part of other actions, which hold the transaction."""
    key = uuid.uuid4()
    pseudonym = pseudonyms.for_journey(key)
    identity = store(actor, Identity(id=key, pseudonym=pseudonym, **details))
    return store(
        actor,
        Journey(
            pseudonym=pseudonym,
            birth_year=identity.birth_date.year if identity.birth_date else None,
            district=district,
            needs=sorted(set(needs)),
            opened=today(),
        ),
    )


def assign_to_actor(actor: Actor, journey: Journey) -> Assignment:
    """From today the person is in the actor's caseload; part of other actions."""
    return assign(actor, journey, actor.user, today())


def assign(
    actor: Actor,
    journey: Journey,
    user: User | None,
    starts: date,
    ends: date | None = None,
    covers_for: User | None = None,
) -> Assignment:
    """From `starts` the person is in the caseload of `user`, in the actor's role and organisation; part of other
    actions. Raises `Refused` for a visitor."""
    if user is None or actor.role is None:
        raise Refused("write", Record.JOURNEY)
    return store(
        actor,
        Assignment(
            journey=journey,
            user=user,
            organisation=actor.organisation,
            role=actor.role,
            starts=starts,
            ends=ends,
            covers_for=covers_for,
        ),
    )


def change_identity(
    actor: Actor, identity: Identity, *, version: int, reason: str = "", **values: Any
) -> Identity:
    """New name or contact details (keys of `CHANGEABLE`). Raises `Refused`, `Stale` or `ValidationError`."""
    require(actor, "write", Record.IDENTITY, identity)
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not details of an identity: {sorted(unknown)}")
    with transaction.atomic():
        journey = lock(Journey.objects.get(pseudonym=identity.pseudonym).pk)
        current = fresh(identity, version)
        for name, value in values.items():
            setattr(current, name, value.strip() if isinstance(value, str) else value)
        _check_names(first_name=current.first_name, last_name=current.last_name)
        _check_birth(current.birth_date)
        refuse_citizen_numbers(
            first_name=current.first_name, last_name=current.last_name, phone=current.phone, reason=reason
        )
        store(actor, current, reason)
        year = current.birth_date.year if current.birth_date else None
        if "birth_date" in values:
            _check_spells_after_birth(journey, current.birth_date)
        if "birth_date" in values and journey.birth_year != year:
            journey.birth_year = year
            store(actor, journey, reason)
        wrote(actor, journey, "change_identity", Record.IDENTITY)
    return current


def change_situation(
    actor: Actor,
    journey: Journey,
    *,
    version: int,
    district: District | None,
    needs: Sequence[str],
    reason: str = "",
) -> Journey:
    """The home neighbourhood and what the person needs to work well (codes of `NEEDS`)."""
    require(actor, "write", Record.NEEDS, journey)
    _check_needs(needs)
    with transaction.atomic():
        lock(journey.pk)
        current = fresh(journey, version)
        current.district, current.needs = district, sorted(set(needs))
        store(actor, current, reason)
        wrote(actor, current, "change_situation", Record.NEEDS)
    return current


def record_membership(
    actor: Actor,
    journey: Journey,
    *,
    target_group: TargetGroup,
    starts: date,
    ends: date | None = None,
) -> Membership:
    """The person belongs to a target group from a day, until a day (the first day without it) or still."""
    require(actor, "write", Record.JOURNEY, journey)
    with transaction.atomic():
        current = lock(journey.pk)
        membership = Membership(journey=current, target_group=target_group, starts=starts, ends=ends)
        _check_membership(membership)
        store(actor, membership)
        wrote(actor, current, "record_membership")
    return membership


def end_membership(actor: Actor, membership: Membership, *, ends: date, reason: str = "") -> Membership:
    """The first day on which the person no longer belongs to the group."""
    require(actor, "write", Record.JOURNEY, membership)
    with transaction.atomic():
        journey = lock(membership.journey_id)
        current = fresh(membership)
        current.ends = ends
        _check_membership(current)
        store(actor, current, reason)
        wrote(actor, journey, "end_membership")
    return current


def _ground(actor: Actor, journey: Journey, purpose: str, ground: str, explanation: str) -> PurposeGround:
    return PurposeGround(
        journey=journey,
        purpose=Purpose(purpose),
        ground=Ground(ground),
        explanation=explanation,
        starts=today(),
        recorded_by=actor.user,
    )


def _not_yet_registered(user: User | None) -> None:
    if Identity.objects.filter(user=user).exists():
        raise ValidationError(_("You are registered already. Your journey is on your own page."))


def _check_names(**names: str) -> None:
    empty = {field: _("Write the name.") for field, name in names.items() if not name.strip()}
    if empty:
        raise ValidationError(empty)


def _check_birth(day: date | None) -> None:
    if day and day > today():
        raise ValidationError({"birth_date": _("This day has not come yet. Check the date of birth.")})
    if day and day.year < today().year - 110:
        raise ValidationError({"birth_date": _("This is more than 110 years ago. Check the date of birth.")})


def _check_grounds(grounds: Mapping[str, str], themselves: bool) -> None:
    if not themselves and Ground.CONSENT in grounds.values():
        raise ValidationError(
            _("Only the person gives consent, on their own page. Choose another ground here.")
        )
    if themselves and set(grounds.values()) - {Ground.CONSENT}:
        raise ValidationError(_("Here only your own consent can be given."))


def _check_needs(needs: Sequence[str]) -> None:
    if set(needs) - set(NEEDS):
        raise ValidationError({"needs": _("Choose needs from the list.")})


def _check_spells_after_birth(journey: Journey, birth: date | None) -> None:
    first = journey.spells.order_by("starts").first()
    if birth and first and first.starts < birth:
        raise ValidationError(
            {
                "birth_date": ValidationError(
                    _(
                        "A stay of this person starts on %(day)s, before this date of birth. Check which is right."
                    ),
                    params={"day": first.starts.strftime("%d-%m-%Y")},
                )
            }
        )


def _check_membership(membership: Membership) -> None:
    starts, ends = membership.starts, membership.ends
    if ends and ends <= starts:
        raise ValidationError({"ends": _("The end must be later than the start.")})
    same = Membership.objects.filter(
        journey=membership.journey, target_group=membership.target_group
    ).exclude(pk=membership.pk)
    for other in same:
        if (other.ends is None or other.ends > starts) and (ends is None or other.starts < ends):
            raise ValidationError(
                {
                    "starts": ValidationError(
                        _("This person is in the group “%(group)s” already, from %(day)s. End that first."),
                        params={"group": other.target_group.name, "day": other.starts.strftime("%d-%m-%Y")},
                    )
                }
            )
