"""Is an answer still what it was, and can it be made again? The same questions as are asked of an edition."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from momentum.monitor.answering.building import build_answer
from momentum.monitor.answering.files import changed_files, folder_of_answer
from momentum.monitor.answering.question import question_of
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import MANIFEST
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.private_place import private_place
from momentum.monitor.building.released import Release, released
from momentum.monitor.models import TableRequest
from momentum.monitor.verification import Verdict, compared, other_parts


def verify_answer(request: TableRequest) -> Verdict:
    """Check the stored bytes, then build again from the edition's frozen facts and compare.

    It is protected again against exactly what was released when it was built. Raises `NotBuilt` where one of those
    releases is missing.
    """
    if changed := changed_files(request):
        return Verdict("changed", changed)
    folder = folder_of_answer(request)
    parts = other_parts(read_json(folder / MANIFEST)["versions"])
    if request.edition.facts_expired_on:
        return Verdict("facts expired", parts=parts)
    with private_place() as place:
        again = place / "answer"
        again.mkdir()
        build_answer(
            again,
            request.edition,
            question_of(request),
            releases=_released_before(folder),
            decided=folder / "internal",
        )
        return compared(folder, again, {}, parts)


def _released_before(folder: Path) -> Sequence[Release]:
    now = {(release.name, release.content_hash): release for release in released()}
    before = []
    for name, content in read_json(folder / "inputs.json")["released"]:
        if (name, content) not in now:
            raise NotBuilt(
                _(
                    "%(name)s, which this answer was protected against, is no longer what it was, so the answer cannot "
                    "be made again."
                )
                % {"name": name}
            )
        before.append(now[name, content])
    return before
