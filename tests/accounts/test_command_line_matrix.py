"""Every role at the command line, against the page that says who may see and do what.

A command that changes or opens something for somebody knows them by a token. What a role may not do is refused and
logged as on a page. The others look at files, or belong to the operator of the machine, where the rights of its files
decide: they are listed apart, so that a new command has to say which it is.
"""

from datetime import timedelta

import click
import pytest
from click.testing import CliRunner
from django.utils import timezone

from momentum.accounts.access_log import export_tokens
from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Role
from momentum.monitor.models import ApprovalToken, Edition
from momentum.monitor.queries.analysts import digest_of
from momentum.site.command_line import main
from tests.accounts.test_matrix import granted

# command: the record it is about, what it does with it, and what it is called with
TOKENED = {
    "edition build": ("edition", "write", ["--period", "2015"]),
    "edition submit": ("edition", "write", ["2015"]),
    "edition approve": ("edition_approval", "write", ["2015"]),
    "edition publish": ("edition", "write", ["2015"]),
    "log export": ("access_log", "export", ["log.jsonl"]),
}
# A visitor's list without a token, and with one the drafts besides.
BOTH = {"edition list"}
OF_FILES = {
    "disclose audit", "disclose protect", "edition verify", "facts import", "identity measure", "indicators", "log verify", "measure",
}  # fmt: skip
OF_THE_MACHINE = {
    "backup", "daily list", "daily run", "doctor", "keys accept", "keys check", "keys rotate", "keys status",
    "log anchor", "operator", "restore",
    "retention list", "retention run",
}  # fmt: skip


def commands(group: click.Group, name: str = ""):
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}".strip(), command


def test_every_command_says_whose_it_is():
    found = dict(commands(main))
    assert set(found) == {*TOKENED, *BOTH, *OF_FILES, *OF_THE_MACHINE}
    tokened = {name for name, command in found.items() if "token" in {each.name for each in command.params}}
    assert tokened == {*TOKENED, *BOTH}


def token_of(mandate, name: str) -> str:
    """A token of this person, made as if nobody had asked who they are: what somebody holds whose role changed."""
    if name == "log export":
        return export_tokens._signer.sign(str(mandate.pk))
    ApprovalToken.objects.create(
        user=mandate.user, digest=digest_of("mom_held"), expires_at=timezone.now() + timedelta(hours=1)
    )
    return "mom_held"


@pytest.mark.parametrize("name", sorted(TOKENED))
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")
def test_a_command_refuses_whom_the_page_refuses(role, name, person, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record, verb, arguments = TOKENED[name]
    token = token_of(person(role), name) if role else None
    # Own or another's makes no difference to these records; what an analyst built is for their room to try.
    if granted(role or "visitor", record, verb, "other")[0] or role == Role.ANALYST:
        return
    answer = CliRunner().invoke(main, [*name.split(), *arguments], env={"MOMENTUM_TOKEN": token})
    assert answer.exit_code == 1, answer.output
    assert "Traceback" not in answer.output
    assert AccessEntry.objects.filter(refused=True, verb__in=(verb, "read", "write")).count() == 1
    assert not Edition.objects.exists()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(TOKENED))
def test_a_mandate_that_ended_is_no_ones(name, person, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record, verb, arguments = TOKENED[name]
    role = Role.PRIVACY_OFFICER if name == "log export" else Role.ANALYST
    mandate = person(role)
    token = token_of(mandate, name)
    mandate.ends = mandate.starts + timedelta(days=1)
    mandate.save()
    answer = CliRunner().invoke(main, [*name.split(), *arguments], env={"MOMENTUM_TOKEN": token})
    assert answer.exit_code == 1
    assert AccessEntry.objects.filter(refused=True).count() == 1
    assert not list(tmp_path.iterdir())
