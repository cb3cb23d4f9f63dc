"""Building an edition, on the spot or by a worker: begun again after a death, visible only when whole."""

import logging
import shutil
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.full_disk import is_full
from momentum.accounts.purposes import Purpose
from momentum.methods.facts import FactsError, load_facts
from momentum.monitor.actions import comparing, progress
from momentum.monitor.actions.transitions import MACHINE, locked, take, write
from momentum.monitor.building import sealing
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import (
    COMPARISONS,
    FACTS,
    comparisons_of,
    folder_of,
    put_in_place,
    remove_unfinished,
)
from momentum.monitor.building.freezing import write_frozen
from momentum.monitor.building.inputs import inputs_of
from momentum.monitor.building.private_place import private_place
from momentum.monitor.building.steps import Built, Tell, build_folder
from momentum.monitor.flow import TRANSITIONS
from momentum.monitor.models import BuildProgress, Edition, EditionState
from momentum.monitor.queries.analysts import analyst
from momentum.monitor.queries.facts import freeze_rows

ATTEMPTS = 3
SILENT = timedelta(seconds=60)
# Addresses beside those of editions.
RESERVED = frozenset({"workshop", "new", "token", "requests", "tables"})
log = logging.getLogger(__name__)


def new_edition(
    actor: Actor,
    *,
    period_from: date,
    period_to: date,
    freeze: date,
    title_nl: str,
    title_en: str,
    slug: str = "",
    options: dict[str, Any] | None = None,
    enqueue: bool = True,
) -> Edition:
    """Start an edition over `[period_from, period_to)` from the facts before `freeze`.

    With `enqueue` a worker builds it; without, the caller calls `run_build`. `options` may hold n, zeros,
    width and effort of the protection. Raises `ValidationError` naming the field.
    """
    require(actor, "write", "edition")
    require(actor, "read", "facts")
    _check_days(period_from, period_to, freeze)
    if not title_nl.strip() or not title_en.strip():
        raise ValidationError({"title_nl" if not title_nl.strip() else "title_en": _("Give a title.")})
    with transaction.atomic():
        edition = Edition(
            slug=_free_slug(slug or _named_after(period_from, period_to)),
            title_nl=title_nl.strip(),
            title_en=title_en.strip(),
            period_from=period_from,
            period_to=period_to,
            freeze=freeze,
            settings=options or {},
            built_by=actor.user,
            created_at=now(),
            version=0,
        )
        write(actor, edition, "build")
        BuildProgress.objects.create(edition=edition)
        if enqueue:
            transaction.on_commit(lambda: _enqueue(edition))
    return edition


def rebuild(actor: Actor, edition: Edition, *, version: int | None = None, enqueue: bool = True) -> Edition:
    """Build again from the same frozen facts (frozen anew where the first build never came so far)."""
    require(actor, "write", "edition")
    with transaction.atomic():
        edition = locked(edition, version)
        take(actor, edition, "rebuild", built_by=actor.user)
        progress.reset(edition)
        if enqueue:
            transaction.on_commit(lambda: _enqueue(edition))
    return edition


def run_build(edition_id: uuid.UUID | str, tell: Tell | None = None) -> Edition:
    """Do the work on an edition that is being built; anything else is left as it is.

    Safe to run again after it was killed: it works in a folder of its own, which gets its name when whole.
    """
    edition = Edition.objects.get(pk=edition_id)
    if edition.state != EditionState.BUILDING:
        return edition
    # What may have to be told is told to who started it, in their language, whoever does the work.
    with override(edition.built_by.language if edition.built_by else None):
        return _run(edition, tell)


def _run(edition: Edition, tell: Tell | None) -> Edition:
    attempt = progress.begin(edition)
    if attempt > ATTEMPTS:
        return _give_up(edition)
    remove_unfinished(edition)
    work = settings.EDITIONS / f".{edition.id}.{attempt}-{uuid.uuid4().hex[:8]}"
    settings.EDITIONS.mkdir(parents=True, exist_ok=True, mode=0o700)
    work.mkdir(mode=0o700)
    try:
        built = _build_in(work, edition, progress.teller(edition, tell))
        return _finish(edition, attempt, work, built)
    except NotBuilt as reason:
        return _fail(edition, str(reason))
    except (OperationalError, InterfaceError):
        # The database went away: the edition is still being built, and is begun again when it is back.
        raise
    except Exception as error:
        if is_full(error):
            return _fail(
                edition,
                _("The disk of the server is full, so nothing was built. Build again when there is room."),
            )
        log.exception("Building edition %s failed", edition.slug)
        return _fail(
            edition,
            _("Something went wrong that is not your doing. The operator finds the details in the log."),
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build_in(work: Path, edition: Edition, tell: Tell) -> Built:
    tell("freeze", 0, 1)
    with private_place() as place:
        _frozen_facts(place, edition)
        shutil.copy2(place / "labels.json", work / "labels.json")
        sealing.seal(edition, place / FACTS, work / FACTS)
        if comparisons_of(edition).is_dir():
            shutil.copytree(comparisons_of(edition), work / COMPARISONS)
        tell("freeze", 1, 1)
        try:
            return build_folder(work, place, inputs_of(edition), tell)
        except ValueError as error:
            raise NotBuilt(str(error)) from error


def _frozen_facts(place: Path, edition: Edition) -> None:
    """The facts of an earlier build of this edition, unchanged, or else a new freeze."""
    before = folder_of(edition)
    if (before / "labels.json").is_file():
        sealing.open_into(edition, place / FACTS)
        try:
            load_facts(place / FACTS)
        except FactsError as error:
            raise NotBuilt(
                _(
                    "The frozen facts of this edition were changed or are missing (%(error)s). Start a new edition."
                )
                % {"error": error}
            ) from error
        shutil.copy2(before / "labels.json", place / "labels.json")
        return
    frozen = freeze_rows(analyst(edition.built_by), edition, purpose=Purpose.BUILD_EDITION)
    write_frozen(frozen, edition.freeze, place, {"edition": str(edition.id)})


def _finish(edition: Edition, attempt: int, work: Path, built: Built) -> Edition:
    from momentum.methods.facts import read_manifest

    left_out = read_manifest(work / FACTS)["left_out"]
    with transaction.atomic():
        current = locked(edition)
        if current.state != EditionState.BUILDING or not progress.is_mine(current, attempt):
            return current
        put_in_place(work, folder_of(current))
        take(
            MACHINE,
            current,
            "finish" if built.ok else "refuse",
            content_hash=built.content_hash,
            facts_hash=built.facts_hash,
            left_out=left_out,
        )
        progress.end(current)
    return current


def _fail(edition: Edition, sentence: str) -> Edition:
    with transaction.atomic():
        current = locked(edition)
        if current.state in TRANSITIONS["fail"].sources:
            take(MACHINE, current, "fail", remark=sentence)
            progress.end(current, sentence)
    return current


def _give_up(edition: Edition) -> Edition:
    return _fail(
        edition,
        _(
            "The work was broken off %(count)s times, so it is not tried again by itself. Build again when the machine is well."
        )
        % {"count": ATTEMPTS},
    )


def reap(*, silent: timedelta = SILENT) -> list[Edition]:
    """Begin again what no worker is at any more: editions being built whose heart stopped beating.

    Called when a worker starts and now and then; gives up after `ATTEMPTS` attempts. Returns those begun
    again or given up.
    """
    from momentum.monitor.tasks import build_edition

    found = []
    for edition in progress.silent_editions(silent):
        progress.forget_tasks(build_edition, edition)
        if edition.progress.attempts >= ATTEMPTS:
            found.append(_give_up(edition))
        elif progress.waits(build_edition, edition):
            # Another edition is being built before it: its turn comes.
            progress.touch(edition)
        else:
            progress.touch(edition)
            _enqueue(edition)
            found.append(edition)
    comparing.take_up_comparisons(silent)
    return found


def _enqueue(edition: Edition) -> None:
    from momentum.monitor.tasks import build_edition

    build_edition.enqueue(str(edition.pk))


def _check_days(period_from: date, period_to: date, freeze: date) -> None:
    if period_to <= period_from:
        raise ValidationError({"period_to": _("The period must end after it starts.")})
    if freeze <= period_from:
        raise ValidationError(
            {"freeze": _("The facts hold days before the freeze; choose a day inside or after the period.")}
        )
    if freeze > today():
        raise ValidationError(
            {"freeze": _("Choose today or a day before: what is still to come cannot be counted.")}
        )


def _named_after(period_from: date, period_to: date) -> str:
    from momentum.methods.indicators import Period

    return slugify(Period(period_from, period_to).label.replace("..", "-to-"))


def _free_slug(wanted: str) -> str:
    slug, number = slugify(wanted)[:50] or "edition", 1
    if slug in RESERVED:
        slug = f"edition-{slug}"
    taken = set(Edition.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    while (candidate := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return candidate
