"""The directory of facts: the same bytes for the same facts, whole or not there."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from momentum.methods.facts import SCHEMAS, FactsError, load_facts, read_manifest, write_facts

ROWS = ("2,De Kas,day activity,2016-01-01,2016-03-01,", "1,De Kas,day activity,2016-02-01,,")


@pytest.fixture
def facts(read):
    return read(*ROWS).facts


def code(error) -> str:
    return error.value.problems[0].code


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_files_with_their_schemas(facts, tmp_path):
    manifest = write_facts(facts, tmp_path / "facts")
    assert names(tmp_path) == ["facts"]
    assert names(tmp_path / "facts") == sorted(["facts.json", *(f"{name}.parquet" for name in SCHEMAS)])
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(tmp_path / "facts" / f"{name}.parquet").equals(schema)
    assert json.loads((tmp_path / "facts/facts.json").read_text()) == manifest
    assert manifest["files"]["spell"]["rows"] == 2
    assert manifest["end_reasons_not_recorded"] == 1
    assert (manifest["format"], manifest["freeze"]) == (1, "2017-06-01")


def test_rows_are_sorted_by_their_key(facts, tmp_path):
    write_facts(facts, tmp_path / "facts")
    assert pq.read_table(tmp_path / "facts/spell.parquet")["person"].to_pylist() == ["1", "2"]


def test_the_same_input_makes_the_same_bytes_and_hash(read, tmp_path):
    one = write_facts(read(*ROWS).facts, tmp_path / "one")
    other = write_facts(read(*ROWS).facts, tmp_path / "other")
    assert one == other
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()
    changed = write_facts(read(*ROWS, "3,De Kas,day activity,2016-01-01,,").facts, tmp_path / "changed")
    assert changed["hash"] != one["hash"]


def test_what_was_written_is_loaded(facts, tmp_path):
    write_facts(facts, tmp_path / "facts")
    loaded = load_facts(tmp_path / "facts")
    assert (loaded.freeze, loaded.left_out, loaded.notes) == (facts.freeze, facts.left_out, facts.notes)
    assert loaded.source == facts.source
    assert loaded.tables["spell"].sort_by("spell").equals(facts.tables["spell"].sort_by("spell"))


def test_changed_facts_are_refused(facts, tmp_path):
    write_facts(facts, tmp_path / "facts")
    path = tmp_path / "facts/person.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(FactsError) as error:
        load_facts(tmp_path / "facts")
    assert code(error) == "facts_changed"


def test_what_is_no_directory_of_facts_is_refused(tmp_path):
    with pytest.raises(FactsError, match=r"facts\.json is missing"):
        read_manifest(tmp_path)
    (tmp_path / "facts.json").write_text("[]")
    with pytest.raises(FactsError, match=r"facts\.json is not understood"):
        read_manifest(tmp_path)


def test_an_existing_directory_is_replaced_only_when_asked(facts, read, tmp_path):
    first = write_facts(facts, tmp_path / "facts")
    later = read(ROWS[0]).facts
    with pytest.raises(FactsError) as error:
        write_facts(later, tmp_path / "facts")
    assert code(error) == "directory_exists"
    assert read_manifest(tmp_path / "facts") == first
    assert write_facts(later, tmp_path / "facts", replace=True) == read_manifest(tmp_path / "facts") != first
    assert names(tmp_path) == ["facts"]


def test_a_directory_with_anything_else_in_it_is_never_replaced(facts, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("a file")
    for name in ("home", "file"):
        with pytest.raises(FactsError) as error:
            write_facts(facts, tmp_path / name, replace=True)
        assert code(error) == "not_replaceable"
    assert (tmp_path / "home/thesis.txt").read_text() == "years of work"


def test_a_failure_while_writing_leaves_nothing(facts, tmp_path):
    del facts.tables["district"]
    with pytest.raises(KeyError):
        write_facts(facts, tmp_path / "facts")
    assert names(tmp_path) == []


def test_where_names_cannot_be_swapped_at_once_the_old_directory_survives_a_kill(
    facts, tmp_path, monkeypatch
):
    from momentum.methods.facts import exchanging

    monkeypatch.setattr(exchanging, "_exchanged", lambda one, other: False)
    first = write_facts(facts, tmp_path / "facts")
    write_facts(facts, tmp_path / "facts", replace=True)
    assert names(tmp_path) == ["facts"]
    (tmp_path / "facts").rename(tmp_path / ".facts.replaced-12345678")
    with pytest.raises(FactsError) as error:
        write_facts(facts, tmp_path / "facts")
    assert code(error) == "directory_exists"
    assert read_manifest(tmp_path / "facts") == first


WRITE_MUCH = """
import sys
from datetime import date
import numpy as np, pyarrow as pa
from momentum.methods.facts import SCHEMAS, Facts, write_facts
tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
count = 1_500_000
text = pa.array(np.random.default_rng(1).integers(0, 10**12, count)).cast(pa.string())
start = pa.array(np.full(count, 17000, dtype=np.int32)).cast(pa.date32())
empty = pa.nulls(count)
tables["spell"] = pa.table(
    [text, text, text, text, start, empty.cast(pa.date32()), empty.cast(pa.string())], schema=SCHEMAS["spell"]
)
print("ready", flush=True)
write_facts(Facts(tables, freeze=date(2017, 1, 1)), sys.argv[1], replace=True)
"""


@pytest.mark.parametrize("before", ["nothing", "facts"])
def test_a_killed_process_leaves_the_old_directory_or_none(facts, tmp_path, before):
    target = tmp_path / "facts"
    if before == "facts":
        write_facts(facts, target)
    child = subprocess.Popen([sys.executable, "-c", WRITE_MUCH, str(target)], stdout=subprocess.PIPE)
    try:
        assert child.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".facts.writing-*/spell.parquet")):
            assert child.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.002)
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        assert child.wait() == -signal.SIGKILL
        child.stdout.close()
    assert len(list(tmp_path.glob(".facts.writing-*"))) == 1
    if before == "facts":
        assert load_facts(target).freeze == date(2017, 6, 1)
    else:
        assert not target.exists()
    write_facts(facts, target, replace=True)
    assert names(tmp_path) == ["facts"]
    assert load_facts(target).tables["spell"].num_rows == 2
