"""Opening one record for a chosen reason, and looking into it afterwards."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts import access
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record, Role, cell_for
from momentum.accounts.purposes import REASONS, Purpose
from momentum.accounts.row_security import as_system
from momentum.journeys.actions.writing import needed
from momentum.journeys.flow import LOOKS_INTO_OPENINGS, OPENS_FOR_A_REASON, allow
from momentum.journeys.models import Journey, Opening, Verdict
from momentum.journeys.models.openings import OPEN_FOR
from momentum.journeys.words import refuse_citizen_numbers


def open_for_a_reason(actor: Actor, *, key: str, purpose: str, explanation: str) -> Opening:
    """Opens the record with that key to the actor for `OPEN_FOR`; an operator's opening is an emergency.

    Raises `Refused`, or `ValidationError` by field. What is then read is logged as it is read.
    """
    access.require(actor, "read", Record.JOURNEY)
    allow(actor, OPENS_FOR_A_REASON, "read")
    assert actor.role is not None  # a visitor was refused above
    role = Role(actor.role)
    if purpose not in REASONS[role]:
        raise ValidationError({"purpose": _("Choose a reason from the list.")})
    needed(explanation=explanation)
    refuse_citizen_numbers(explanation=explanation)
    cell = cell_for(role, "read", Record.JOURNEY)
    with transaction.atomic(), as_system("opened"):
        journey = _found(key)
        begun = now()
        opening = Opening.objects.create(
            journey=journey,
            user=actor.user,
            user_name=actor.name,
            organisation=actor.organisation,
            role=role,
            purpose=Purpose(purpose),
            explanation=explanation.strip(),
            emergency=bool(cell and cell.emergency),
            opened_at=begun,
            until=begun + OPEN_FOR,
        )
        access.log(
            actor,
            "read",
            Record.JOURNEY,
            purpose=purpose,
            pseudonyms=[journey.pseudonym],
            detail=f"opened for a reason ({opening.pk})",
        )
    return opening


def review_opening(actor: Actor, opening: Opening, *, verdict: str, remark: str = "") -> Opening:
    """A privacy officer's finding about an opening in an emergency; nobody looks into their own."""
    access.require(actor, "read", Record.ACCESS_LOG)
    allow(actor, LOOKS_INTO_OPENINGS, "read", Record.ACCESS_LOG)
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Say whether it was needed.")})
    if verdict == Verdict.NOT_NEEDED:
        needed(remark=remark)
    with transaction.atomic(), as_system("opened"):
        current = Opening.objects.select_for_update().get(pk=opening.pk)
        if not current.emergency or (actor.user and current.user_id == actor.user.pk):
            raise access.Refused("read", Record.ACCESS_LOG)
        if current.verdict:
            raise ValidationError(
                _("Somebody looked into this already. Open the list to read what they found.")
            )
        current.verdict, current.remark = verdict, remark.strip()
        current.reviewed_at, current.reviewed_by = now(), actor.user
        current.save()
        access.log(
            actor,
            "write",
            Record.ACCESS_LOG,
            purpose=Purpose.OVERSIGHT,
            pseudonyms=[current.journey.pseudonym],
            detail=f"looked into an opening: {verdict} ({current.pk})",
        )
    return current


def _found(key: str) -> Journey:
    try:
        journey = Journey.objects.filter(pk=key.strip().rstrip("/").rsplit("/", 1)[-1]).first()
    except (ValidationError, ValueError):
        journey = None
    if journey is None:
        raise ValidationError(
            {
                "key": _(
                    "No record has this key. Copy it from the address of the person's page, or from a letter."
                )
            }
        )
    return journey.merged_into or journey
