"""Every action of every room, by those whose role gives them nothing there: refused before anything is touched.

The actions are found, not listed, so that a new one is tried from its first day.
"""

import importlib
import inspect
import pkgutil

import pytest

from momentum.accounts.access import Refused
from momentum.accounts.actor import VISITOR
from momentum.accounts.policy import Role

ROOMS = ("accounts", "sector", "journeys", "identity", "monitor")
# Steps of other actions, which ask for the permission; no page, command or import calls them.
STEPS = {
    "accounts.mandates.check_end",
    "journeys.follow_ups.plan_follow_ups",
    "journeys.follow_ups.withdraw_follow_ups",
    "journeys.follow_ups.withdraw_all_follow_ups",
    "journeys.hours.set_hours",
    "journeys.hours.fit_hours",
    "journeys.hours.reopen_hours",
    "journeys.people.open_journey",
    "journeys.people.assign",
    "journeys.people.assign_to_actor",
    "journeys.taking_out.take_out",
    "journeys.imported_rows.write_persons",
    "journeys.imported_rows.write_spells",
    "journeys.imported_rows.write_memberships",
    "journeys.corrections.report_error",
    "journeys.grounds.stop",
    "journeys.grounds.withdraw",
    "journeys.requests.answered",
    "journeys.requests.enter_request",
    "journeys.requests.take_step",
    "journeys.rights.open_again",
    "journeys.writing.store",
    "journeys.writing.remove",
    "journeys.writing.wrote",
    "identity.statements.allowed",
    "identity.statements.take",
    "identity.counter_measures.allowed",
    "monitor.transitions.allowed",
    "monitor.transitions.take",
    "monitor.transitions.write",
    "monitor.steps.permitted",
    "monitor.steps.step",
    "monitor.steps.write_down",
}
# Open to whoever is signed in: only a visitor is refused.
EVERYBODYS = {"monitor.asking.ask_table"}
# Whose own business it is not to be refused by role alone: their room tries them with a wrong organisation.
NOBODYS = [VISITOR, Role.RESEARCHER, Role.POLICY_OFFICER, Role.BUYER, Role.GRANT_OFFICER, Role.BOARD_MEMBER]


class Untouched:
    """Stands for every other argument: who looks into it before asking for permission gives itself away.

    Whose record it is may be asked, since permission is about somebody's record.
    """

    def __getattr__(self, name):
        if name in ("pk", "asker_id"):
            return ""
        if name in ("journey", "spell"):
            return self
        raise AssertionError(f"{name} was looked at before permission was asked for")


def found():
    for room in ROOMS:
        package = importlib.import_module(f"momentum.{room}.actions")
        found = pkgutil.walk_packages(getattr(package, "__path__", []), f"{package.__name__}.")
        modules = [package, *(importlib.import_module(each.name) for each in found)]
        for module in modules:
            for name, action in vars(module).items():
                ours = inspect.isfunction(action) and action.__module__ == module.__name__
                if (
                    ours
                    and not name.startswith("_")
                    and next(iter(inspect.signature(action).parameters), "") == "actor"
                ):
                    yield f"{room}.{module.__name__.rsplit('.', 1)[-1]}.{name}", action


ACTIONS = dict(found())


def test_the_actions_are_found_and_the_steps_are_still_there():
    assert len(ACTIONS) > 50
    assert set(ACTIONS) >= STEPS


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - STEPS))
def test_an_action_refuses_who_has_no_business_there(name, actor):
    action = ACTIONS[name]
    others = [each for each in inspect.signature(action).parameters.values() if each.name != "actor"]
    given = [Untouched() for each in others if each.kind == each.POSITIONAL_OR_KEYWORD]
    named = {each.name: Untouched() for each in others if each.kind == each.KEYWORD_ONLY}
    for who in NOBODYS[: 1 if name in EVERYBODYS else None]:
        with pytest.raises(Refused):
            action(who if who is VISITOR else actor(who), *given, **named)
