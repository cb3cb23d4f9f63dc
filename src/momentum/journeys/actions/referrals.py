"""Proposing a person to an organisation, by a case manager or by themselves, and the answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.accounts.policy import Record, Role
from momentum.journeys.actions.people import assign_to_actor
from momentum.journeys.actions.writing import fresh, lock, needed, store, wrote
from momentum.journeys.flow import REFERRAL, REFERS, allow, next_state
from momentum.journeys.models import Assignment, Journey, Referral, ReferralState
from momentum.journeys.words import refuse_citizen_numbers
from momentum.sector.models import Place


def refer(
    actor: Actor,
    journey: Journey,
    *,
    to_organisation: Organisation,
    place: Place | None = None,
    wish: str = "",
) -> Referral:
    """Proposes a person to a social enterprise; `wish` says what they would like, without a name or an illness.

    A participant refers themselves. Raises `Refused`, or `ValidationError` by field.
    """
    allow(actor, REFERS)
    require(actor, "read", Record.JOURNEY, journey)
    refuse_citizen_numbers(wish=wish)
    if to_organisation.kind != OrganisationKind.SOCIAL_ENTERPRISE:
        raise ValidationError({"to_organisation": _("Choose a social enterprise.")})
    if place and place.organisation_id != to_organisation.pk:
        raise ValidationError(
            {"place": _("This place belongs to another organisation. Choose one from its list.")}
        )
    with transaction.atomic():
        current = lock(journey.pk)
        _check_still_possible(current, to_organisation)
        themselves = actor.role == Role.PARTICIPANT
        referral = Referral(
            journey=current,
            from_organisation=None if themselves else actor.organisation,
            referred_by=actor.user,
            to_organisation=to_organisation,
            place=place,
            wish=wish.strip(),
            sent_at=now(),
        )
        store(actor, referral)
        wrote(actor, current, "refer")
    return referral


def accept_referral(actor: Actor, referral: Referral, *, version: int, answer: str = "") -> Referral:
    """From now on the organisation's coaches work with the person; the one who accepts has them in the caseload."""
    _may(actor, referral, "accept")
    with transaction.atomic():
        journey = lock(referral.journey_id)
        current = _step(actor, referral, "accept", version, answer)
        caseload = Assignment.objects.filter(
            journey=journey, organisation=actor.organisation, role=actor.role, ends__isnull=True
        )
        if not caseload.exists():
            assign_to_actor(actor, journey)
        wrote(actor, journey, "accept_referral")
    return current


def decline_referral(actor: Actor, referral: Referral, *, version: int, answer: str) -> Referral:
    """Says no, with a reason that the person can read."""
    _may(actor, referral, "decline")
    with transaction.atomic():
        journey = lock(referral.journey_id)
        current = _step(actor, referral, "decline", version, answer)
        wrote(actor, journey, "decline_referral")
    return current


def withdraw_referral(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """Takes back a referral that was not answered yet."""
    _may(actor, referral, "withdraw")
    with transaction.atomic():
        journey = lock(referral.journey_id)
        current = _step(actor, referral, "withdraw", version, "")
        wrote(actor, journey, "withdraw_referral")
    return current


def _may(actor: Actor, referral: Referral, step: str) -> None:
    allow(actor, REFERRAL[step].roles)
    require(actor, "read", Record.JOURNEY, referral)


def _step(actor: Actor, referral: Referral, step: str, version: int, answer: str) -> Referral:
    if step == "decline":
        needed(answer=answer)
    refuse_citizen_numbers(answer=answer)
    current = fresh(referral, version)
    current.state = next_state(REFERRAL, step, current.state, actor)
    current.decided_at, current.decided_by, current.answer = now(), actor.user, answer.strip()
    return store(actor, current)


def _check_still_possible(journey: Journey, organisation: Organisation) -> None:
    if journey.died:
        raise ValidationError(_("This person has died. Nothing can be asked for them any more."))
    waiting = journey.referrals.filter(to_organisation=organisation, state=ReferralState.SENT)
    if waiting.exists():
        raise ValidationError(
            {
                "to_organisation": ValidationError(
                    _("A referral to %(organisation)s waits for an answer already."),
                    params={"organisation": organisation.name},
                )
            }
        )
