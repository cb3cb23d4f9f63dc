"""The log tells what happened and never to whom: names, addresses, search words and tokens are planted and looked for."""

import json
import logging
import logging.config
import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django_tasks_db.models import DBTaskResult

from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.site import views
from momentum.site.observing.json_lines import JsonLines, configuration
from tests.site import failing_task

pytestmark = pytest.mark.django_db
NAME, ADDRESS, WORD, TOKEN = "Zwaantje Geheim", "zwaantje@geheim.example", "zoekwoord", "tok3n-9f8e7d6c"
PLANTED = [*NAME.split(), ADDRESS, WORD, TOKEN, "wachtwoord-van-zwaantje", "314159"]


class Log:
    def __init__(self, file):
        self.file = file

    @property
    def text(self):
        return self.file.read_text() if self.file.exists() else ""

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.splitlines()]

    def last(self, event):
        return [line for line in self.lines if line["event"] == event][-1]

    def check(self):
        assert [word for word in PLANTED if word.lower() in self.text.lower()] == []


@pytest.fixture
def log(tmp_path):
    """The log as a server writes it; whatever else a test looks at, nothing planted may be in it."""
    made = Log(tmp_path / "log")
    logging.config.dictConfig(configuration(str(made.file), level="DEBUG"))
    yield made
    logging.config.dictConfig(project.LOGGING)
    made.check()


@pytest.fixture
def somebody(client):
    user = User.objects.create_user(email=ADDRESS, name=NAME)
    place = Organisation.objects.create(slug="place", name="Place", kind="social_enterprise")
    Mandate.objects.create(user=user, organisation=place, role=Role.WORK_COACH, starts="2016-01-01")
    client.force_login(user)
    client.raise_request_exception = False
    return client


def test_a_request_is_one_line_with_its_page_status_time_and_role(log, somebody):
    somebody.get(f"/en/people/?q={WORD}+{NAME}")
    line = log.last("request")
    assert (line["route"], line["status"], line["method"]) == ("journeys:people", 200, "GET")
    assert line["role"] == "work_coach"
    assert line["ms"] > 0
    assert len(line["request"]) == 16
    Client().get("/en/about/")
    assert log.last("request")["role"] == "visitor"
    assert log.last("request")["request"] != line["request"]


@pytest.mark.parametrize(
    ("path", "status", "route"),
    [
        (f"/en/{NAME}/{TOKEN}/", 404, "-"),
        (f"/en/account/password/reset/key/{TOKEN}/", 200, "account_reset_password_from_key"),
        (f"/en/enterprises/{WORD}/", 404, "sector:enterprise"),
        (f"/en/enterprises/?q={ADDRESS}", 200, "sector:enterprises"),
        ("/en/people/6f2f9d6e-1111-4000-8000-000000314159/", 404, "journeys:person"),
        (f"/static/{WORD}.css", 404, "static"),
    ],
)
def test_an_address_is_told_by_its_name_only(log, somebody, path, status, route):
    assert somebody.get(path).status_code in (status, 302)
    assert log.last("request")["route"] == route


def test_what_is_typed_in_forms_stays_out(log, somebody):
    wrong = {"login": ADDRESS, "password": "wachtwoord-van-zwaantje"}
    assert Client().post("/en/account/login/", wrong).status_code == 200
    assert Client(enforce_csrf_checks=True).post("/en/account/login/", wrong).status_code == 403
    assert somebody.post("/en/people/register/", {"first_name": NAME, "email": ADDRESS}).status_code == 404
    assert Client().generic("ZWAANTJE", "/en/about/").status_code == 405
    assert log.last("request")["method"] == "-"


def test_a_name_in_a_host_header_stays_out(log):
    assert Client().get("/en/about/", headers={"host": "zwaantje.geheim.example"}).status_code == 400
    assert log.last("request")["status"] == 400


def raising(error):
    def view(*_args, **_more):
        # A variable, such as lies in every frame of a real error.
        person = {"name": NAME, "address": ADDRESS}
        if person:
            raise error

    return view


def twice_the_same_address():
    User.objects.create_user(email=ADDRESS, name=NAME)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"{NAME} <{ADDRESS}>"),
        ValidationError({"email": [f"{ADDRESS} is used"]}),
        KeyError(NAME),
        None,
    ],
)
def test_an_error_is_told_by_its_kind_and_places_never_by_its_words(log, somebody, monkeypatch, error):
    failing = raising(error) if error else twice_the_same_address
    monkeypatch.setattr(views.monitor, "headline", failing)
    answer = somebody.get(f"/en/?q={WORD}")
    assert answer.status_code == 500
    assert NAME not in answer.content.decode()
    told = [line for line in log.lines if "error" in line][-1]
    assert told["error"][0]["kind"].rsplit(".", 1)[-1] == (
        type(error).__name__ if error else "IntegrityError"
    )
    assert any("test_log.py" in place for place in told["error"][0]["places"])
    assert log.last("request")["level"] == "error"
    assert log.last("request")["request"] == told["request"]
    assert told["request"] in answer.content.decode(), "somebody who asks for help can read it out"


def test_a_database_that_does_not_answer_is_a_503_that_says_when_to_come_back(log, somebody, monkeypatch):
    monkeypatch.setattr(views.monitor, "headline", raising(OperationalError(f"connection of {NAME} failed")))
    answer = somebody.get("/en/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "no-store" in answer["Cache-Control"]
    assert "halve minuut" in answer.content.decode()


def test_a_chain_of_errors_is_told_whole():
    def planted():
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise ValueError(ADDRESS) from error

    try:
        planted()
    except ValueError:
        record = logging.getLogger("momentum.x").makeRecord(
            "momentum.x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info()
        )
    line = json.loads(JsonLines().format(record))
    assert [each["kind"] for each in line["error"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert NAME not in str(line)


@pytest.mark.parametrize(
    ("message", "arguments", "event"),
    [
        ("Refused: %s", (ADDRESS,), "Refused: %s"),
        (f"Refused {ADDRESS}", (), "test_log.py"),
        (ValueError(ADDRESS), (), "test_log.py"),
    ],
)
def test_of_what_others_log_only_the_pattern_is_kept(log, message, arguments, event):
    logging.getLogger("some.library").error(message, *arguments)
    assert log.lines[-1]["event"].startswith(event)


def test_a_field_that_is_no_plain_value_is_told_by_its_kind(log):
    logging.getLogger("momentum.x").error("odd", extra={"told": {"user": User(name=NAME, email=ADDRESS)}})
    assert log.lines[-1]["user"] == "User"


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_leaves_no_words_in_the_log_or_the_database(log):
    failing_task.fail_about.enqueue(NAME)
    call_command("db_worker", batch=True, interval=0, verbosity=0)
    row = DBTaskResult.objects.get()
    assert "Zwaantje" not in row.traceback
    assert "failing_task.py" in row.traceback
    told = log.last("task_failed")
    assert (told["task"], told["kind"]) == ("tests.site.failing_task.fail_about", "builtins.ValueError")
    row.delete()


def test_the_web_servers_own_log_goes_the_same_way():
    """Gunicorn names the whole address when a request breaks; its workers take our way out instead."""
    program = (
        "import logging, gunicorn.glogging, gunicorn.config; c = gunicorn.config.Config();"
        "gunicorn.glogging.Logger(c); import django; django.setup();"
        "from momentum.site import gunicorn as own; own.post_worker_init(None);"
        "logging.getLogger('gunicorn.error').error('Error handling request %s', '/en/people/?q=zoekwoord');"
        "logging.getLogger('gunicorn.access').critical('zoekwoord'); own.on_exit(None)"
    )
    environment = os.environ | {"MOMENTUM_LOG": "-", "DJANGO_SETTINGS_MODULE": "momentum.site.settings"}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stderr)["event"] == "Error handling request %s"
    assert "zoekwoord" not in run.stderr + run.stdout
