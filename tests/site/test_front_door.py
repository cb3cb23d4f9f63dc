"""Starting, health, languages, errors, and what every page carries."""

import os
import stat
import subprocess
import sys

import pytest
from django.urls import reverse

from momentum.site import environment

SITE_PAGES = ["home", "about", "independence", "privacy", "accessibility"]


def started(tmp_path, **settings):
    """Whether settings load with nothing but these, and what was said."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings as s; print(s.DEMO)",
        ],
        env={"PATH": os.environ["PATH"], "MOMENTUM_ENV": os.devnull, "MOMENTUM_VAR": str(tmp_path)}
        | {"DJANGO_SETTINGS_MODULE": "momentum.site.settings"}
        | settings,
        capture_output=True,
        text=True,
    )
    return run.returncode == 0, run.stdout.strip() + run.stderr


@pytest.mark.parametrize("mode", ["", "production", "Demo"])
def test_it_refuses_to_start_without_saying_how_it_runs(mode, tmp_path):
    fine, said = started(tmp_path, MOMENTUM_MODE=mode)
    assert not fine
    assert "MOMENTUM_MODE=demo" in said
    assert "MOMENTUM_MODE=city" in said


def test_a_city_starts_with_its_own_address(tmp_path):
    assert started(tmp_path, MOMENTUM_MODE="city", MOMENTUM_HOSTS="momentum.example.org") == (True, "False")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"MOMENTUM_HOSTS": ""}, "MOMENTUM_HOSTS"),
        ({"MOMENTUM_HOSTS": "*"}, "MOMENTUM_HOSTS"),
        ({"MOMENTUM_HOSTS": "a.example.org", "MOMENTUM_DEBUG": "1"}, "MOMENTUM_DEBUG"),
        ({"MOMENTUM_HOSTS": "a.example.org", "MOMENTUM_TODAY": "2017-02-14"}, "MOMENTUM_TODAY"),
    ],
)
def test_a_city_refuses_what_belongs_to_a_demonstration(settings, named, tmp_path):
    fine, said = started(tmp_path, MOMENTUM_MODE="city", **settings)
    assert not fine
    assert named in said


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    folder = tmp_path / "keys"
    first = environment.secret(folder, "one")
    assert environment.secret(folder, "one") == first
    assert environment.secret(folder, "two") != first
    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o600


def test_settings_come_from_a_file_and_the_environment_wins(tmp_path, monkeypatch):
    file = tmp_path / "momentum.env"
    file.write_text("# a remark\nMOMENTUM_CITY=Utrecht\nMOMENTUM_TODAY=2017-02-14\n")
    monkeypatch.setenv("MOMENTUM_ENV", str(file))
    monkeypatch.setenv("MOMENTUM_TODAY", "2017-03-01")
    settings = environment.read_environment(tmp_path / "other")
    assert (settings["MOMENTUM_CITY"], settings["MOMENTUM_TODAY"]) == ("Utrecht", "2017-03-01")


@pytest.mark.django_db
def test_healthz_answers_without_being_kept(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok", "no-store")


@pytest.mark.django_db
@pytest.mark.parametrize("name", SITE_PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_public_pages_set_no_cookie_and_ask_nothing_of_others(client, name, language):
    answer = client.get(f"/{language}" + reverse(name)[3:])
    assert answer.status_code == 200
    assert not answer.cookies
    html = answer.content.decode()
    assert f'<html lang="{language}">' in html
    assert "demonstratie" in html.lower() if language == "nl" else "demonstration" in html.lower()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not [part for part in html.split('"') if part.startswith(("http://", "https://", "//"))]
    assert " style=" not in html
    assert "<script>" not in html


@pytest.mark.django_db
def test_the_language_is_in_the_path_and_the_root_leads_to_the_readers_own(client):
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/en/"
    assert client.get("/", headers={"accept-language": "nl"})["Location"] == "/nl/"
    html = client.get("/nl/about/").content.decode()
    assert 'href="/en/about/"' in html


@pytest.mark.django_db
def test_an_absent_page_says_so_in_the_house_style(client):
    answer = client.get("/en/nothing-here/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


@pytest.mark.django_db
def test_the_desk_asks_a_visitor_to_sign_in(client):
    assert client.get("/en/desk/")["Location"].startswith("/en/account/login/")


@pytest.mark.parametrize("command", [[], ["facts"], ["measure"], ["indicators"], ["disclose"], ["edition"]])
def test_help_loads_neither_the_engine_nor_django(command):
    """Half a second is measured in benchmarks; here: nothing heavy is imported for it."""
    probe = (
        "import sys\n"
        "from momentum.site.command_line import main\n"
        f"try:\n    main({[*command, '--help']!r})\nexcept SystemExit as end:\n    code = end.code\n"
        "heavy = {'ibis', 'duckdb', 'pandas', 'pyarrow', 'django', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)\n"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Usage" in run.stdout


def test_an_unknown_command_gets_a_sentence_and_no_traceback():
    run = subprocess.run(
        [sys.executable, "-m", "momentum.site.command_line", "mesure"], capture_output=True, text=True
    )
    assert run.returncode == 2
    assert "No such command 'mesure'" in run.stderr
    assert "Traceback" not in run.stderr
