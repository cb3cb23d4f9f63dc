"""Taking a transition of the flow: who may, from which state, and what is written of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.accounts.access import Stale, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.flow import TRANSITIONS, Hand
from momentum.monitor.models import Edition, EditionEvent

MACHINE = Actor()


def allowed(actor: Actor, verb: str, edition: Edition) -> None:
    """Raises `Refused` unless the matrix, and for a check the distance to the edition, allow it."""
    transition = TRANSITIONS[verb]
    require(actor, "write", transition.record, edition if transition.hand is Hand.APART else None)


def locked(edition: Edition, version: int | None = None) -> Edition:
    """The edition as it stands now, locked in the running transaction; `Stale` where somebody was first."""
    current = Edition.objects.select_for_update().get(pk=edition.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def open_for_change(actor: Actor, edition: Edition, version: int | None = None) -> Edition:
    """The edition, locked, for a change before it is submitted. Raises `Refused`, `Stale`, or `ValidationError`."""
    require(actor, "write", "edition")
    edition = locked(edition, version)
    if edition.state not in TRANSITIONS["rebuild"].sources:
        raise ValidationError(
            _("This edition is %(state)s, so it cannot be changed now.")
            % {"state": edition.get_state_display()}
        )
    return edition


def still_safe(edition: Edition) -> None:
    """Raises `ValidationError` unless the check of the content as it is found nothing, whatever its state says."""
    file = folder_of(edition) / "internal" / "audit.json"
    if not file.is_file() or not read_json(file)["ok"]:
        raise ValidationError(
            _(
                "The check of this edition found a way to work out a withheld number, so it is not safe to publish."
            )
        )


def still_founded(edition: Edition) -> None:
    """Raises `ValidationError` where the facts behind an edition are gone: then nobody can check its numbers."""
    if edition.facts_expired_on:
        raise ValidationError(
            _(
                "The facts behind this edition were destroyed on %(day)s, after their term. Start a new edition."
            )
            % {"day": edition.facts_expired_on}
        )


def take(actor: Actor, edition: Edition, verb: str, *, remark: str = "", **changes: Any) -> EditionEvent:
    """Move a locked edition along, and write who did it. Raises `ValidationError` from a wrong state."""
    transition = TRANSITIONS[verb]
    if edition.state not in transition.sources:
        raise ValidationError(
            _("This edition is %(state)s, so this cannot be done now.")
            % {"state": edition.get_state_display()}
        )
    if transition.reason and not remark.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    for name, value in changes.items():
        setattr(edition, name, value)
    edition.state = transition.target
    return write(actor, edition, verb, remark)


def write(actor: Actor, edition: Edition, verb: str, remark: str = "") -> EditionEvent:
    """Save an edition under its next version, with the event that made it so."""
    edition.version += 1
    edition.save()
    return EditionEvent.objects.create(
        edition=edition,
        at=now(),
        user=actor.user,
        user_name=actor.user.name if actor.user else "",
        verb=verb,
        content_hash=edition.content_hash,
        remark=remark[:500],
    )
