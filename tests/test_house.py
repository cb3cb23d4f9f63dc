"""The house rules that a linter of imports cannot see."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "momentum"
ROOMS = ("accounts", "sector", "journeys", "identity", "monitor", "site")
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
DRAWERS = {"utils", "helpers", "manager", "core", "common", "misc"}


def modules():
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            parts = path.relative_to(PACKAGE / room).with_suffix("").parts
            if not {"migrations", "actions"} & set(parts):
                yield pytest.param(path, id=str(path.relative_to(PACKAGE)))


def names(node: ast.AST) -> set[str]:
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} | {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name)
    }


def writes_in(path: Path) -> list[int]:
    """Lines on which a record is written: `.save()`, or `objects` … `.create()` and the like."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        to_a_stream = any(given.arg == "kind" for given in node.keywords)  # a picture, drawn for an answer
        if (node.func.attr == "save" and not to_a_stream) or (
            node.func.attr in WRITES and "objects" in names(node.func.value)
        ):
            lines.append(node.lineno)
    return lines


# The manager of users is itself what actions call; the access log is written by the one read that writes. A session
# store is what the framework calls to keep a session: its contract has `delete`, and every page goes through it.
WRITERS = {
    "accounts/models/people.py",
    "accounts/models/access_log.py",
    "accounts/access_log/chain.py",
    "accounts/sign_in/session_store.py",
}


@pytest.mark.parametrize("path", list(modules()))
def test_only_actions_write(path):
    if str(path.relative_to(PACKAGE)) not in WRITERS:
        assert writes_in(path) == []


def test_the_search_for_writes_finds_one(tmp_path):
    guilty = tmp_path / "views.py"
    guilty.write_text(
        "def view(request):\n    Spell.objects.filter(pk=1).update(ends=None)\n    form.save()\n"
    )
    assert writes_in(guilty) == [2, 3]


def test_no_drawer_without_a_name():
    found = [path for path in PACKAGE.rglob("*") if path.stem in DRAWERS]
    assert found == []


def test_nothing_committed_points_outside_the_project():
    """No address of a package registry, and no path of somebody's machine."""
    hosts = ("pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "deb." + "debian.org")
    root = PACKAGE.parent.parent
    looked = [
        *root.glob("*.lock"), *root.glob("*.toml"), *root.glob("*.in"), root / "Makefile", root / ".ci" / "run",
        *PACKAGE.rglob("*.py"), *(root / "docs").rglob("*.md"), *(root / "tools").rglob("*.py"),
    ]  # fmt: skip
    assert len(looked) > 20
    for file in looked:
        text = file.read_text(encoding="utf-8")
        assert not [host for host in hosts if host in text], file
        assert "/work" + "/" not in text, file


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(PACKAGE)))
        for path in sorted(PACKAGE.rglob("*.py"))
        if {"actions", "queries"} & set(path.relative_to(PACKAGE).with_suffix("").parts)
    ],
)
def test_actions_and_queries_know_nothing_of_http(path):
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
    }
    web = ("django.http", "django.shortcuts", "django.views", "django.forms", "django.urls.resolvers")
    assert not [name for name in imported if name.startswith(web)]
