"""Whatever somebody does to a copy of the access log, the check finds it and says where."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.accounts.access_log.anchor_files import read_anchors
from momentum.accounts.access_log.checking import check
from momentum.accounts.access_log.entries import canonical, digest_of
from momentum.accounts.access_log.export_files import NoExport, verify_file
from momentum.accounts.access_log.findings import Report
from momentum.site.command_line.log import command
from tests.accounts.log_copies import chained, entry, log_of, write_anchors, write_export

COUNT, ANCHORED = 30, (8, 8, 21, 30)
LOG = log_of(COUNT)


@pytest.fixture(scope="module")
def anchors(tmp_path_factory):
    return write_anchors(tmp_path_factory.mktemp("anchors"), LOG, *ANCHORED)


@pytest.fixture(scope="module")
def known(anchors):
    return read_anchors(anchors, Report())


def test_a_log_that_nobody_touched_holds(known):
    report = check(LOG, anchors=known, head=(COUNT, LOG[-1]["digest"]))
    assert report.findings == report.warnings == []
    assert (report.entries, report.first, report.last, report.anchored) == (COUNT, 1, COUNT, COUNT)


# --- Whoever tampers, and how far they go to hide it ---
def edited(log, at, field, value):
    log[at][field] = value


CHANGES = st.one_of(
    st.tuples(st.just("user_name"), st.text(max_size=10)),
    st.tuples(st.just("at"), st.just("2016-10-01T08:00:00.000000Z")),
    st.tuples(st.just("purpose"), st.sampled_from(["own", "case", "complaint"])),
    st.tuples(st.just("refused"), st.booleans()),
    st.tuples(st.just("detail"), st.text(max_size=10)),
    st.tuples(st.just("persons"), st.lists(st.sampled_from(["a" * 64, "b" * 64, "c" * 64]), unique=True).map(sorted)),
    st.tuples(st.just("digest"), st.sampled_from(["0" * 64, "f" * 64])),
    st.tuples(st.just("previous"), st.sampled_from(["1" * 64, "f" * 64])),
    st.tuples(st.just("number"), st.integers(1, 60)),
)  # fmt: skip
PLACES = st.integers(0, COUNT - 1)


@settings(max_examples=150)
@given(at=PLACES, change=CHANGES)
def test_an_edit_is_found_at_its_entry(at, change):
    field, value = change
    log = copy.deepcopy(LOG)
    if log[at][field] == value:
        return
    log[at][field] = value
    report = check(log, head=(COUNT, LOG[-1]["digest"]))
    assert report.findings[0].number == at + 1
    assert report.findings[0].kind == "edited"


@settings(max_examples=60)
@given(at=PLACES, change=CHANGES)
def test_an_edit_whose_digest_was_made_anew_is_found_at_its_entry_or_the_next(at, change):
    field, value = change
    if field == "digest" or LOG[at][field] == value:
        return
    log = copy.deepcopy(LOG)
    log[at][field] = value
    log[at]["digest"] = digest_of(log[at])
    report = check(log, head=(COUNT, LOG[-1]["digest"]))
    first = report.findings[0]
    assert {at, at + 1} & set(range(first.number, first.until + 1))


@settings(max_examples=60)
@given(at=PLACES, count=st.integers(1, 5))
def test_a_deletion_is_found_where_it_was(at, count):
    log = LOG[:at] + LOG[at + count :]
    report = check(log, head=(COUNT, LOG[-1]["digest"]))
    gone = range(at + 1, min(at + count, COUNT) + 1)
    first = report.findings[0]
    assert first.kind == ("missing" if gone[-1] < COUNT else "truncated")
    assert (first.number, first.until) == (gone[0], gone[-1])


@settings(max_examples=60)
@given(at=PLACES, forged=st.booleans())
def test_an_insertion_is_found_where_it_was(at, forged):
    extra = {**entry(at + 1, user_name="Nobody"), "previous": LOG[at]["previous"]}
    extra["digest"] = digest_of(extra) if forged else LOG[at]["digest"]
    report = check([*LOG[:at], extra, *LOG[at:]], head=(COUNT, LOG[-1]["digest"]))
    assert report.findings[0].number in (at + 1, at + 2)


@settings(max_examples=60)
@given(order=st.permutations(range(6)), at=st.integers(0, COUNT - 6))
def test_another_order_is_found_at_the_first_entry_that_moved(order, at):
    log = LOG[:at] + [LOG[at + place] for place in order] + LOG[at + 6 :]
    report = check(log, head=(COUNT, LOG[-1]["digest"]))
    moved = [place for place, number in enumerate(order) if place != number]
    if not moved:
        assert report.holds
    else:
        assert report.findings[0].number == at + moved[0] + 1


@settings(max_examples=60)
@given(kept=st.integers(0, COUNT - 1))
def test_a_log_cut_short_is_found_by_its_anchors_also_where_the_head_was_changed_with_it(kept, known):
    last = LOG[kept - 1]["digest"] if kept else "0" * 64
    report = check(LOG[:kept], anchors=known, head=(kept, last))
    assert [(each.kind, each.number, each.until) for each in report.findings] == [
        ("truncated", kept + 1, COUNT)
    ]
    assert check(LOG[:kept], head=(kept, last)).holds  # nothing but an anchor can tell


@settings(max_examples=60)
@given(at=PLACES, name=st.text(min_size=1, max_size=10))
def test_a_log_written_anew_is_found_by_its_anchors_between_two_of_which_it_began(at, name, known):
    forged = [dict(each) for each in LOG]
    forged[at]["user_name"] = f"{name} (forged)"
    log = LOG[:at] + chained(forged[at:], at, LOG[at]["previous"])
    assert check(log).holds  # in itself it is whole
    report = check(log, anchors=known, head=(COUNT, log[-1]["digest"]))
    first = report.findings[0]
    assert first.kind == "rewritten"
    assert first.number <= at + 1 <= first.until
    after, until = next((a, b) for a, b in ((0, 8), (8, 21), (21, 30)) if a <= at < b)
    assert (first.number, first.until) == (after + 1, until)


def test_what_is_written_after_the_newest_anchor_has_no_witness_and_the_check_says_from_where(anchors):
    few = read_anchors(anchors, Report())[:2]
    report = check(LOG, anchors=few)
    assert (report.holds, report.anchored, report.last) == (True, 8, COUNT)


def test_a_clock_set_back_is_told_and_is_no_break():
    log = chained(entry(number, at=at) for number, at in enumerate(["2016-11-01T08:00:00.000000Z", "2016-10-01T08:00:00.000000Z", "2016-11-02T08:00:00.000000Z"]))  # fmt: skip
    report = check(log)
    assert report.holds
    assert [(each.kind, each.number) for each in report.warnings] == [("clock", 2)]


# --- The file of an export ---
@settings(max_examples=150)
@given(data=st.data())
def test_no_byte_of_an_export_can_be_changed_unseen(data, tmp_path_factory, anchors):
    file = write_export(tmp_path_factory.mktemp("export") / "log.jsonl", LOG[:12])
    content = bytearray(file.read_bytes())
    begins = content.index(b"\n") + 1
    place = data.draw(st.integers(begins, len(content) - 2))
    how = data.draw(st.sampled_from(["change", "remove", "add", "cut"]))
    if how == "change":
        content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    elif how == "remove":
        del content[place]
    elif how == "add":
        content.insert(place, data.draw(st.integers(33, 126)))
    else:
        del content[place:]
    file.write_bytes(bytes(content))
    report = verify_file(file)
    if report.holds:  # another way to write the same thing (a space, an escape) says the same thing
        assert [json.loads(line) for line in bytes(content).splitlines()[1:-1]] == LOG[:12]


def test_an_export_is_verified_with_its_anchors(tmp_path, anchors):
    file = write_export(tmp_path / "log.jsonl", LOG)
    report = verify_file(file, anchors)
    assert (report.findings, report.warnings, report.anchored) == ([], [], COUNT)
    assert verify_file(file, anchors / "2016-11-03.json").anchored == 21


def test_a_file_that_is_no_export_is_told(tmp_path):
    for content in (b"", b"{}\n", b"\xff\n", b'{"format":"momentum-access-log/1"}\n'):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(NoExport):
            verify_file(tmp_path / "x")


def test_a_line_that_says_one_thing_twice_is_no_entry(tmp_path):
    file = write_export(tmp_path / "log.jsonl", LOG[:3])
    text = file.read_text().replace('"detail":"journey"', '"detail":"other","detail":"journey"', 1)
    file.write_text(text)
    assert [each.kind for each in verify_file(file).findings][0] == "unreadable"


# --- The anchors themselves ---
@pytest.mark.parametrize("tampering", ["changed", "gone", "renamed", "cut", "not one"])
def test_anchors_that_were_tampered_with_are_told(tampering, tmp_path):
    folder = write_anchors(tmp_path / "anchors", LOG, 8, 21, 30)
    second = folder / "2016-11-02.json"
    if tampering == "changed":
        second.write_bytes(second.read_bytes().replace(b'"number":21', b'"number":22'))
    elif tampering == "gone":
        second.unlink()
    elif tampering == "renamed":
        second.rename(folder / "2016-11-09.json")
    elif tampering == "cut":
        second.write_bytes(second.read_bytes()[:40])
    else:
        second.write_text("{}")
    assert not check(LOG, anchors=read_anchors(folder, report := Report()), report=report).holds


def test_anchors_of_a_log_that_was_cut_short_between_two_days_say_so(tmp_path):
    folder = write_anchors(tmp_path / "anchors", LOG, 21, 8)
    report = Report()
    read_anchors(folder, report)
    assert [each.kind for each in report.findings] == ["rewritten"]


# --- The command ---
def test_the_command_tells_the_first_wrong_entry(tmp_path, anchors):
    log = copy.deepcopy(LOG)
    log[16]["purpose"] = "own"
    answer = CliRunner().invoke(
        command, ["verify", str(write_export(tmp_path / "log.jsonl", log)), "--anchors", str(anchors)]
    )
    assert answer.exit_code == 1
    assert "Entry 17 was changed" in answer.output
    assert "the first wrong entry is 17." in answer.output
    good = CliRunner().invoke(
        command, ["verify", str(write_export(tmp_path / "log.jsonl", LOG)), "--anchors", str(anchors)]
    )
    assert good.exit_code == 0
    assert "Anchored until entry 30." in good.output


def test_a_copy_is_verified_without_django_or_a_database(tmp_path, anchors):
    file = write_export(tmp_path / "log.jsonl", LOG)
    program = (
        "import sys\n"
        "for name in ('django', 'duckdb', 'sqlite3', 'psycopg'): sys.modules[name] = None\n"
        "from momentum.site.command_line import main\n"
        f"main(['log', 'verify', {str(file)!r}, '--anchors', {str(anchors)!r}])\n"
    )
    source = Path(__file__).resolve().parents[2] / "src"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(source)},
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "The log holds: 30 entries, 1 to 30" in ran.stdout


# --- What docs/reference/access-log.md says, for whoever writes another verifier ---
def test_the_canonical_json_is_as_documented():
    said = {"b": 'é"\\\n\x01☂', "a": [True, 3]}
    assert canonical(said) == '{"a":[true,3],"b":"é\\"\\\\\\n\\u0001☂"}'.encode()
