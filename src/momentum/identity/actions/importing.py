"""Earlier profiles taken in from a sheet, in one transaction, and taken back whole."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import log, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.accounts.purposes import Purpose
from momentum.identity.importing import Row, check_again
from momentum.identity.instrument import CURRENT
from momentum.identity.models import Answer, Response, ResponseState, Round


def take_in(actor: Actor, *, rows: Sequence[Row], name: str) -> int:
    """All rows, or none; `name` says where they came from and is what they are taken back by.

    Years without a round get one that is closed. Raises `ValidationError` where something changed since the rows
    were looked over.
    """
    require(actor, "write", Record.IDENTITY_ROUND)
    with transaction.atomic():
        found = check_again(rows)
        if found.problems or not found.rows:
            raise ValidationError(
                [each.words for each in found.problems[:5]] or _("There is nothing to take in.")
            )
        if Response.objects.filter(imported_from=name).exists():
            raise ValidationError(
                _("This very file was taken in before. Take that import back first, or choose another file.")
            )
        rounds = {year: _round_of(year) for year in found.years}
        for row in found.rows:
            _take(row, rounds[row.year], name)
        _log(actor, f"import {len(found.rows)} profiles")
    return len(found.rows)


def take_back(actor: Actor, *, name: str) -> int:
    """What one file brought is removed; returns how many profiles. Rounds stay."""
    require(actor, "write", Record.IDENTITY_ROUND)
    with transaction.atomic():
        brought = Response.objects.filter(imported_from=name) if name else Response.objects.none()
        count = brought.count()
        if not count:
            raise ValidationError(_("This import was taken back already."))
        brought.delete()
        _log(actor, f"take back {count} profiles")
    return count


def _round_of(year: int) -> Round:
    made, _new = Round.objects.get_or_create(
        year=year,
        defaults={"instrument": CURRENT, "opens": date(year, 1, 1), "closes": date(year, 12, 31)},
    )
    return made


def _take(row: Row, round_: Round, name: str) -> None:
    """An invitation that nobody answered gives way to what the file says."""
    response, _new = Response.objects.update_or_create(
        round=round_,
        organisation_id=row.organisation,
        defaults={"state": ResponseState.CONFIRMED, "confirmed_at": now(), "imported_from": name},
    )
    Answer.objects.bulk_create(
        Answer(response=response, item=code, value=value, answered_at=now())
        for code, value in row.answers.items()
    )


def _log(actor: Actor, detail: str) -> None:
    log(actor, "write", Record.IDENTITY_ROUND, purpose=Purpose.IMPORT, detail=detail)
