"""The documentation is part of the product: what exists is in it, and what is in it exists."""

import csv
import io
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import click
import polib
import pytest
from click.testing import CliRunner
from django.utils.translation import override

from momentum.accounts.policy import Record, Role
from momentum.methods.facts import SCHEMAS
from momentum.methods.indicators import INDICATORS
from momentum.site.command_line import main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCES = [ROOT / "src", ROOT / "tests" / "conftest.py", ROOT / "tests" / "fuzz", ROOT / "Makefile"]
PAGES = sorted(
    [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "examples").rglob("*.md")]
)
# Roles that read what everybody can read share a page.
READERS = DOCS / "how-to" / "read-the-monitor.md"

sys.path.append(str(ROOT / "tools"))
import reference  # noqa: E402


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


# --- What exists is documented ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["access.md", "access-tried.md", "commands.md", "data-model.md", "definitions.md"]
)
def test_generated_pages_say_what_the_program_says(name):
    written = reference.pages()[name]
    assert text(f"reference/{name}") == written, "renew it with: .venv/bin/python tools/reference.py"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_the_generated_pages_name_everything():
    commands, model = text("reference/commands.md"), text("reference/data-model.md")
    for name, command in reference.all_commands():
        assert f"\n## {name}\n" in commands
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert all(flag in commands for flag in option.opts)
    for room in reference.ROOMS:
        for each in reference.models_of(room):
            section = model.split(f"\n### {each.__name__}\n", 1)[1].split("\n### ")[0]
            assert [f.name for f in reference.fields_of(each) if f"| `{f.name}` |" not in section] == []
    assert [name for name in INDICATORS if f"\n## {name}\n" not in text("reference/definitions.md")] == []
    access = text("reference/access.md")
    assert [role for role in Role if f"\n| {role.label} |" not in access] == []
    assert [record for record in Record if f"| {record.label} |" not in access] == []


def test_no_room_with_records_is_left_out():
    from django.apps import apps

    rooms = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("momentum.")}
    assert rooms == set(reference.ROOMS)


def settings_read() -> set[str]:
    """Every name of a setting in the program, its tests' front door and the Makefile."""
    files = [file for source in SOURCES for file in ([source] if source.is_file() else source.rglob("*.py"))]
    found = set()
    for file in files:
        found |= set(
            re.findall(
                r"\b(?:MOMENTUM_[A-Z_]*[A-Z]|DATABASE_(?:OWNER_)?URL)\b", file.read_text(encoding="utf-8")
            )
        )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return found | set(re.findall(r"^([A-Z]+) \?=", makefile, re.M))


def test_every_setting_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text("reference/settings.md"), re.M))
    assert documented == settings_read()


def test_defaults_of_settings_are_those_of_the_program():
    page = text("reference/settings.md")
    source = (ROOT / "src/momentum/site/settings.py").read_text(encoding="utf-8")
    for name, default in re.findall(r'ENV\.get\("([A-Z_]+)", "([^"]+)"\)', source):
        assert re.search(rf"^\| `{name}` \| `{re.escape(default)}` \|", page, re.M), (name, default)


def test_the_server_has_the_options_that_the_reference_names():
    source = (ROOT / "src/momentum/site/serve.py").read_text(encoding="utf-8")
    assert set(re.findall(r'add_argument\("(--[a-z-]+)"', source)) == set(reference.SERVE)


def test_every_role_has_a_how_to():
    absent = [
        role
        for role in Role
        if not (DOCS / "how-to" / f"{role.value.replace('_', '-')}.md").exists()
        and str(role.label) not in READERS.read_text(encoding="utf-8")
    ]
    assert absent == []
    assert (DOCS / "how-to" / "second-analyst.md").exists()


def test_every_column_of_facts_is_documented():
    page = text("reference/formats.md")
    for name, schema in SCHEMAS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}.parquet` |"))
        assert re.findall(r"`([a-z_]+)`", row.split("|")[2].replace("`ladder`", "").replace("`wage_value`", "")
                          .replace("`social_enterprise`", "")) == schema.names  # fmt: skip


def test_every_key_of_a_request_for_protection_is_documented():
    from momentum.methods.disclosure.spec import KNOWN

    page = text("reference/formats.md")
    absent = {key for keys in KNOWN.values() for key in keys if not re.search(rf"\b{key}\b", page)}
    assert absent == set()


def test_the_requests_in_the_reference_can_be_read():
    from momentum.methods.disclosure.spec import read_spec

    examples = re.findall(r"```toml\n(.*?)```", text("reference/formats.md"), re.DOTALL)
    simple, several = (read_spec(example) for example in examples)
    assert [each.name for each in simple.dimensions] == ["enterprise", "target_group"]
    assert [each.name for each in several.tables] == ["reached", "moved on", "wages"]


def test_every_preset_is_explained_in_the_reference_as_in_the_program():
    from momentum.methods.disclosure.presets import PRESETS

    page = text("reference/formats.md")
    assert [
        name for name, each in PRESETS.items() if f"**`{name}`**" not in page or each.explanation not in page
    ] == []
    assert [name for name, each in PRESETS.items() if each.source not in page] == []


def test_byte_budgets_are_those_of_the_test():
    page = text("explanation/weight.md")
    weighed = (ROOT / "tests/browser/test_every_page.py").read_text(encoding="utf-8")
    budgets = re.search(r"^BUDGET = \{(.+)\}$", weighed, re.M)
    assert budgets is not None
    limits = re.findall(r": ([\d_]+)", budgets.group(1))
    assert [n for n in limits if f"| {int(n) // 1000} kB |" not in page] == []


# --- What is documented exists ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def shown(page: Path, word: str) -> list[Line]:
    """Lines of code on a page, in blocks and within sentences, that call `word`."""
    content = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", content, re.DOTALL | re.M)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(
        rf"`({word} [^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", content, flags=re.DOTALL | re.M)
    )
    found = []
    for line in lines:
        called = re.search(rf"^(?:[A-Z_]+=\S+ )*(?:[\w./-]+/)?({word} .+)$", line.strip())
        if called:
            found.append(Line(named(page), tuple(shlex.split(called.group(1), comments=True))))
    return found


def objection_to(line: Line) -> str | None:
    """What is wrong with a shown `momentum` command, or nothing."""
    command: click.Command = main
    words = list(line.words[1:])
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        context = click.Context(command)
        below = command.get_command(context, words[0])
        if below is None and "protect" in command.list_commands(context):
            command = command.get_command(context, "protect")
            break
        if below is None:
            return None if words[0].isupper() or words[0] in ("…", "COMMAND") else f"no command {words[0]}"
        command, words = below, words[1:]
    known = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
    known |= {"--help", "-h"}
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in known]
    return f"no option {', '.join(unknown)}" if unknown else None


MOMENTUM_LINES = [line for page in PAGES if page.name != "commands.md" for line in shown(page, "momentum")]


def test_there_are_commands_to_check():
    assert len(MOMENTUM_LINES) > 20


@pytest.mark.parametrize("line", MOMENTUM_LINES, ids=str)
def test_shown_commands_exist(line):
    assert objection_to(line) is None


def test_an_unknown_command_or_option_would_be_found():
    assert objection_to(Line("x", ("momentum", "publish", "2016"))) == "no command publish"
    assert objection_to(Line("x", ("momentum", "edition", "shred", "2016"))) == "no command shred"
    assert (
        objection_to(Line("x", ("momentum", "measure", "facts", "reach", "--per", "a"))) == "no option --per"
    )
    assert (
        objection_to(Line("x", ("momentum", "disclose", "t.csv", "--spec", "s.toml", "--out", "o"))) is None
    )


def test_shown_make_targets_exist():
    targets = reference.make_targets()
    shown_ones = [line for page in PAGES for line in shown(page, "make")]
    assert len(shown_ones) > 5
    assert [str(line) for line in shown_ones if line.words[1] not in targets] == []


def links() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        content = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
        found += [(named(page), target) for target in re.findall(r"\]\(([^)\s]+)\)", content)]
    return [(page, target) for page, target in found if not target.startswith(("http:", "https:", "mailto:"))]


def headings(page: Path) -> set[str]:
    """Anchors of a page's headings, as readers of Markdown make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("source", "target"), links())
def test_relative_links_lead_somewhere(source, target):
    path, _, anchor = unquote(target).partition("#")
    there = (ROOT / source).parent / path if path else ROOT / source
    assert there.exists()
    if anchor:
        assert anchor in headings(there)


def test_pictures_are_small_and_shown():
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in pictures if p.stat().st_size > 150_000] == []
    assert [p.name for p in pictures if f"docs/pictures/{p.name}" not in readme] == []


def words_on_screen() -> list[re.Pattern[str]]:
    """Every text of the interface as a pattern: what a placeholder stands for may be anything."""
    texts = [
        text
        for catalogue in (ROOT / "src").rglob("nl/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(catalogue))
        for text in (entry.msgid, entry.msgid_plural)
        if text
    ]
    parts = [re.split(r"%\(\w+\)[sd]", text.rstrip(".:?")) for text in texts]
    telling = [each for each in parts if len(each) == 1 or sum(map(len, each)) > 3]
    return [re.compile(".+".join(map(re.escape, each)), re.I) for each in telling]


def test_what_a_how_to_tells_to_press_is_on_the_screen():
    """In how-to pages and the tutorial, bold and italic are kept for words of the interface, people and figures."""
    screen = words_on_screen()
    assert not any(pattern.fullmatch("Press the button that is not there") for pattern in screen)
    cast = (ROOT / "data/demo/cast.toml").read_text(encoding="utf-8")
    unknown = []
    for page in [*(DOCS / "how-to").glob("*.md"), DOCS / "tutorial" / "index.md"]:
        content = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
        pressed = re.findall(r"(?<![*\w])(\*\*?)([^*]+)\1(?![*\w])", content)
        for words in (" ".join(words.split()).rstrip(".:?") for _stars, words in pressed):
            shown_so = any(pattern.fullmatch(words) for pattern in screen)
            if not shown_so and words not in cast and not re.fullmatch(r"[\d,]+", words):
                unknown.append((named(page), words))
    assert unknown == []


# --- What the README and the researcher's page show is true ---------------------------------------------------
@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder in which the shown commands run as in the project, leaving nothing in it."""
    for name in ("data", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("source", [ROOT / "README.md", DOCS / "how-to" / "researcher.md"], ids=named)
def test_shown_commands_run_in_their_order(workplace, source):
    content = source.read_text(encoding="utf-8")
    spec = re.search(r"<<'END'\n(.*?)\nEND|```toml\n(.*?)```", content, re.DOTALL)
    assert spec is not None
    (workplace / "spec.toml").write_text(
        "\n".join(line.strip() for line in (spec.group(1) or spec.group(2)).splitlines())
    )
    lines = [line for line in shown(source, "momentum") if line.words[1] != "edition" and len(line.words) > 1]
    ran = 0
    for line in lines:
        result = CliRunner().invoke(main, list(line.words[1:]))
        assert result.exit_code == 0, (str(line), result.output)
        ran += 1
    assert ran >= 6


def test_figures_beside_shown_commands_are_theirs(workplace):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    run = CliRunner()
    (imported,) = re.findall(r"^momentum (facts import .+)$", readme, re.M)
    assert run.invoke(main, shlex.split(imported)).exit_code == 0
    claimed = re.findall(r"^momentum (measure .+?) +# (\d+) ", readme, re.M)
    assert len(claimed) == 2
    for command, figure in claimed:
        rows = list(csv.DictReader(io.StringIO(run.invoke(main, shlex.split(command)).stdout)))
        assert rows == [{"persons": figure}]


# --- The threat model names tests that are there ----------------------------------------------------------------
def functions_of(file: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M))


def test_every_threat_names_a_test_that_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text("explanation/threats.md"))
    assert len(named) > 40
    assert [each for each in named if each[1] not in functions_of(ROOT / each[0])] == []


def test_every_row_of_the_threat_model_is_shown_by_a_test():
    rows = re.findall(r"^\| (?!what |---|:--)(.+) \|$", text("explanation/threats.md"), re.M)
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    drilled = [row for row in rows if "`tools/drill.py kill`" in row]
    assert [row for row in rows if "::test_" not in row and row not in drilled] == []
    assert not drilled or "tools/drill.py kill" in ci
