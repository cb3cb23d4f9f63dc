"""The directory of facts: Parquet files and a manifest, whole or not there at all."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from momentum.methods.facts.exchanging import put_in_place, set_right
from momentum.methods.facts.problems import FactsError, Problem
from momentum.methods.facts.schema import NOT_RECORDED, SCHEMAS, Facts, in_order

FORMAT = 1
MANIFEST = "facts.json"
ROWS_A_GROUP = 1_000_000


def write_facts(facts: Facts, directory: str | Path, *, replace: bool = False) -> dict[str, Any]:
    """Write facts as a directory and return its manifest.

    Everything is written beside the directory first and put in its place in one step, so that a killed
    process leaves the old directory or none. Equal facts make equal bytes on the same version of pyarrow.
    Raises `FactsError` if the directory exists and `replace` is not given.
    """
    target = Path(directory)
    set_right(target)
    check_target(target, replace=replace)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _sibling(target) as building:
        files = {name: _write_table(facts.tables[name], name, building) for name in SCHEMAS}
        manifest = _manifest(facts, files)
        _write_synced(
            building / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
        )
        put_in_place(building, target, replace=replace)
    return manifest


def check_target(directory: str | Path, *, replace: bool) -> None:
    """Raise `FactsError` where facts may not be written: something is there and is not to be replaced, or is
    something else than facts."""
    target = Path(directory)
    if not os.path.lexists(target):
        return
    if not replace:
        raise FactsError([Problem(None, None, "directory_exists", {"path": str(target)})])
    own = {MANIFEST, *(f"{name}.parquet" for name in SCHEMAS)}
    strange = (
        sorted(path.name for path in target.iterdir() if path.name not in own)
        if target.is_dir()
        else [target.name]
    )
    if strange or target.is_symlink():
        params = {"path": str(target), "names": ", ".join(strange[:5]) or target.name}
        raise FactsError([Problem(None, None, "not_replaceable", params)])


def load_facts(directory: str | Path, *, verify: bool = True) -> Facts:
    """The facts in a directory. Raises `FactsError` if it holds none, or (with `verify`) was changed."""
    folder = Path(directory)
    manifest = read_manifest(folder)
    tables = {}
    for name, told in manifest["files"].items():
        path = folder / f"{name}.parquet"
        if verify and (not path.is_file() or _sha256(path) != told["sha256"]):
            raise FactsError([Problem(None, None, "facts_changed", {"path": str(folder), "file": path.name})])
        tables[name] = pq.read_table(path)
    unknown = manifest["unknown_start_before"]
    return Facts(
        tables=tables,
        freeze=date.fromisoformat(manifest["freeze"]),
        unknown_start_before=date.fromisoformat(unknown) if unknown else None,
        left_out=manifest["left_out"],
        notes=tuple(manifest["notes"]),
        source=manifest["source"],
    )


def read_manifest(directory: str | Path) -> dict[str, Any]:
    """The manifest of a directory of facts. Raises `FactsError` if it is not one."""
    path = Path(directory) / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        if manifest["format"] != FORMAT or set(manifest["files"]) != set(SCHEMAS):
            raise ValueError("another format")
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{MANIFEST} is missing" if isinstance(error, OSError) else f"{MANIFEST} is not understood"
        problem = Problem(None, None, "not_facts", {"path": str(directory), "reason": reason})
        raise FactsError([problem]) from None
    return manifest


def _manifest(facts: Facts, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    digests = "\n".join(f"{name} {files[name]['sha256']}" for name in SCHEMAS)
    reasons = facts.tables["spell"]["end_reason"]
    unrecorded = pc.sum(pc.equal(reasons, NOT_RECORDED)).as_py() or 0
    unknown = facts.unknown_start_before
    return {
        "format": FORMAT,
        "freeze": facts.freeze.isoformat(),
        "hash": "sha256:" + hashlib.sha256(digests.encode()).hexdigest(),
        "files": files,
        "unknown_start_before": unknown.isoformat() if unknown else None,
        "left_out": dict(sorted(facts.left_out.items())),
        "end_reasons_not_recorded": unrecorded,
        "notes": list(facts.notes),
        "source": dict(facts.source),
    }


def _write_table(table: pa.Table, name: str, folder: Path) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    pq.write_table(
        in_order(name, table), path, compression="zstd", row_group_size=ROWS_A_GROUP, store_schema=True
    )
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return {"rows": len(table), "sha256": _sha256(path)}


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _sibling(target: Path) -> Iterator[Path]:
    """A locked directory beside the target to build in; those that killed processes left are removed."""
    prefix = f".{target.name}.writing-"
    for left in target.parent.glob(f"{prefix}*"):
        _remove_if_abandoned(left)
    building = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    building.chmod(0o755)
    handle = os.open(building, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield building
    finally:
        os.close(handle)
        shutil.rmtree(building, ignore_errors=True)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return
    finally:
        os.close(handle)
