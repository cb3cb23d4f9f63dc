"""Is an edition still what it was, and can it be made again?"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from momentum.monitor.building import sealing
from momentum.monitor.building.files import (
    FACTS,
    MANIFEST,
    content_hash,
    folder_of,
    hashes_of,
    listed_files,
    versions,
)
from momentum.monitor.building.inputs import Inputs
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.steps import build_folder
from momentum.monitor.models import Edition

Outcome = Literal["identical", "same cells", "different", "changed", "facts expired"]


@dataclass(frozen=True)
class Verdict:
    """`outcome`, the files concerned, and the parts whose version is another than when it was built.

    identical      stored bytes are as recorded, and building again makes the same bytes
    same cells     other versions of the parts, same published cells
    different      building again makes something else (`files` say what)
    changed        the stored bytes are not those recorded
    facts expired  stored bytes are as recorded; the frozen facts are gone, so nothing can be built again
    """

    outcome: Outcome
    files: tuple[str, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()

    @property
    def good(self) -> bool:
        return self.outcome in ("identical", "same cells", "facts expired")


def changed_files(edition: Edition) -> tuple[str, ...]:
    """Files that are missing, added or other than recorded; empty where all is as it was built."""
    folder = folder_of(edition)
    if not (folder / MANIFEST).is_file() or content_hash(folder) != edition.content_hash:
        return (MANIFEST,)
    recorded = read_json(folder / MANIFEST)["files"]
    found = listed_files(folder, sealing.hashes(edition))
    differing = {name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name)}
    if edition.facts_expired_on:
        # The tables are gone as they should be; what says how many rows they had is still there.
        differing = {name for name in differing if not _is_table_of_facts(name) or name in found}
    return tuple(sorted(differing))


def _is_table_of_facts(name: str) -> bool:
    return name.startswith(f"{FACTS}/") and name.endswith(".parquet")


def verify(edition: Edition, tell: Callable[[str, int, int], None] = lambda *_: None) -> Verdict:
    """Check the stored bytes, then build again from the frozen facts and compare."""
    if changed := changed_files(edition):
        return Verdict("changed", changed)
    folder = folder_of(edition)
    recorded = read_json(folder / MANIFEST)
    parts = other_parts(recorded["versions"])
    if edition.facts_expired_on:
        return Verdict("facts expired", parts=parts)
    with sealing.opened(edition) as place:
        again = place / "edition"
        again.mkdir()
        shutil.copy2(folder / "labels.json", again / "labels.json")
        inputs = Inputs.from_json(read_json(folder / "inputs.json"))
        build_folder(again, place, inputs, tell, decided=folder / "internal" / "plan.json")
        return compared(folder, again, hashes_of(place / FACTS, f"{FACTS}/"), parts)


def other_parts(recorded: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The parts whose version is another than when something was built: name, version then, version now."""
    now = versions()
    return tuple(
        (part, then, now.get(part, "–")) for part, then in sorted(recorded.items()) if now.get(part) != then
    )


def compared(
    folder: Path, again: Path, facts: dict[str, str], parts: tuple[tuple[str, str, str], ...]
) -> Verdict:
    """What was built before in `folder` beside what was built now in `again`; `facts` are hashes of facts in neither."""
    recorded, found = read_json(folder / MANIFEST)["files"], listed_files(again, facts)
    differing = tuple(
        sorted(name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name))
    )
    if not differing:
        return Verdict("identical", parts=parts)
    cells = "internal/cells.json"
    same = json.loads((folder / cells).read_bytes()) == json.loads((again / cells).read_bytes())
    return Verdict("same cells" if same and parts else "different", differing, parts)
