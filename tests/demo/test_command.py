"""The command that builds the demo city: only where nothing stands yet."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from momentum.accounts.models import User
from momentum.journeys.models import Journey
from momentum.monitor.models import Edition


def test_a_city_is_only_built_into_an_empty_database(db):
    User.objects.create_user("somebody@example.org", name="Somebody")
    with pytest.raises(CommandError, match="not empty"):
        call_command("build_demo", stderr=StringIO())
    call_command("build_demo", if_absent=True, without_edition=True, stderr=StringIO())
    assert not Journey.objects.exists()


def test_a_database_without_the_demos_analysts_gets_no_edition(db):
    User.objects.create_user("somebody@example.org", name="Somebody")
    told = StringIO()
    call_command("build_demo", if_absent=True, stderr=told)
    assert "no edition was made" in told.getvalue()
    assert not Edition.objects.exists()


def test_a_seed_below_zero_is_refused(db):
    with pytest.raises(CommandError, match="zero or more"):
        call_command("build_demo", seed=-1, stderr=StringIO())
