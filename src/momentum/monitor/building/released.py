"""Everything that was released so far, editions and answers to requests alike: what a reader may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from momentum.methods.disclosure import CellKey, Near
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.flow import PUBLIC
from momentum.monitor.models import Edition, TableRequest

Cells = Mapping[CellKey, int | Near]


@dataclass(frozen=True)
class Release:
    """One edition or one answer, with the moment since which it is public."""

    at: datetime
    name: str
    content_hash: str
    folder: Path
    of: Edition | TableRequest

    def cells(self) -> Cells:
        """The cells it published. Raises `NotBuilt` where its files are gone."""
        from momentum.monitor.building.inputs import cells_from_json

        file = self.folder / "internal" / "published.json"
        if not file.is_file():
            raise NotBuilt(
                _(
                    "The files of %(name)s, which was released before, are missing, so what it published cannot be "
                    "reckoned with. Put them back from a backup."
                )
                % {"name": self.name}
            )
        return cells_from_json(read_json(file))


def released(*, without: Edition | None = None) -> list[Release]:
    """Every release, oldest first. Withdrawn and replaced editions stay known to whoever read them."""
    from momentum.monitor.answering.files import folder_of_answer

    editions = Edition.objects.filter(state__in=PUBLIC, published_at__isnull=False)
    answers = TableRequest.objects.filter(slug__isnull=False, released_at__isnull=False)
    found = [
        Release(each.published_at, each.slug, each.content_hash, folder_of(each), each)
        for each in (editions.exclude(pk=without.pk) if without else editions)
        if each.published_at
    ] + [
        Release(each.released_at, each.slug or "", each.content_hash, folder_of_answer(each), each)
        for each in answers.select_related("edition")
        if each.released_at
    ]
    return sorted(found, key=lambda release: (release.at, release.name))


def lock_releases() -> None:
    """Have every release wait for the one before it, until the running transaction ends."""
    # All of them: before the first release there is no released one to lock.
    list(Edition.objects.select_for_update().order_by("pk").values_list("pk"))


def released_since(edition: Edition) -> list[str]:
    """What was released that an edition, as it was built, does not reckon with: their names."""
    from momentum.monitor.building.inputs import cells_to_json

    before = read_json(folder_of(edition) / "inputs.json")["earlier"]
    found = [(release.name, cells_to_json(release.cells())) for release in released(without=edition)]
    return [name for name, cells in found if cells not in before]
