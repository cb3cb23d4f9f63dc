"""Strings to translate: found in the code and the templates, kept in a catalogue a room, checked and compiled.

    python tools/translations.py extract journeys    # print the strings of a room
    python tools/translations.py update journeys     # bring its Dutch catalogue up to date, new strings empty
    python tools/translations.py check               # what is missing, fuzzy, obsolete or inconsistent; exit 1 if any
    python tools/translations.py compile             # write the .mo files that Django reads

English is the source, so it has no catalogue. Nothing here needs GNU gettext: Babel finds the strings,
Django itself turns its templates into something Babel can read, and polib reads and writes the catalogues.
"""

import ast
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import click
import polib
from babel.messages.extract import extract as babel_extract

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "momentum"
LANGUAGES = ("nl",)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Methods know no Django: their sentences are translated by the room that shows them.
SENTENCES_OF = {"facts": "journeys", "sheets": "journeys", "indicators": "monitor", "disclosure": "monitor"}
HEADER = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "MIME-Version": "1.0",
}
PLURALS = {"nl": "nplurals=2; plural=(n != 1);"}

Key = tuple[str | None, str]  # context, English string


@dataclass
class Message:
    """One string to translate; `plural` is its English plural, `files` where it stands."""

    context: str | None
    text: str
    plural: str | None = None
    files: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text


def rooms(package: Path = PACKAGE) -> list[str]:
    """The rooms that have pages or texts: those that are a Django application."""
    return sorted(path.parent.name for path in package.glob("*/apps.py"))


def messages_of(room: str, package: Path = PACKAGE) -> dict[Key, Message]:
    """Every string of a room, in the order of its files."""
    found: dict[Key, Message] = {}
    for file in _sources(room, package):
        for text, context, plural, comments in _strings_in(file):
            message = found.setdefault((context, text), Message(context, text))
            message.plural = message.plural or plural
            message.comments += [each for each in comments if each not in message.comments]
            name = file.relative_to(package.parent).as_posix()
            if name not in message.files:
                message.files.append(name)
    return found


def _sources(room: str, package: Path) -> list[Path]:
    folder = package / room
    code = [file for file in folder.rglob("*.py") if "migrations" not in file.parts]
    templates = [file for file in folder.rglob("templates/**/*") if file.suffix in {".html", ".txt", ".svg"}]
    methods = [
        file
        for method, owner in SENTENCES_OF.items()
        if owner == room
        for file in (package / "methods" / method).rglob("*.py")
    ]
    return sorted(code) + sorted(templates) + sorted(methods)


def _strings_in(file: Path) -> Iterator[tuple[str, str | None, str | None, list[str]]]:
    """Text, context, plural and translators' comments of each string in a file."""
    source = file.read_text(encoding="utf-8")
    if "methods" in file.parts:
        yield from ((text, None, None, []) for text in sentences_in(source))
        return
    if file.suffix != ".py":
        source = _template_as_code(source, str(file))
    stream = BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, found, comments, context in babel_extract(
        "python", stream, KEYWORDS, ["Translators:"], options
    ):
        text, plural = found if isinstance(found, tuple) else (found, None)
        if text:
            yield text, context, plural, comments


def _template_as_code(source: str, name: str) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # Django leaves the template's indentation, which a reader of Python would take to mean something.
    return "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())


def sentences_in(source: str) -> list[str]:
    """The sentences in module-level dictionaries named SENTENCES."""
    sentences: list[str] = []
    for statement in ast.parse(source).body:
        targets = (
            statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        )
        named = any(isinstance(target, ast.Name) and target.id == "SENTENCES" for target in targets)
        if named and isinstance(getattr(statement, "value", None), ast.Dict):
            values = [
                value for key, value in zip(statement.value.keys, statement.value.values, strict=True) if key
            ]
            sentences += [value.value for value in values if isinstance(value, ast.Constant)]
    return sentences


def catalogue_path(room: str, language: str, package: Path = PACKAGE) -> Path:
    return package / room / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(room: str, language: str, package: Path = PACKAGE) -> polib.POFile:
    path = catalogue_path(room, language, package)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {"Language": language, **HEADER, "Plural-Forms": PLURALS[language]}
    return catalogue


def problems_of(room: str, language: str, package: Path = PACKAGE) -> list[str]:
    """What is wrong with a room's catalogue, a sentence each."""
    messages = messages_of(room, package)
    catalogue = read_catalogue(room, language, package)
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    problems = [
        f"missing: {text!r} ({messages[context, text].files[0]})"
        for context, text in messages
        if (context, text) not in entries
    ]
    for key, entry in entries.items():
        if key not in messages:
            problems.append(f"obsolete: {entry.msgid!r}")
        elif entry.fuzzy:
            problems.append(f"fuzzy: {entry.msgid!r}")
        else:
            problems += _problems_of_entry(entry, messages[key])
    problems += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    return problems


def _problems_of_entry(entry: polib.POEntry, message: Message) -> Iterator[str]:
    if bool(entry.msgid_plural) != bool(message.plural) or (message.plural or "") != entry.msgid_plural:
        yield f"obsolete plural: {entry.msgid!r}"
        return
    forms = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if not forms or not all(forms):
        yield f"missing: {entry.msgid!r} ({message.files[0]})"
        return
    for number, form in enumerate(forms):
        # The form for one may leave out the number ("one person"), where English says it too or not.
        sources = [message.text, message.plural] if number == 0 else [message.plural or message.text]
        if not any(_marks(form) == _marks(source) for source in sources if source is not None):
            yield f"other placeholders or tags than the English: {entry.msgid!r} → {form!r}"


def _marks(text: str) -> Counter[str]:
    """The placeholders and tags of a string; a translation keeps them all."""
    return Counter(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+", text))


def disagreements(language: str, package: Path = PACKAGE) -> list[str]:
    """Strings that two rooms translate differently: Django would show one of them everywhere."""
    seen: dict[Key, tuple[str, str]] = {}
    problems = []
    for room in rooms(package):
        for entry in read_catalogue(room, language, package).translated_entries():
            translation = entry.msgstr or entry.msgstr_plural.get(1, "")
            first_room, first = seen.setdefault((entry.msgctxt, entry.msgid), (room, translation))
            if first != translation:
                problems.append(f"{entry.msgid!r} is {first!r} in {first_room} and {translation!r} in {room}")
    return problems


def updated_catalogue(room: str, language: str, package: Path = PACKAGE) -> polib.POFile:
    """The catalogue with exactly the room's strings: kept, empty when new, gone when obsolete.

    A string that another room has translated already takes that translation.
    """
    old = {(entry.msgctxt, entry.msgid): entry for entry in read_catalogue(room, language, package)}
    elsewhere = {
        (entry.msgctxt, entry.msgid): entry
        for other in rooms(package)
        for entry in read_catalogue(other, language, package).translated_entries()
    }
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = read_catalogue(room, language, package).metadata
    for key, message in messages_of(room, package).items():
        known = old.get(key) or elsewhere.get(key)
        catalogue.append(_entry(message, known))
    return catalogue


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=message.context,
        msgid=message.text,
        occurrences=[(name, "") for name in message.files],
        comment="\n".join(message.comments),
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
        if known and known.msgid_plural == message.plural:
            entry.msgstr_plural = known.msgstr_plural
    elif known and not known.msgid_plural:
        entry.msgstr = known.msgstr
    if known and known.fuzzy:
        entry.flags.append("fuzzy")
    if "%(" in message.text:
        entry.flags.append("python-format")
    return entry


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Writes the .mo beside every .po; a reader never finds half a file."""
    written = []
    for path in sorted(package.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        fresh = target.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(path)).save_as_mofile(str(fresh))
        fresh.replace(target)
        written.append(target)
    return written


def _chosen(names: tuple[str, ...]) -> list[str]:
    unknown = sorted(set(names) - set(rooms()))
    if unknown:
        raise click.ClickException(
            f"There is no room {', '.join(unknown)}. The rooms are: {', '.join(rooms())}."
        )
    return list(names) or rooms()


@click.group(help=__doc__)
def command() -> None:
    pass


@command.command()
@click.argument("names", nargs=-1, metavar="[ROOM]…")
def extract(names: tuple[str, ...]) -> None:
    """Print the strings of rooms, as a template for a catalogue."""
    for room in _chosen(names):
        catalogue = polib.POFile(wrapwidth=110)
        catalogue.metadata = HEADER
        catalogue.extend(_entry(message, None) for message in messages_of(room).values())
        click.echo(str(catalogue))


@command.command()
@click.argument("names", nargs=-1, metavar="[ROOM]…")
def update(names: tuple[str, ...]) -> None:
    """Bring the catalogues up to date: new strings empty, obsolete ones gone."""
    for room in _chosen(names):
        for language in LANGUAGES:
            catalogue = updated_catalogue(room, language)
            path = catalogue_path(room, language)
            if len(catalogue) or path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save(str(path))
                click.echo(
                    f"{room}/{language}: {len(catalogue)} strings, {len(catalogue.untranslated_entries())} empty"
                )


@command.command()
@click.argument("names", nargs=-1, metavar="[ROOM]…")
def check(names: tuple[str, ...]) -> None:
    """List what is missing, fuzzy, obsolete or inconsistent; exit 1 if there is any."""
    problems = []
    for language in LANGUAGES:
        for room in _chosen(names):
            problems += [f"{room}/{language}: {problem}" for problem in problems_of(room, language)]
        if not names:
            problems += [f"{language}: {problem}" for problem in disagreements(language)]
    for problem in problems:
        click.echo(problem)
    sys.exit(1 if problems else 0)


@command.command(name="compile")
def compile_command() -> None:
    """Write the .mo files that Django reads."""
    for path in compile_catalogues():
        click.echo(path.relative_to(PACKAGE).as_posix())


if __name__ == "__main__":
    command()
