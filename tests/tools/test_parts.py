"""What a release is made of, and whether a silent data base of weaknesses is taken for a good one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))
import audit_parts  # noqa: E402
import sbom  # noqa: E402


@pytest.fixture(scope="module")
def bill() -> dict:
    return json.loads(sbom.bill())


def test_it_is_cyclonedx_by_the_schema():
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.bill()) is None


def test_it_is_the_same_bytes_each_time():
    other = subprocess.run([sys.executable, ROOT / "tools/sbom.py", "-"], capture_output=True, text=True)
    assert other.stdout == sbom.bill()


def test_every_locked_part_is_in_it_with_its_hashes_and_licence(bill):
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    wanted = {line.split(" ")[0].replace("==", "@").lower() for line in lines if "==" in line.split(" ")[0]}
    found = {f"{each['name']}@{each['version']}" for each in bill["components"]}
    assert found == wanted
    for each in bill["components"]:
        assert each["externalReferences"][0]["hashes"], each["name"]
        absent = [one for one in each.get("properties", []) if one["value"] == sbom.NOT_HERE]
        assert absent or each["licenses"], f"{each['name']}: no licence"
        marked = [one for one in each.get("properties", []) if one["name"] == "momentum:needed-where"]
        assert marked or not absent, f"{each['name']} is locked for here and not installed"
    hashes = sum(len(each["externalReferences"][0]["hashes"]) for each in bill["components"])
    assert hashes == sum("--hash=sha256:" in line for line in lines)


def test_nothing_in_it_is_under_a_licence_that_would_bind_the_whole(bill):
    said = json.dumps([each.get("licenses", []) for each in bill["components"]])
    assert "AGPL" not in said
    assert "Affero" not in said


def test_it_says_what_needs_what(bill):
    graph = {each["ref"].split("/")[1].split("@")[0]: each["dependsOn"] for each in bill["dependencies"]}
    assert any(ref.startswith("pkg:pypi/django@") for ref in graph["momentum"])
    assert any(ref.startswith("pkg:pypi/asgiref@") for ref in graph["django"])


def answered(stdout="", code=0, stderr=""):
    return subprocess.CompletedProcess([], code, stdout, stderr)


def parts(*rows):
    return json.dumps({"dependencies": list(rows), "fixes": []})


GOOD = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {"name": "django", "version": "5.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.0.1"]}]}


@pytest.mark.parametrize(
    ("answer", "says", "code"),
    [
        (answered(parts(GOOD)), "clean: no known weakness in 1 locked parts", 0),
        (answered(parts(GOOD, WEAK), 1), "weak: django 5.0: PYSEC-1, mended in 5.0.1", 1),
        (answered("", 1, "ERROR:Could not connect to the vulnerability feed"), "unknown", 2),
        (answered("", 0), "unknown", 2),
        (answered("{}", 0), "unknown", 2),
        (answered(parts(), 0), "unknown", 2),
        (answered(parts(GOOD), 1), "unknown", 2),
        (answered(parts(GOOD, {"name": "x", "skip_reason": "not found"})), "unknown: no answer about x", 2),
        (answered(parts(GOOD)[:-9], 0), "unknown", 2),
    ],
)
def test_only_an_answer_about_every_part_is_believed(answer, says, code):
    said, found = audit_parts.verdict(answer)
    assert (said.startswith(says), found) == (True, code), said


def test_a_data_base_that_cannot_be_reached_is_unknown_and_never_clean(tmp_path, monkeypatch, capsys):
    """The real tool, behind a door that is shut."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    lock = tmp_path / "one.lock"
    lock.write_text(f"asgiref==3.8.1 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(audit_parts, "ask", lambda real=audit_parts.ask: real(lock))
    assert audit_parts.main([]) == 0
    assert capsys.readouterr().out.startswith("unknown: ")
    assert audit_parts.main(["--strict"]) == 2
