"""Random requests by every role: no error of the server, no refusal that tells anything, no name to a stranger."""

import json
import os
from datetime import date

import pytest

from momentum.accounts.policy import Role
from tests.fuzz.city import build
from tests.fuzz.walking import Walk

REQUESTS = int(os.environ.get("MOMENTUM_FUZZ_REQUESTS", "1000"))
SHARES = 4
SEED = int(os.environ.get("MOMENTUM_FUZZ_SEED", "20161128"))


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = date(2016, 11, 28)


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.django_db
def test_a_random_walk_meets_no_error_and_no_leak(share, record_property):
    walk = Walk(build(), SEED + share)
    report = walk.take(REQUESTS // SHARES)
    print(
        f"seed {walk.seed}: {report.requests} requests, {dict(report.statuses)}, {report.refusals} refusals"
    )
    record_property(
        "walk",
        json.dumps(
            {
                "seed": walk.seed,
                "requests": report.requests,
                "refusals": report.refusals,
                "pages": len(report.pages),
                "statuses": report.statuses,
                "errors": sum(count for status, count in report.statuses.items() if status >= 500),
                "problems": len(report.problems),
            }
        ),
    )
    assert report.problems == []
    assert report.requests == REQUESTS // SHARES
    if report.requests >= 1000:
        assert set(report.roles) == {"visitor", *Role.values}
        assert len(report.pages) > 80


@pytest.mark.django_db
def test_the_walk_notices_a_name_told_to_a_stranger():
    """Shown whom everybody is a client of: the walk must name a victim."""
    city = build()
    city.known = {}
    report = Walk(city, 7).take(400)
    assert any("told" in each for each in report.problems)


@pytest.mark.django_db
def test_the_walk_notices_an_error_of_the_server(monkeypatch):

    def broken(*_arguments, **_named):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("momentum.site.context.footer_menu", broken)
    report = Walk(build(), 7).take(16)
    assert any("500" in each or "RuntimeError" in each for each in report.problems)
