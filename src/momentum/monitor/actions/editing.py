"""What the analyst changes before an edition is submitted; it shows after building again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.monitor.actions.transitions import open_for_change, write
from momentum.monitor.building.inputs import key_to_json
from momentum.monitor.models import Edition, Pin
from momentum.monitor.queries.cells import cell_of
from momentum.monitor.queries.given_back import no_word_of_an_edition_tells


def edit(
    actor: Actor, edition: Edition, *, title_nl: str, title_en: str, version: int | None = None
) -> Edition:
    """Change the titles."""
    with transaction.atomic():
        edition = open_for_change(actor, edition, version)
        no_word_of_an_edition_tells(edition, title_nl=title_nl, title_en=title_en)
        for name, title in (("title_nl", title_nl), ("title_en", title_en)):
            if not title.strip():
                raise ValidationError({name: _("Give a title.")})
            setattr(edition, name, title.strip())
        write(actor, edition, "edit")
    return edition


def pin(actor: Actor, edition: Edition, *, table: str, at: list[str]) -> Edition:
    """Ask that a cell stay visible where protection leaves a choice."""
    with transaction.atomic():
        edition = open_for_change(actor, edition)
        cell = key_to_json(cell_of(edition, table, tuple(at)))
        if not any(existing.cell == cell for existing in edition.pins.all()):
            Pin.objects.create(edition=edition, table=table, cell=cell, user=actor.user)
            write(actor, edition, "pin", f"{table}: {' × '.join(at)}")
    return edition


def unpin(actor: Actor, edition: Edition, *, pin_id: int) -> Edition:
    """Take a pin away."""
    with transaction.atomic():
        edition = open_for_change(actor, edition)
        removed, _rows = Pin.objects.filter(edition=edition, pk=pin_id).delete()
        if removed:
            write(actor, edition, "unpin")
    return edition
