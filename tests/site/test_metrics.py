"""Figures for a collector: by token only, by the page's name, of all processes, and of nobody in particular."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.test import Client

from momentum.accounts.keys import secret
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import OutgoingMail
from momentum.monitor.models import Edition
from momentum.site.observing import heartbeat

pytestmark = pytest.mark.django_db


def collect(**headers):
    token = secret(project.KEYS, "metrics_token")
    return Client().get("/metrics", headers={"authorization": f"Bearer {token}"} | headers)


def figures() -> dict[str, float]:
    lines = [line for line in collect().content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer x", "Basic eDp4", "Bearer é"])
def test_without_the_token_the_address_does_not_exist(shown):
    absent = Client().get("/metric", headers={"authorization": shown})
    answer = Client().get("/metrics", headers={"authorization": shown})
    assert answer.status_code == absent.status_code == 404
    assert answer.content.replace(b"metrics", b"metric") == absent.content
    assert set(answer.headers) == set(absent.headers)


def test_a_collector_is_answered_whatever_name_it_asks_by():
    answer = collect(host="10.0.0.1:9100")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "no-store"


def test_requests_are_counted_by_the_pages_name():
    key = 'momentum_requests_total{method="GET",route="sector:enterprises",status="200"}'
    before = figures().get(key, 0)
    for _time in range(3):
        assert Client().get("/en/enterprises/?q=zoekwoord").status_code == 200
    after = figures()
    assert after[key] - before == 3
    assert after['momentum_request_seconds_count{route="sector:enterprises"}'] >= 3
    Client().get("/en/enterprises/zwaantje-geheim/")
    Client().generic("ZWAANTJE", "/en/zwaantje/")
    text = collect().content.decode()
    assert not re.search("zoekwoord|zwaantje", text, re.I)


def test_how_things_stand_is_read_when_asked(tmp_path, settings):
    settings.VAR = tmp_path
    assert "momentum_worker_silent_seconds" not in figures()
    heartbeat.beat()
    OutgoingMail.objects.create(address=address_digest("a@example.org"))
    before = figures()["momentum_access_log_head"]
    assert Client().get("/en/people/").status_code == 404
    Edition.objects.create(
        slug="x",
        title_nl="x",
        title_en="x",
        period_from="2015-01-01",
        period_to="2016-01-01",
        freeze="2016-03-01",
    )
    found = figures()
    assert found['momentum_mail{state="waiting"}'] == 1
    assert found['momentum_editions{state="building"}'] == 1
    assert found["momentum_access_log_head"] == before + 1, "the refusal was logged"
    assert found["momentum_worker_silent_seconds"] < 60


def test_no_figure_counts_people():
    """Only what is named here is told: whoever adds a figure thinks of whom it counts."""
    names = set(re.findall(r"^# TYPE (\S+)", collect().content.decode(), re.M))
    known = {"momentum_requests", "momentum_request_seconds", "momentum_tasks", "momentum_mail", "momentum_editions",
             "momentum_access_log_head", "momentum_worker_silent_seconds"}  # fmt: skip
    assert {re.sub("_(total|created)$", "", name) for name in names} <= known
    assert len(names) >= 5


def test_the_figures_of_all_processes_are_added_up(tmp_path):
    program = (
        "import django; django.setup(); from momentum.site.observing import metrics;"
        "import sys; [metrics.count('home', 'GET', 200, 0.01) for _ in range(int(sys.argv[1]))];"
        "from prometheus_client import CollectorRegistry, generate_latest;"
        "from prometheus_client.multiprocess import MultiProcessCollector;"
        "r = CollectorRegistry(); MultiProcessCollector(r); print(generate_latest(r).decode())"
    )
    environment = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
    }  # fmt: skip
    for number in ("2", "3"):
        run = subprocess.run(
            [sys.executable, "-c", program, number], env=environment, capture_output=True, text=True
        )
    assert 'route="home",status="200"} 5.0' in run.stdout, run.stderr
