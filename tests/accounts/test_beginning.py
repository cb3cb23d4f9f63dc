"""A new city's first operator: once, logged, and with a link that works once."""

import pytest
from click.testing import CliRunner
from django.test import Client

from momentum.accounts.actions.beginning import AlreadyBegun, begin
from momentum.accounts.models import AccessEntry, Mandate, User
from momentum.accounts.policy import Role
from momentum.site.command_line import main

pytestmark = pytest.mark.django_db


def test_the_first_operator_comes_from_the_command_line_and_follows_a_link():
    told = CliRunner().invoke(main, ["operator", "olga@example.org", "Olga de Boer", "--language", "en"])
    assert told.exit_code == 0, told.output
    mandate = Mandate.objects.get(role=Role.OPERATOR)
    assert (mandate.user.email, mandate.organisation.kind) == ("olga@example.org", "platform")
    assert "first operator" in AccessEntry.objects.get().detail
    address = told.output.strip()
    assert address.startswith("https://")
    path = "/" + address.split("/", 3)[3]
    assert Client().get(path).status_code in (200, 302)
    assert not mandate.user.has_usable_password()


def test_there_is_one_beginning():
    begin(email="olga@example.org", name="Olga", organisation="Platform")
    with pytest.raises(AlreadyBegun):
        begin(email="other@example.org", name="Other", organisation="Platform")
    told = CliRunner().invoke(main, ["operator", "other@example.org", "Other"])
    assert told.exit_code == 1
    assert "There is an operator already" in told.output
    assert User.objects.count() == 1


@pytest.mark.parametrize(("email", "name"), [("olga", "Olga"), ("olga@example.org", "  ")])
def test_who_has_no_address_or_name_is_refused_in_words(email, name):
    told = CliRunner().invoke(main, ["operator", email, name])
    assert told.exit_code == 1
    assert not User.objects.exists()
