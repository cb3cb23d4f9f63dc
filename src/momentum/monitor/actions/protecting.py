"""How an edition is protected: what the analyst chooses, and what they publish anyway. It shows after building again."""

from collections.abc import Collection
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.monitor.actions.transitions import open_for_change, write
from momentum.monitor.building.inputs import choices_of, key_to_json
from momentum.monitor.choices import Choices
from momentum.monitor.models import Edition, Override
from momentum.monitor.queries.cells import cell_of, reason_at


def choose(
    actor: Actor,
    edition: Edition,
    *,
    choices: Choices,
    pins: Collection[int] | None = None,
    overrides: Collection[int] | None = None,
    version: int | None = None,
) -> Edition:
    """Protect the edition this way from the next build on. `pins` and `overrides` are those that stay; None: all of them."""
    with transaction.atomic():
        edition = open_for_change(actor, edition, version)
        dropped = edition.pins.exclude(pk__in=pins) if pins is not None else edition.pins.none()
        lifted = (
            edition.overrides.exclude(pk__in=overrides) if overrides is not None else edition.overrides.none()
        )
        # What no form asks for stays as it is: the width, and the effort of an earlier release.
        before = choices_of(edition)
        chosen = replace(choices, width=before.width, effort=before.effort)
        if chosen == before and not dropped.exists() and not lifted.exists():
            return edition
        dropped.delete()
        lifted.delete()
        edition.settings = chosen.to_json()
        write(actor, edition, "choose")
    return edition


def override(actor: Actor, edition: Edition, *, table: str, at: list[str], reason: str) -> Edition:
    """Publish a withheld cell anyway. What then follows from it the check finds, and an unsafe edition goes nowhere."""
    with transaction.atomic():
        edition = open_for_change(actor, edition)
        cell = key_to_json(cell_of(edition, table, tuple(at)))
        if not reason.strip():
            raise ValidationError({"reason": _("Give a reason.")})
        if not reason_at(edition, table, tuple(at)):
            raise ValidationError(_("This number is published already."))
        if not any(existing.cell == cell for existing in edition.overrides.all()):
            Override.objects.create(
                edition=edition, table=table, cell=cell, reason=reason.strip(), user=actor.user
            )
            write(actor, edition, "override", f"{table}: {' × '.join(at)}: {reason.strip()}")
    return edition


def lift(actor: Actor, edition: Edition, *, override_id: int) -> Edition:
    """Leave it to protection again whether a cell is published."""
    with transaction.atomic():
        edition = open_for_change(actor, edition)
        removed, _rows = Override.objects.filter(edition=edition, pk=override_id).delete()
        if removed:
            write(actor, edition, "lift")
    return edition
