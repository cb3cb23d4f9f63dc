"""The reference pages that follow from the program: who may do what, indicators, commands, records.

    .venv/bin/python tools/reference.py          # writes docs/reference/{access,access-tried,commands,data-model,definitions,processing}.md

tests/test_docs.py compares the committed pages with what this would write.
"""

import inspect
import os
import re
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.matrix_reference import matrix_parts  # noqa: E402
from tools.processing_reference import processing_parts  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
ROOMS = ("accounts", "sector", "journeys", "identity", "monitor")
WRITTEN = "*Written by `tools/reference.py` from the program itself, which is the place to change it.*"


def pages() -> dict[str, str]:
    """The generated pages by file name. Needs Django to be set up."""
    from django.utils.translation import override

    with override("en"):
        return {
            "access.md": access_page(),
            "access-tried.md": page("The whole matrix, and how it was tried", *matrix_parts()),
            "commands.md": commands_page(),
            "data-model.md": data_model_page(),
            "definitions.md": definitions_page(),
            "processing.md": page("What is kept, why and how long", *processing_parts()),
        }


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table, its cells' bars escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def page(title: str, *parts: str | list[str]) -> str:
    blocks = ["\n".join(part) if isinstance(part, list) else part for part in parts]
    return "\n\n".join([f"# {title}", WRITTEN, *blocks]) + "\n"


# --- Who may do what ------------------------------------------------------------------------------------
LETTERS = {"read": "R", "write": "W", "count": "A"}


def access_page() -> str:
    from momentum.accounts.policy import NEVER_TOGETHER, PART_OF, ROLES_OF_KIND, Record, Role
    from momentum.accounts.purposes import REASONS, STANDING_PURPOSE

    rows = [
        [str(role.label) if role else "visitor", *(letters(role, record) for record in Record)]
        for role in (None, *Role)
    ]
    reasons = [
        [
            str(role.label),
            str(STANDING_PURPOSE[role].label) if role in STANDING_PURPOSE else "–",
            "; ".join(str(reason.label) for reason in REASONS.get(role, ())) or "–",
        ]
        for role in Role
        if role in STANDING_PURPOSE or role in REASONS
    ]
    parts = "; ".join(f"*{part.label}* is part of *{whole.label}*" for part, whole in PART_OF.items())
    apart = sorted(" and ".join(sorted(str(role.label) for role in pair)) for pair in NEVER_TOGETHER)
    kinds = [[kind, ", ".join(str(r.label) for r in roles)] for kind, roles in ROLES_OF_KIND.items()]
    return page(
        "Who may see and do what",
        "The matrix is data, in `momentum.accounts.policy`; tests ask every role for every record and compare "
        "([the whole matrix, and how it was tried](access-tried.md)). "
        "A refusal looks like a page that does not exist (404), and is logged.",
        "R read, search, print and export · W write · A figures only (protected aggregates) · O own or assigned only · "
        "L logged with a reason chosen for it (other reads carry the role's standing purpose) · E in an emergency "
        "only · – nothing",
        table(["role", *(str(record.label) for record in Record)], rows),
        f"{parts}: who has the whole has its parts.",
        "**Own or assigned** means: for a work coach, people of the own enterprise, from the acceptance of a referral "
        "until 13 weeks after the stay; for a case manager, the people assigned to them today, cover included; for a "
        "journey keeper, people with a follow-up that is due and no case manager to ask it; for a manager, the own "
        "enterprise and its people; for an analyst's approval, an edition in which they had no hand.",
        "## What somebody opens a record for",
        "Every opening of a record about a person carries a purpose, and the person can read it.",
        table(["role", "standing purpose", "reasons to choose from"], reasons),
        "## Roles by kind of organisation",
        table(["kind of organisation", "roles"], kinds),
        "A participant acts for no organisation.",
        "## Never together",
        "Nobody holds these at once, and the database refuses it: " + "; ".join(apart) + ".",
    )


def letters(role: Any, record: Any) -> str:
    """What the matrix says of one role and record, in the letters of the page."""
    from momentum.accounts.policy import Scope, cells

    said: dict[tuple[bool, bool, bool], set[str]] = {}
    for cell in cells(role, record):
        here = said.setdefault((cell.scope is Scope.OWN, cell.reasoned, cell.emergency), set())
        here.update(LETTERS[verb] for verb in LETTERS if verb in cell.verbs)
    everywhere = said.get((False, False, False), set())
    texts = []
    for (own, reasoned, emergency), found in said.items():
        rest = found if (own, reasoned, emergency) == (False, False, False) else found - everywhere
        marks = "".join(mark for mark in "RWA" if mark in rest and not (mark == "A" and "R" in rest))
        if marks:
            texts.append(
                ("O " if own else "") + marks + (" L" if reasoned else "") + (" E" if emergency else "")
            )
    return ", ".join(texts) or "–"


# --- Indicators -----------------------------------------------------------------------------------------
def definitions_page() -> str:
    from momentum.methods.indicators import INDICATORS

    parts: list[str | list[str]] = [
        "What is counted, and how: the same texts that `momentum indicators` lists and that every edition shows. "
        "Periods are half-open; persons are counted once unless the name says spells or hours. "
        "[How we count](../explanation/how-we-count.md) explains the readings behind them.",
        table(
            ["name", "title", "version"],
            [[f"[`{one.name}`](#{one.name})", one.title, one.version] for one in INDICATORS.values()],
        ),
    ]
    for one in INDICATORS.values():
        columns = (*one.cell_columns, *one.counts, *one.bases, *one.values)
        facts = [
            ["version", one.version],
            ["source", one.source],
            ["parameters", ", ".join(one.parameters)],
            ["columns", ", ".join(f"`{name}`" for name in columns)],
            ["break down by", ", ".join(f"`{name}`" for name in one.dimensions)],
            ["day by day (`--curve`)", ", ".join(f"`{c}`" for c in (*one.curve_counts, *one.curve_values))],
        ]
        parts += [
            f"## {one.name}",
            f"**{one.title}.** {one.definition}",
            table(["", ""], [row for row in facts if row[1]]),
        ]
    return page("Definitions of the indicators", *parts)


# --- Commands -------------------------------------------------------------------------------------------
SERVE = {
    "--port": "the port on 127.0.0.1; 8000 without it",
    "--prepare-only": "set everything up, build the demo city if absent, and stop",
}


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """Every `momentum` command with its full name, groups before what is in them."""
    from momentum.site.command_line import main

    yield from _under("momentum", main)


def _under(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None:
                yield from _under(f"{name} {word}", below)


def make_targets() -> dict[str, str]:
    """The targets that `make help` lists."""
    found = re.findall(r"^([a-z-]+):.*?## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return dict(found)


def commands_page() -> str:
    parts: list[str | list[str]] = [
        "`momentum` is installed by `make run` in `.venv/bin`. A command ends with exit code 0 when it did what it "
        "was asked, 1 with one sentence when something in the input or the request is wrong, and 2 when it "
        "was called wrongly (and where a command says so). What it tells on its way goes to standard error.",
    ]
    for name, command in all_commands():
        parts += [f"## {name}", *_described(name, command)]
    parts += [
        "## make",
        "`make run PORT=8001` serves elsewhere; `make run PYTHON=python3.12` sets up with another Python.",
        table(["target", "what it does"], [[f"`make {n}`", text] for n, text in make_targets().items()]),
    ]
    parts += [
        "## python -m momentum.site.serve",
        "What `make run` calls: prepares the place, builds the demo city if absent, then keeps a web server and a "
        "worker running.",
        table(["option", "meaning"], [[f"`{name}`", text] for name, text in SERVE.items()]),
    ]
    for name, parser in _management():
        parts += [f"## {name}", (parser.description or "").strip(), _arguments(parser)]
    return page("Commands", *parts)


def _described(name: str, command: click.Command) -> list[str | list[str]]:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    parts: list[str | list[str]] = [f"```text\n{name} {usage}\n```"]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.splitlines()
        if lines and lines[0].strip() == "\b":
            parts.append("```text\n" + "\n".join(lines[1:]) + "\n```")
        elif lines:
            parts.append(" ".join(line.strip() for line in lines))
    rows = []
    for option in command.params:
        if isinstance(option, click.Option):
            record = option.get_help_record(context)
            if record is not None:
                names, text = record
                rows.append([f"`{names}`", text])
    return [*parts, table(["option", "meaning"], rows)] if rows else parts


def _management() -> Iterator[tuple[str, ArgumentParser]]:
    """The house's own commands of `manage.py`."""
    from django.core.management import load_command_class

    for room, word in (("momentum.demo", "build_demo"), ("momentum.site", "work")):
        command = load_command_class(room, word)
        parser = ArgumentParser(prog=f"manage.py {word}", description=command.help, add_help=False)
        command.add_arguments(parser)  # type: ignore[arg-type]
        yield f"manage.py {word}", parser


def _arguments(parser: ArgumentParser) -> str:
    rows = [
        [f"`{', '.join(each.option_strings)}`", (each.help or "") % {"default": each.default}]
        for each in parser._actions
        if each.help != SUPPRESS and "-h" not in each.option_strings
    ]
    return "\n".join(table(["option", "meaning"], rows)) if rows else "It has no options of its own."


# --- Records --------------------------------------------------------------------------------------------
def models_of(room: str) -> list[Any]:
    """The room's own records, in the order in which its modules name them; tables of history belong to their record."""
    from django.apps import apps

    models = list(apps.get_app_config(room).get_models())
    own = [model for model in models if not hasattr(model, "instance_type")]
    order = list(dict.fromkeys(model.__module__ for model in models))
    return sorted(own, key=lambda model: (order.index(model.__module__), inspect.getsourcelines(model)[1]))


def fields_of(model: Any) -> list[Any]:
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]


def data_model_page() -> str:
    parts: list[str | list[str]] = [
        "The tables by room, from the lowest room up. Spells, memberships, grounds and mandates are half-open: "
        "`starts` is the first day, `ends` the first day without, and empty means that it goes on. "
        "`version` counts changes: who saves an older one is told what changed meanwhile. "
        "Records with *history* keep every earlier state in a table of their own beside them.",
    ]
    for room in ROOMS:
        module = sys.modules[f"momentum.{room}.models"]
        parts += [f"## {room}", (module.__doc__ or "").strip()]
        for model in models_of(room):
            parts += [f"### {model.__name__}", _about(model)]
            parts.append(table(["field", "holds"], [[f"`{f.name}`", _holds(f)] for f in fields_of(model)]))
            rules = [each.name for each in model._meta.constraints]
            if rules:
                parts.append("The database holds: " + ", ".join(f"`{rule}`" for rule in rules) + ".")
    return page("Data model", *parts)


def _about(model: Any) -> str:
    text = inspect.cleandoc(model.__doc__ or "")
    own = "" if text.startswith(f"{model.__name__}(") else text + " "
    history = " Has history." if hasattr(model, "history") else ""
    return f"{own}Table `{model._meta.db_table}`.{history}".strip()


def _holds(field: Any) -> str:
    from django.db import models

    kinds: list[tuple[type, str]] = [
        (models.ForeignKey, ""), (models.UUIDField, "UUID"), (models.EmailField, "e-mail address"),
        (models.URLField, "web address"), (models.SlugField, "code"), (models.FileField, "file"),
        (models.CharField, "text"), (models.TextField, "text"), (models.DateTimeField, "moment"),
        (models.DateField, "day"), (models.BooleanField, "yes or no"), (models.DecimalField, "decimal number"),
        (models.FloatField, "number"), (models.JSONField, "JSON"), (models.AutoField, "number, given by the database"),
        (models.IntegerField, "whole number"),
    ]  # fmt: skip
    what = next((name for kind, name in kinds if isinstance(field, kind)), type(field).__name__)
    if field.remote_field is not None:
        what = f"→ {field.remote_field.model.__name__}"
    if field.choices:
        what += ": " + ", ".join(f"`{code}`" for code, _label in field.choices if code != "")
    elif getattr(field, "max_length", None) and not isinstance(field, models.UUIDField | models.FileField):
        what += f", at most {field.max_length} characters"
    if field.primary_key:
        what += "; key"
    elif field.unique:
        what += "; unique"
    if not field.primary_key and (field.null or field.blank):
        what += "; may be empty"
    return what


def main() -> None:
    os.environ.setdefault("MOMENTUM_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django

    django.setup()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"written: {(FOLDER / name).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
