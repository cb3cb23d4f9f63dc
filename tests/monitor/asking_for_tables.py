"""Asking for a table of the small city's edition, and having it answered."""

import shutil
from pathlib import Path

import pytest

from momentum.monitor.actions import requests as actions
from momentum.monitor.actions.requests import running
from momentum.monitor.answering.building import Answer, released_to_json
from momentum.monitor.building import released as releases
from momentum.monitor.models import Edition, TableRequest

KEPT: dict[tuple[str, ...], tuple[Answer, Path]] = {}
WHY = "A study of ages by branch."


def ask(actor, edition: Edition, by, **changes) -> TableRequest:
    told = {"indicator": "stock", "period": "2016", "why": WHY, **changes}
    return actions.ask_table(actor, edition=edition, by=by, **told)


def built(city, request: TableRequest) -> TableRequest:
    actions.take_table(city.anna, request)
    actions.build_table(city.anna, request, enqueue=False)
    return actions.run_answer(request.pk)


def released(city, request: TableRequest, **changes) -> TableRequest:
    done = built(city, request)
    actions.check_table(city.bo, done, content_hash=done.content_hash)
    return actions.release_table(city.anna, done, **changes)


@pytest.fixture
def answers_kept(monkeypatch, tmp_path_factory):
    """An answer that another test had built already is put in place again, where building is not what is tested."""
    honest = running.build_answer

    def build(work, edition, question):
        known = (edition.content_hash, question.key, str(released_to_json(releases.released())))
        if known not in KEPT:
            built = honest(work, edition, question)
            kept = tmp_path_factory.mktemp("answer") / "kept"
            shutil.copytree(work, kept)
            KEPT[known] = (built, kept)
        elif not (work / "manifest.json").exists():
            shutil.copytree(KEPT[known][1], work, dirs_exist_ok=True)
        return KEPT[known][0]

    monkeypatch.setattr(running, "build_answer", build)
