"""Taking every trace of a person out of the database and the files: steps of an erasure, not actions of their own."""

from collections.abc import Collection
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, SET_NULL, ProtectedError, Q

from momentum.accounts.actions.participants import empty_account, is_in_the_log
from momentum.accounts.keys import person_keys
from momentum.accounts.models import LogQuestion, Mandate, OutgoingMail, User
from momentum.accounts.policy import Role
from momentum.accounts.sealed_fields import Erased
from momentum.journeys.actions.taking_out import hanging
from momentum.journeys.importing import look_at
from momentum.journeys.models import (
    Identity,
    ImportBatch,
    ImportedSpell,
    ImportState,
    Journey,
    SourceReference,
)
from momentum.journeys.queries.held import family, history_of
from momentum.journeys.queries.imports import contents, given_mapping
from momentum.journeys.source_references import digests_of
from momentum.methods.sheets import SheetError


def sweep(pseudonyms: Collection[str]) -> None:
    """Deletes every row about the person, of the past too, and the account with which they sign in.

    Reads nothing that is sealed: where a restored backup brings somebody back, their key is gone already.
    """
    named = list(Journey.objects.select_for_update().filter(pseudonym__in=pseudonyms))
    people = {one.pk: one for each in named for one in family(each)}.values()
    identities = Identity.objects.filter(pseudonym__in=[*pseudonyms, *(each.pseudonym for each in people)])
    users = list(User.objects.filter(identity__in=identities))
    for rows in history_of(list(people)).values():
        rows._raw_delete(rows.db)
    past = Identity.history.filter(pseudonym__in=pseudonyms)
    past._raw_delete(past.db)
    ImportedSpell.objects.filter(spell__journey__in=people).delete()
    references = person_keys().references(pseudonyms).values()
    LogQuestion.objects.filter(reference__in=list(references)).delete()
    _remove(Identity, list(identities.values_list("pk", flat=True)))
    Journey.objects.filter(merged_into__in=people).update(merged_into=None)
    _remove(Journey, [each.pk for each in people])
    for user in users:
        _remove_account(user)


def _remove(model: Any, keys: list[Any]) -> None:
    """Deletes rows and what hangs on them, leaving no history of it."""
    if not keys:
        return
    for field, rows in hanging(model, keys):
        rule = field.remote_field.on_delete
        if rule is CASCADE:
            _remove(rows.model, list(rows.values_list("pk", flat=True)))
        elif rule is SET_NULL and rows.exists():
            rows.update(**{field.name: None})
        elif rule not in (SET_NULL, DO_NOTHING) and rows.exists():
            raise ProtectedError(f"{model.__name__} is still referred to", set(rows))
    rows = model._base_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)


def _remove_account(user: User) -> None:
    """The account, or only its being a participant where the same person also works here."""
    Mandate.objects.filter(user=user, role=Role.PARTICIPANT).delete()
    OutgoingMail.objects.filter(Q(user=user) | Q(address=user.address_digest)).delete()
    if user.mandates.exists():
        return
    if is_in_the_log(user):
        # An entry written before they were a participant holds on to the row: it becomes nobody's.
        empty_account(user)
    else:
        _remove(User, [user.pk])


# --- Files that were offered and not taken in ---------------------------------------------------------------
def offered_files_about(pseudonyms: Collection[str]) -> list[ImportBatch]:
    """Files of stays that wait and name the person, and those that nobody can read."""
    words, digests = _words(pseudonyms), _digests(pseudonyms)
    waiting = ImportBatch.objects.filter(state__in=[ImportState.UPLOADED, ImportState.CHECKED])
    return [each for each in waiting if (words or digests) and _names(each, words, digests)]


def throw_away(batches: Collection[ImportBatch]) -> None:
    for batch in batches:
        # The file first: a row without its file is found again, a file without its row is not.
        batch.file.delete(save=False)
        batch.delete()


def _words(pseudonyms: Collection[str]) -> set[str]:
    """How files may call the person: by a reference of an organisation, or by name. Nothing once their key is gone."""
    references = SourceReference.objects.filter(journey__pseudonym__in=pseudonyms)
    said = [each.reference for each in references]
    said += [each.name for each in Identity.objects.filter(pseudonym__in=pseudonyms)]
    return {each.casefold() for each in said if each.strip() and not isinstance(each, Erased)}


def _digests(pseudonyms: Collection[str]) -> set[str]:
    """What tells a reference in a file without opening one."""
    references = SourceReference.objects.filter(journey__pseudonym__in=pseudonyms)
    return set(references.values_list("digest", flat=True))


def _names(batch: ImportBatch, words: set[str], digests: set[str]) -> bool:
    try:
        sheet = look_at(contents(batch), given_mapping(batch)).sheet
    except (SheetError, FileNotFoundError):
        return True
    digest = digests_of(batch.organisation_id)
    cells = {str(cell).strip() for row in sheet.rows for cell in row}
    return any(cell.casefold() in words or digest(cell) in digests for cell in cells)
