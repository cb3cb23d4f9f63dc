"""What must hold after every death. Loaded inside the place, where Django stands."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from momentum.accounts.access_log.reading import verify_database
from momentum.journeys.models import ImportBatch, ImportedSpell, SourceReference, Spell
from momentum.monitor.models import Edition
from momentum.monitor.verification import changed_files

ORDER = ["building", "draft", "submitted", "approved", "published"]
REACHED = {
    "new": "building",
    "rebuild": "building",
    "submit": "submitted",
    "approve": "approved",
    "publish": "published",
}


def imports(promised) -> Iterator[str]:
    references = [each.reference for each in SourceReference.objects.all()]
    for each in promised:
        batch = ImportBatch.objects.filter(pk=each["batch"]).first() if each["batch"] else None
        came_in = sum(reference.startswith(each["mark"]) for reference in references)
        stays = ImportedSpell.objects.filter(batch=batch, spell__isnull=False).count() if batch else 0
        applied = batch is not None and batch.state == "applied"
        if each["batch"] and batch is None:
            yield f"{each['mark']}: the file was offered and is gone"
        if each["taken_in"] and not applied:
            yield f"{each['mark']}: taken in, and is not"
        if (came_in, stays) != ((each["rows"],) * 2 if applied else (0, 0)):
            yield f"{each['mark']}: {came_in} people and {stays} stays of {each['rows']}, applied: {applied}"
        if batch and batch.state in ("uploaded", "checked") and not default_storage.exists(batch.file.name):
            yield f"{each['mark']}: waits, and its file is gone"


def stays(promised) -> Iterator[str]:
    for each in promised:
        found = Spell.objects.filter(
            journey=each["person"], place=each["place"], starts=f"2017-01-{each['begun']:02}"
        )
        if len(found) > 1 or (each["started"] and not found):
            yield f"stay of {each['person']}: started {each['started']}, found {len(found)}"
        if each["ended"] and (not found or found[0].ends is None):
            yield f"stay of {each['person']}: ended, and runs"


def editions(promised) -> Iterator[str]:
    for slug, steps in promised.items():
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            yield f"{slug}: begun, and is gone"
            continue
        least = max((ORDER.index(REACHED[step]) for step in steps), default=0)
        if edition.state in ORDER and ORDER.index(edition.state) < least:
            yield f"{slug}: {steps} acknowledged, and it is {edition.state}"
        if (
            edition.state in ("failed", "refused")
            and not edition.progress.error
            and edition.state == "failed"
        ):
            yield f"{slug}: failed, and does not say why"
    for edition in Edition.objects.exclude(state__in=["building", "failed"]):
        if changed := changed_files(edition):
            yield f"{edition.slug} is {edition.state}, and its files are not whole: {changed[:3]}"


def log() -> Iterator[str]:
    report = verify_database()
    yield from (f"log: {finding}" for finding in report.findings)


def look(promised: dict[str, Any]) -> dict[str, Any]:
    """What is broken of what was promised, a sentence each; and how the editions stand."""
    found = Edition.objects.all()
    return {
        "broken": [
            *imports(promised["imports"]),
            *stays(promised["stays"]),
            *editions(promised["editions"]),
            *log(),
        ],
        "building": found.filter(state="building").count(),
        "states": {each.slug: each.state for each in found},
    }
