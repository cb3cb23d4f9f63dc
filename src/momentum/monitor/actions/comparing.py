"""Two ways to protect an edition, worked out by a worker: begun again after a death, kept in the edition's inner folder."""

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.monitor.actions.protecting import choose
from momentum.monitor.building import sealing
from momentum.monitor.building.comparing import Tell, compare
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import comparisons_of, folder_of
from momentum.monitor.building.inputs import Inputs, choices_of, inputs_of, key_from_json, with_choices
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.choices import Choices
from momentum.monitor.models import Comparison, ComparisonState, Edition

ATTEMPTS = 2
log = logging.getLogger(__name__)


def start_comparison(
    actor: Actor,
    edition: Edition,
    *,
    choices: Choices,
    pins: list[Any],
    overrides: list[Any] | None = None,
    enqueue: bool = True,
) -> Comparison:
    """Compare what is chosen now with `choices`, the cells `pins` kept visible and `overrides` published anyway.

    `overrides` are [cell, reason] as `overrides_of` gives them; None: those of the edition.

    With `enqueue` a worker does it; without, the caller calls `run_comparison`.
    """
    require(actor, "write", "edition")
    require(actor, "read", "facts")
    if edition.facts_expired_on or not (folder_of(edition) / "internal" / "cells.json").is_file():
        raise ValidationError(
            _("Plans are compared on the frozen facts of a built edition, and this one has none.")
        )
    with transaction.atomic():
        comparison = Comparison.objects.create(
            edition=edition,
            first=_plan(choices_of(edition), [pin.cell for pin in edition.pins.all()], overrides_of(edition)),
            second=_plan(choices, pins, overrides_of(edition) if overrides is None else overrides),
            user=actor.user,
            created_at=now(),
            beat=timezone.now(),
        )
        if enqueue:
            transaction.on_commit(lambda: _enqueue(comparison))
    return comparison


def overrides_of(edition: Edition) -> list[Any]:
    """What the analyst publishes anyway, as [cell, reason]."""
    return [[each.cell, each.reason] for each in edition.overrides.all()]


def _plan(choices: Choices, pins: list[Any], overrides: list[Any]) -> dict[str, Any]:
    return {"choices": choices.to_json(), "pins": pins, "overrides": overrides}


def choose_compared(
    actor: Actor, edition: Edition, *, comparison: Comparison, side: str, version: int | None = None
) -> Edition:
    """Protect the edition as one side of a comparison from the next build on."""
    require(actor, "write", "edition")
    told = comparison.second if side == "second" else comparison.first
    pins = [pin.pk for pin in edition.pins.all() if pin.cell in told["pins"]]
    # A comparison of an earlier release says nothing of what is published anyway, so nothing of that changes.
    kept = [cell for cell, _why in told["overrides"]] if "overrides" in told else None
    overrides = [each.pk for each in edition.overrides.all() if kept is None or each.cell in kept]
    return choose(
        actor,
        edition,
        choices=Choices.from_json(told["choices"]),
        pins=pins,
        overrides=overrides,
        version=version,
    )


def run_comparison(comparison_id: uuid.UUID | str, also: Tell | None = None) -> Comparison:
    """Do the work on a comparison that waits for it; anything else is left as it is. Safe to run again."""
    mine = Comparison.objects.filter(pk=comparison_id)
    comparison = mine.select_related("edition", "user").get()
    if comparison.state != ComparisonState.WAITING:
        return comparison
    # What may have to be told is told to who asked for it, in their language, whoever does the work.
    with in_language(comparison.user.language if comparison.user else None):
        if comparison.attempts >= ATTEMPTS:
            return _failed(
                comparison, _("The work was broken off twice, so it is not tried again by itself.")
            )
        mine.update(attempts=F("attempts") + 1, beat=timezone.now(), step="open", done=0, total=1)
        try:
            found = _worked_out(comparison, _teller(comparison, also))
        except (NotBuilt, ValueError) as reason:
            return _failed(comparison, str(reason))
        except (OperationalError, InterfaceError):
            # The database went away: it is begun again when that is back.
            raise
        except Exception:
            log.exception("Comparison %s failed", comparison.pk)
            return _failed(
                comparison,
                _("Something went wrong that is not your doing. The operator finds the details in the log."),
            )
    write_json(comparisons_of(comparison.edition) / f"{comparison.pk}.json", found)
    mine.update(state=ComparisonState.DONE, beat=timezone.now(), done=F("total"))
    comparison.refresh_from_db()
    return comparison


def _teller(comparison: Comparison, also: Tell | None) -> Tell:
    def tell(step: str, done: int, total: int) -> None:
        Comparison.objects.filter(pk=comparison.pk).update(
            step=step, done=done, total=total, beat=timezone.now()
        )
        if also:
            also(step, done, total)

    return tell


def _worked_out(comparison: Comparison, tell: Tell) -> dict[str, Any]:
    edition = comparison.edition
    with sealing.opened(edition) as place:
        labels = read_json(folder_of(edition) / "labels.json")
        first, second = (_inputs(edition, told) for told in (comparison.first, comparison.second))
        return compare(place, first, second, labels, tell)


def _inputs(edition: Edition, told: dict[str, Any]) -> Inputs:
    """The edition's inputs with this choice, these pins and these overrides instead of its own."""
    return with_choices(
        inputs_of(edition),
        Choices.from_json(told["choices"]),
        frozenset(key_from_json(cell) for cell in told["pins"]),
        {key_from_json(cell): why for cell, why in told.get("overrides", ())},
    )


def _failed(comparison: Comparison, sentence: str) -> Comparison:
    Comparison.objects.filter(pk=comparison.pk).update(
        state=ComparisonState.FAILED, error=sentence, beat=timezone.now()
    )
    comparison.refresh_from_db()
    return comparison


def take_up_comparisons(silent: timedelta) -> list[Comparison]:
    """Begin again what no worker is at any more."""
    since = timezone.now() - silent
    found = list(Comparison.objects.filter(state=ComparisonState.WAITING, beat__lte=since))
    for comparison in found:
        Comparison.objects.filter(pk=comparison.pk).update(beat=timezone.now())
        _enqueue(comparison)
    return found


def _enqueue(comparison: Comparison) -> None:
    from momentum.monitor.tasks import compare_plans

    compare_plans.enqueue(str(comparison.pk))
