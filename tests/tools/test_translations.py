import gettext

import polib
import pytest
from click.testing import CliRunner

from tools import translations

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("Titles and " "more")
def f(n):
    return ngettext("%(n)d person", "%(n)d persons", n) % {"n": n}
ROLE = pgettext("a role", "board")
not_a_string = "Left alone"
"""
TEMPLATE = """{% load i18n %}
  <div>
      {% translate "Sign in" %} {{ x|default:_("Nothing here yet.") }}
    {% translate "May" context "month" %} {% translate "100% sure" %}
  {% blocktranslate trimmed count n=n with name=user.name %}
      {{ name }} has
      {{ n }} place
  {% plural %}
      {{ name }} has {{ n }} places – “many”
  {% endblocktranslate %}
  {# Translators: the name of a city #}
  {% translate 'It’s a "quote"' %}
  </div>
"""
METHOD = """
SENTENCES: dict[str, str] = {**OTHER, "a": "“{value}” is " "wrong.", "b": "Empty."}
ELSEWHERE = {"c": "Not a sentence"}
"""


@pytest.fixture
def package(tmp_path):
    """A package with two rooms, one of them with strings of every sort."""
    package = tmp_path / "momentum"
    for name, text in {
        "journeys/apps.py": "",
        "journeys/views.py": CODE,
        "journeys/templates/journeys/page.html": TEMPLATE,
        "journeys/migrations/0001.py": "_('From a migration')",
        "methods/facts/problems.py": METHOD,
        "sector/apps.py": "",
        "sector/views.py": "_('Sign in')",
    }.items():
        file = package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return package


def write(package, room="journeys", change=lambda entry: None):
    """The room's catalogue, brought up to date and translated; `change` may spoil an entry."""
    catalogue = translations.updated_catalogue(room, "nl", package)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
        change(entry)
    path = translations.catalogue_path(room, "nl", package)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return path


def test_every_string_of_code_templates_and_methods_is_found(package):
    found = translations.messages_of("journeys", package)
    assert [(m.context, m.text, m.plural) for m in found.values()] == [
        (None, "Titles and more", None),
        (None, "%(n)d person", "%(n)d persons"),
        ("a role", "board", None),
        (None, "Sign in", None),
        (None, "Nothing here yet.", None),
        ("month", "May", None),
        (None, "100%% sure", None),
        (None, "%(name)s has %(n)s place", "%(name)s has %(n)s places – “many”"),
        (None, 'It’s a "quote"', None),
        (None, "“{value}” is wrong.", None),
        (None, "Empty.", None),
    ]
    assert found[None, "Sign in"].files == ["momentum/journeys/templates/journeys/page.html"]


def test_the_strings_are_what_django_looks_up(package, tmp_path):
    """The extracted key of a template string is the key that rendering asks for."""
    from django.template import Context, Engine
    from django.utils import translation

    asked = []
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    with pytest.MonkeyPatch.context() as patch:
        real = translation.ngettext
        patch.setattr(
            "django.templatetags.i18n.translation.ngettext",
            lambda one, many, n: asked.append((one, many)) or real(one, many, n),
        )
        with translation.override("en"):
            engine.from_string(TEMPLATE).render(Context({"n": 2, "user": {"name": "Ada"}}))
    messages = translations.messages_of("journeys", package)
    assert [(m.text, m.plural) for m in messages.values() if "has" in m.text] == asked


def test_a_complete_catalogue_has_no_problems(package):
    write(package)
    assert translations.problems_of("journeys", "nl", package) == []


def test_a_room_without_a_catalogue_misses_every_string(package):
    assert len(translations.problems_of("journeys", "nl", package)) == 11


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda entry: setattr(entry, "msgstr", "") if entry.msgid == "Sign in" else None,
            "missing: 'Sign in'",
        ),
        (
            lambda entry: entry.msgstr_plural.update({1: ""}) if entry.msgid_plural else None,
            "missing: '%(n)d person'",
        ),
        (lambda entry: entry.flags.append("fuzzy") if entry.msgid == "Sign in" else None, "fuzzy: 'Sign in'"),
        (
            lambda entry: setattr(entry, "msgid", "Gone") if entry.msgid == "Sign in" else None,
            "obsolete: 'Gone'",
        ),
        (
            lambda entry: setattr(entry, "msgstr", "{waarde} is fout") if "value" in entry.msgid else None,
            "other placeholders",
        ),
        (
            lambda entry: entry.msgstr_plural.update({1: "personen"}) if entry.msgid_plural else None,
            "other placeholders",
        ),
        (
            lambda entry: setattr(entry, "msgid_plural", "other") if entry.msgid_plural else None,
            "obsolete plural",
        ),
    ],
)
def test_each_fault_of_a_catalogue_is_told(package, spoil, said):
    write(package, change=spoil)
    assert any(said in problem for problem in translations.problems_of("journeys", "nl", package))


def test_an_update_keeps_translations_adds_new_strings_and_drops_old_ones(package):
    path = write(package)
    (package / "journeys/views.py").write_text("_('New')\n_('Titles and more')")
    catalogue = translations.updated_catalogue("journeys", "nl", package)
    assert catalogue.find("New").msgstr == ""
    assert catalogue.find("Titles and more").msgstr == "Titles and more"
    assert catalogue.find("board", msgctxt="a role") is None
    catalogue.save(str(path))
    again = translations.updated_catalogue("journeys", "nl", package)
    assert (
        str(again) == path.read_text().rstrip("\n") + "\n" or str(again).strip() == path.read_text().strip()
    )


def test_a_string_translated_in_another_room_is_taken_over_and_must_agree(package):
    write(package)
    assert translations.updated_catalogue("sector", "nl", package).find("Sign in").msgstr == "Sign in"
    assert translations.disagreements("nl", package) == []
    write(package, "sector", change=lambda entry: setattr(entry, "msgstr", "Aanmelden"))
    assert "Aanmelden" in translations.disagreements("nl", package)[0]


def test_compiled_catalogues_are_what_gettext_reads(package):
    write(package, change=lambda e: setattr(e, "msgstr", "Inloggen") if e.msgid == "Sign in" else None)
    (compiled,) = translations.compile_catalogues(package)
    with compiled.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    assert catalogue.gettext("Sign in") == "Inloggen"
    assert catalogue.ngettext("%(n)d person", "%(n)d persons", 2) == "%(n)d persons"
    assert not list(compiled.parent.glob("*.tmp"))


def test_the_check_exits_with_one_when_a_catalogue_is_incomplete(package, monkeypatch):
    monkeypatch.setattr(translations, "problems_of", lambda room, language: ["missing: 'x'"])
    monkeypatch.setattr(translations, "disagreements", lambda language: [])
    result = CliRunner().invoke(translations.command, ["check"])
    assert result.exit_code == 1
    assert "missing: 'x'" in result.output


def test_an_unknown_room_is_named_with_the_rooms_that_exist():
    result = CliRunner().invoke(translations.command, ["check", "kitchen"])
    assert result.exit_code == 1
    assert "no room kitchen" in result.output
    assert "journeys" in result.output


def test_compiled_files_of_this_project_parse():
    for path in translations.PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"):
        assert polib.pofile(str(path)).metadata["Plural-Forms"] == translations.PLURALS["nl"]
