"""Two records of one person become one. Nothing is lost: what cannot move stays readable on the merged record."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts import access
from momentum.accounts.actions.participants import seal_account
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.accounts.sealed_fields import open_all
from momentum.journeys.actions.overlaps import overlap_sentence
from momentum.journeys.actions.writing import fresh, lock, remove, store
from momentum.journeys.grounds import is_refused
from momentum.journeys.models import Identity, Journey, Membership, Purpose, Spell
from momentum.journeys.queries.scope import overlapping

MERGED = "merged with another record of the same person"


def merge_people(
    actor: Actor, kept: Journey, merged: Journey, *, kept_version: int, merged_version: int
) -> Journey:
    """Moves everything of `merged` to `kept`, whose name and sign-in stay. Both must be the actor's own.

    Refused, naming every pair, where stays overlap. Raises `Refused`, `Stale` or `ValidationError`.
    """
    for journey in (kept, merged):
        access.require(actor, "write", Record.JOURNEY, journey)
    identities = [Identity.objects.get(pseudonym=each.pseudonym) for each in (kept, merged)]
    for identity in identities:
        access.require(actor, "write", Record.IDENTITY, identity)
    if kept.pk == merged.pk:
        raise ValidationError({"merged": _("Choose another record: this is the same one.")})
    with transaction.atomic():
        for key in sorted([kept.pk, merged.pk]):
            lock(key)
        kept, merged = fresh(kept, kept_version), fresh(merged, merged_version)
        _check_mergeable(kept, merged, *identities)
        refused = [each for each in Purpose if is_refused(kept, each) or is_refused(merged, each)]
        _move_rows(actor, kept, merged)
        _unite_memberships(actor, kept, merged)
        _move_assessments(actor, kept, merged)
        _keep_refusals(actor, kept, refused)
        _one_identity(actor, *identities)
        kept.birth_year = kept.birth_year or merged.birth_year
        kept.district = kept.district or merged.district
        kept.needs = sorted({*kept.needs, *merged.needs})
        kept.died = kept.died or merged.died
        store(actor, kept, MERGED)
        merged.merged_into = kept
        store(actor, merged, MERGED)
        access.log(
            actor,
            "write",
            Record.IDENTITY,
            pseudonyms=[kept.pseudonym, merged.pseudonym],
            detail="merge_people",
        )
    return kept


def _check_mergeable(kept: Journey, merged: Journey, one: Identity, other: Identity) -> None:
    problems = []
    for spell in merged.spells.select_related("organisation", "kind"):
        same = Spell.objects.filter(journey=kept, organisation=spell.organisation_id, kind=spell.kind_id)
        problems += [
            overlap_sentence(found)
            for found in overlapping(same, spell.starts, spell.ends).select_related("organisation", "kind")
        ]
    if one.user_id and other.user_id:
        problems.append(
            ValidationError(
                _("Both records sign in, each with their own address. Ask the operator to end one first.")
            )
        )
    if bool(kept.died) != bool(merged.died) or (kept.died and kept.died != merged.died):
        problems.append(
            ValidationError(
                _("One record says that this person died, the other does not. Correct that first.")
            )
        )
    if problems:
        raise ValidationError(problems)


def _move_rows(actor: Actor, kept: Journey, merged: Journey) -> None:
    for rows in (merged.spells, merged.grounds, merged.referrals, merged.rights_requests):
        for row in rows.all():
            open_all(row)
            row.journey = kept
            store(actor, row, MERGED)
    for request in merged.correction_requests.all():
        open_all(request)
        request.journey = kept
        request.save()
    for reference in merged.references.all():
        open_all(reference)
        reference.journey = kept
        reference.save()
    own = {(row.user_id, row.organisation_id, row.role) for row in kept.assignments.filter(ends__isnull=True)}
    for each in merged.assignments.all():
        if each.ends is not None or (each.user_id, each.organisation_id, each.role) not in own:
            each.journey = kept
            store(actor, each, MERGED)


def _unite_memberships(actor: Actor, kept: Journey, merged: Journey) -> None:
    """Memberships of one group that overlap become one, from the first day to the last."""
    for row in merged.memberships.order_by("starts"):
        touching = [
            each
            for each in Membership.objects.filter(journey=kept, target_group=row.target_group_id)
            if (each.ends is None or each.ends >= row.starts)
            and (row.ends is None or each.starts <= row.ends)
        ]
        if not touching:
            row.journey = kept
            store(actor, row, MERGED)
            continue
        first, *rest = touching
        ends = [each.ends for each in (*touching, row)]
        first.starts = min(each.starts for each in (*touching, row))
        first.ends = None if None in ends else max(end for end in ends if end)
        for each in rest:
            remove(actor, each, MERGED)
        store(actor, first, MERGED)


def _move_assessments(actor: Actor, kept: Journey, merged: Journey) -> None:
    """Where both were measured on one day, the kept record's value counts; the other stays with the merged one."""
    taken = set(kept.assessments.values_list("instrument", "date"))
    for row in merged.assessments.all():
        if (row.instrument, row.date) not in taken:
            row.journey = kept
            store(actor, row, MERGED)


def _keep_refusals(actor: Actor, kept: Journey, refused: list[Purpose]) -> None:
    """What the person refused on one record is not allowed by the other."""
    for ground in kept.grounds.filter(purpose__in=refused, withdrawn_on__isnull=True):
        ground.withdrawn_on = today()
        store(actor, ground, MERGED)


def _one_identity(actor: Actor, kept: Identity, merged: Identity) -> None:
    user, merged_details = merged.user, merged
    remove(actor, merged, MERGED)
    if user and not kept.user:
        kept.user = user
    for name in ("birth_date", "email", "phone"):
        setattr(kept, name, getattr(kept, name) or getattr(merged_details, name))
    store(actor, kept, MERGED)
    if kept.user:
        seal_account(kept.user)
