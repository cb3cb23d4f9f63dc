"""Files of stays: offering one, saying what its columns mean, taking it in whole, and undoing that."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from momentum.accounts import access, purposes
from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.models import Organisation
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.actions.imported_rows import (
    AT_ONCE,
    write_memberships,
    write_persons,
    write_spells,
)
from momentum.journeys.actions.taking_out import take_out
from momentum.journeys.import_sentences import file_sentence, sentence
from momentum.journeys.importing import look_at, names_of
from momentum.journeys.kinds_of_files import check_columns, check_kind
from momentum.journeys.models import (
    Identity,
    ImportBatch,
    ImportedSpell,
    ImportState,
    Journey,
    RememberedMapping,
    Spell,
)
from momentum.journeys.own_mapping import own_mapping
from momentum.journeys.queries.imports import (
    changed_since,
    columns_key,
    contents,
    frozen_since,
    may_import,
    remembered,
    understand,
)
from momentum.methods.facts.mapping_text import to_toml
from momentum.methods.sheets import SheetError
from momentum.sector.actions.form_times import done, saved

MOST_ROWS = 5000
"""Rows of one file in the browser: what is written within one request, and undone within one."""

KEPT_FOR = timedelta(days=14)
"""How long a file that is offered and not taken in is kept."""


def offer_file(actor: Actor, *, name: str, data: bytes, mapping: str = "") -> ImportBatch:
    """Keeps a file until its mapping is known. With a mapping (TOML) of its own, or one remembered for such columns.

    Raises `Refused`, or `ValidationError` for a file or mapping that cannot be read.
    """
    require(actor, "write", Record.IMPORT)
    if actor.organisation is None or not may_import(actor):
        raise Refused("write", Record.IMPORT)
    given = own_mapping(mapping) if mapping else {}
    try:
        look = look_at(data, given)
    except SheetError as error:
        raise ValidationError({"file": file_sentence(error)}) from None
    check_kind(name, look.sheet.format)
    check_columns(len(look.sheet.header))
    if len(look.sheet.rows) > MOST_ROWS:
        raise ValidationError(
            {
                "file": _(
                    "The file has %(rows)s rows; at most %(most)s are taken in at a time here. Split it into several files."
                )
                % {"rows": len(look.sheet.rows), "most": MOST_ROWS}
            }
        )
    given = given or remembered(actor.organisation, look)
    _forget_files()
    batch = ImportBatch(
        organisation=actor.organisation,
        user=actor.user,
        uploaded_at=now(),
        file_name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        mapping=to_toml(given) if given else "",
    )
    with transaction.atomic():
        batch.file.save(f"{batch.pk}", ContentFile(data), save=False)
        batch.save()
        _log(actor, f"offer_file {batch.pk}")
        saved("import", str(batch.pk))
    return batch


def map_file(actor: Actor, batch: ImportBatch, *, given: Mapping[str, Any]) -> ImportBatch:
    """Says what the columns mean. The mapping is remembered once the file is taken in."""
    require(actor, "write", Record.IMPORT, batch)
    with transaction.atomic():
        current = _waiting(batch)
        current.mapping = to_toml(given)
        current.state = ImportState.CHECKED
        current.save()
        saved("import", str(current.pk))
    return current


@as_system("import")
def take_in(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Writes every stay of the file, or none. Persons match by their reference; unknown ones enter without a sign-in,
    with grounds still to be confirmed, and so outside every edition until somebody confirms them.

    Raises `Refused`, or `ValidationError` where anything in the file is wrong.
    """
    require(actor, "write", Record.IMPORT, batch)
    with transaction.atomic():
        current = _waiting(batch)
        data = contents(current)
        # What is recorded cannot change any more while it is compared and written.
        list(Organisation.objects.select_for_update().filter(pk=current.organisation_id))
        found = understand(current, data)
        if found.problems:
            names = names_of(current.organisation)
            raise ValidationError([sentence(problem, names) for problem in found.problems[:20]])
        journeys = write_persons(actor, current, found)
        spells = write_spells(actor, current, found.stays, journeys)
        write_memberships(actor, found.stays, journeys)
        new = set(found.new_persons)
        ImportedSpell.objects.bulk_create(
            (
                ImportedSpell(
                    batch=current,
                    row=stay.row,
                    spell=spell,
                    version=spell.version,
                    new_person=stay.person in new,
                )
                for stay, spell in zip(found.stays, spells, strict=True)
            ),
            batch_size=AT_ONCE,
        )
        _remember(current, data)
        current.state, current.applied_at = ImportState.APPLIED, now()
        current.receipt = {
            "stays": len(spells),
            "persons": len(found.persons),
            "new_persons": len(new),
            "elsewhere": found.elsewhere,
            "without_reason": sum(1 for stay in found.stays if stay.ends and not stay.end_reason),
            "first": min(stay.starts for stay in found.stays).isoformat(),
            "last": max(stay.starts for stay in found.stays).isoformat(),
            "by": actor.name,
        }
        current.save()
        _log(actor, f"take_in {current.pk}", [journey.pseudonym for journey in journeys.values()])
        done("import", str(current.pk))
        transaction.on_commit(lambda: current.file.delete(save=False))
    return current


@as_system("import")
def undo_import(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Takes every stay of the file out again, and the people it brought.

    Raises `ValidationError` naming the rows that were changed since, or that are part of frozen facts.
    """
    require(actor, "write", Record.IMPORT, batch)
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.state != ImportState.APPLIED:
            raise ValidationError(_("This file is not taken in, so there is nothing to undo."))
        refused = [
            *_rows_said(
                changed_since(current),
                _(
                    "These rows were changed or added to after the file was taken in: %(rows)s. Correct the stays one by one instead."
                ),
            ),
            *_rows_said(
                frozen_since(current),
                _(
                    "These rows are part of figures that were frozen since: %(rows)s. Correct the stays one by one instead."
                ),
            ),
        ]
        if refused:
            raise ValidationError(refused)
        stays = Spell.objects.filter(importedspell__batch=current)
        new = stays.filter(importedspell__batch=current, importedspell__new_person=True)
        touched = list(stays.values_list("journey__pseudonym", flat=True).distinct())
        brought = dict(new.values_list("journey", "journey__pseudonym"))
        take_out(actor, stays, "import undone")
        take_out(actor, Identity.objects.filter(pseudonym__in=brought.values()), "import undone")
        take_out(actor, Journey.objects.filter(pk__in=brought), "import undone")
        current.state = ImportState.UNDONE
        current.save()
        _log(actor, f"undo_import {current.pk}", touched)
    return current


def drop_file(actor: Actor, batch: ImportBatch) -> None:
    """Throws away a file that was offered and not taken in."""
    require(actor, "write", Record.IMPORT, batch)
    with transaction.atomic():
        current = _waiting(batch)
        stored = current.file
        current.delete()
        transaction.on_commit(lambda: stored.delete(save=False))


def _waiting(batch: ImportBatch) -> ImportBatch:
    current = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if current is None:
        raise ValidationError(_("This file was thrown away meanwhile. Offer it again to start anew."))
    if current.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        raise ValidationError(_("This file was taken in or undone already. Offer it again to start anew."))
    return current


@as_system("files")
def _forget_files() -> None:
    """Throws away files that nobody took in for a while, and what a killed process left of others."""
    waiting = ImportBatch.objects.filter(state__in=(ImportState.UPLOADED, ImportState.CHECKED))
    waiting.filter(uploaded_at__lt=now() - KEPT_FOR).delete()
    storage, folder = ImportBatch._meta.get_field("file").storage, "imports"
    if not storage.exists(folder):
        return
    kept = set(waiting.values_list("file", flat=True))
    for name in storage.listdir(folder)[1]:
        # One that was written just now may belong to a request that has not finished.
        written = storage.get_modified_time(path := f"{folder}/{name}")
        if path not in kept and written < timezone.now() - timedelta(hours=1):
            storage.delete(path)


def _log(actor: Actor, detail: str, pseudonyms: Sequence[str] = ()) -> None:
    purpose = purposes.Purpose.IMPORT
    access.log(actor, "write", Record.IMPORT, purpose=purpose, pseudonyms=pseudonyms, detail=detail)


def _remember(batch: ImportBatch, data: bytes) -> None:
    # As a next file is looked at before anything is known of it.
    try:
        look = look_at(data, {})
    except SheetError:
        look = look_at(data, tomllib.loads(batch.mapping))
    RememberedMapping.objects.update_or_create(
        organisation=batch.organisation,
        columns=columns_key(look),
        defaults={"mapping": batch.mapping, "used_at": timezone.now()},
    )


def _rows_said(rows: Sequence[int], text: str) -> list[str]:
    shown = ", ".join(str(row) for row in rows[:20]) + (" …" if len(rows) > 20 else "")
    return [text % {"rows": shown}] if rows else []
