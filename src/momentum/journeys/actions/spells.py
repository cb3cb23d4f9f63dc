"""A person's stays in places: starting, changing, ending, and undoing an end."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.accounts.policy import Record
from momentum.journeys.actions import hours as hours_of
from momentum.journeys.actions.follow_ups import plan_follow_ups, withdraw_follow_ups
from momentum.journeys.actions.overlaps import check_overlap
from momentum.journeys.actions.writing import check_day, fresh, lock, needed, store, wrote
from momentum.journeys.flow import WRITES_ITS_ORGANISATIONS_SPELLS
from momentum.journeys.models import EndReason, Journey, Spell
from momentum.journeys.words import refuse_citizen_numbers
from momentum.sector.models import Place, PlaceKind

CHANGEABLE = ("place", "kind", "starts", "ends", "end_reason")


def start_spell(
    actor: Actor,
    journey: Journey,
    *,
    starts: date,
    place: Place | None = None,
    kind: PlaceKind | None = None,
    hours_per_week: Decimal | None = None,
    employer: Organisation | None = None,
) -> Spell:
    """The person begins at a place of the actor's own organisation, or in a job at an `employer` elsewhere.

    The kind is the place's; without a place it must be given. A full place does not forbid: pages warn
    (`queries.places.room_left`). Raises `Refused`, or `ValidationError` by field.
    """
    require(actor, "write", Record.JOURNEY, journey)
    organisation = _organisation(actor, place, employer)
    kind = place.kind if place else kind
    if kind is None:
        raise ValidationError({"place": _("Choose a place, or say which kind of place it is.")})
    with transaction.atomic():
        current = lock(journey.pk)
        if current.died:
            raise ValidationError(_("This person has died. No stay can start any more."))
        check_day("starts", starts, current)
        spell = Spell(
            journey=current,
            organisation=organisation,
            place=place,
            kind=kind,
            starts=starts,
            recorded_at=now(),
        )
        check_overlap(spell)
        store(actor, spell)
        if hours_per_week is not None:
            hours_of.set_hours(actor, spell, starts, hours_per_week)
        wrote(actor, current, "start_spell")
    return spell


def change_spell(actor: Actor, spell: Spell, *, version: int, reason: str, **values: Any) -> Spell:
    """Corrects a stay (keys of `CHANGEABLE`). How it stood before, who changed it and why stays readable.

    Raises `Refused`, `Stale`, or `ValidationError` by field.
    """
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not part of a stay: {sorted(unknown)}")
    _require_own(actor, spell)
    needed(reason=reason)
    refuse_citizen_numbers(reason=reason)
    with transaction.atomic():
        journey = lock(spell.journey_id)
        current = fresh(spell, version)
        before = (current.starts, current.ends)
        for name, value in values.items():
            setattr(current, name, value)
        if current.place:
            if current.place.organisation_id != current.organisation_id:
                raise ValidationError({"place": _("This place belongs to another organisation.")})
            current.kind = current.place.kind
        _check_days(current, journey)
        check_overlap(current)
        store(actor, current, reason)
        if before != (current.starts, current.ends):
            hours_of.fit_hours(actor, current, reason)
            withdraw_follow_ups(actor, current, reason)
            if current.ends:
                plan_follow_ups(actor, current)
        wrote(actor, journey, "change_spell")
    return current


def change_hours(
    actor: Actor, spell: Spell, *, version: int, starts: date, hours_per_week: Decimal, reason: str = ""
) -> Spell:
    """Other hours a week from a day on; the stay goes on."""
    _require_own(actor, spell)
    with transaction.atomic():
        journey = lock(spell.journey_id)
        current = fresh(spell, version)
        if starts < current.starts or (current.ends and starts >= current.ends):
            raise ValidationError({"starts": _("This day lies outside the stay. Choose a day within it.")})
        check_day("starts", starts, journey)
        hours_of.set_hours(actor, current, starts, hours_per_week, reason)
        store(actor, current, reason)
        wrote(actor, journey, "change_hours")
    return current


def end_spell(
    actor: Actor, spell: Spell, *, version: int, ends: date, end_reason: EndReason | None = None
) -> Spell:
    """The stay ends: `ends` is the first day without it. Without a reason it counts as not recorded.

    Where the person may be asked afterwards, follow-ups at 13, 26 and 52 weeks are put on the desk. Where not,
    nobody asks, and the stay counts in the monitor all the same: counting has a ground of its own.
    """
    _require_own(actor, spell)
    with transaction.atomic():
        journey = lock(spell.journey_id)
        current = fresh(spell, version)
        if current.ends:
            raise ValidationError(
                {
                    "ends": ValidationError(
                        _("This stay ended on %(day)s already. Correct it instead."),
                        params={"day": current.ends.strftime("%d-%m-%Y")},
                    )
                }
            )
        current.ends, current.end_reason = ends, end_reason
        _check_days(current, journey)
        store(actor, current)
        hours_of.fit_hours(actor, current)
        plan_follow_ups(actor, current)
        wrote(actor, journey, "end_spell")
    return current


def undo_end(actor: Actor, spell: Spell, *, version: int, reason: str) -> Spell:
    """The stay runs on as if it had not ended, while no other stay followed; its follow-ups are withdrawn."""
    _require_own(actor, spell)
    needed(reason=reason)
    refuse_citizen_numbers(reason=reason)
    with transaction.atomic():
        journey = lock(spell.journey_id)
        current = fresh(spell, version)
        if current.ends is None:
            raise ValidationError(_("This stay runs: there is no end to undo."))
        if journey.died:
            raise ValidationError(_("This person has died. The end of the stay cannot be undone."))
        _check_not_followed(current)
        current.ends = current.end_reason = None
        check_overlap(current)
        store(actor, current, reason)
        hours_of.reopen_hours(actor, current, reason)
        withdraw_follow_ups(actor, current, reason)
        wrote(actor, journey, "undo_end")
    return current


def _organisation(actor: Actor, place: Place | None, employer: Organisation | None) -> Organisation:
    if employer is not None:
        if employer.kind != OrganisationKind.EMPLOYER or place is not None:
            raise ValidationError({"employer": _("Choose an employer from the list.")})
        return employer
    if actor.organisation is None or actor.organisation.kind != OrganisationKind.SOCIAL_ENTERPRISE:
        raise Refused("write", Record.JOURNEY)
    if place is not None and place.organisation_id != actor.organisation.pk:
        raise Refused("write", Record.JOURNEY, detail=str(place.pk))
    return actor.organisation


def _require_own(actor: Actor, spell: Spell) -> None:
    require(actor, "write", Record.JOURNEY, spell)
    elsewhere = actor.organisation is None or spell.organisation_id != actor.organisation.pk
    if (
        actor.role in WRITES_ITS_ORGANISATIONS_SPELLS
        and elsewhere
        and spell.organisation.kind != OrganisationKind.EMPLOYER
    ):
        raise Refused("write", Record.JOURNEY, detail=str(spell.pk))


def _check_days(spell: Spell, journey: Journey) -> None:
    check_day("starts", spell.starts, journey)
    if spell.ends is None:
        if spell.end_reason_id:
            raise ValidationError(
                {"end_reason": _("A stay that runs has no reason for its end. Give an end day.")}
            )
        return
    check_day("ends", spell.ends, journey)
    if spell.ends <= spell.starts:
        raise ValidationError(
            {
                "ends": ValidationError(
                    _("The stay started on %(day)s: its end must be a later day."),
                    params={"day": spell.starts.strftime("%d-%m-%Y")},
                )
            }
        )
    if journey.died and spell.ends > journey.died:
        raise ValidationError({"ends": _("This lies after the day on which this person died.")})


def _check_not_followed(spell: Spell) -> None:
    later = Spell.objects.filter(journey=spell.journey_id, starts__gte=spell.ends).order_by("starts").first()
    if later is None:
        return
    raise ValidationError(
        ValidationError(
            _(
                "Another stay of this person started on %(day)s, after this one. The end can no longer be undone."
            ),
            params={"day": later.starts.strftime("%d-%m-%Y")},
        )
    )
