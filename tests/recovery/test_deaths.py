"""The schedule of a run that kills: some of its deaths come within publishing, whatever the seed."""

from random import Random

import pytest

from tests.recovery.kill.run import AIMED, PUBLISHING, deaths


@pytest.mark.parametrize("seed", range(20))
def test_twenty_kills_hold_deaths_aimed_at_publishing_from_its_first_moment_on(seed):
    schedule = deaths(20, Random(seed))
    aimed = [death for death in schedule if death.aimed]
    assert len(schedule) == 20
    assert len(aimed) == AIMED
    # Each in a part of the time of its own, and each of the processes that answer.
    assert [int(death.after / (PUBLISHING / AIMED)) for death in aimed] == list(range(AIMED))
    assert {death.victims for death in aimed} == {"web"}
    # What works in between has time to make something that a death can spoil.
    assert not schedule[0].aimed


def test_the_same_seed_gives_the_same_deaths():
    assert deaths(50, Random(9)) == deaths(50, Random(9)) != deaths(50, Random(10))


def test_a_run_of_one_kill_is_aimed_too():
    assert [death.aimed for death in deaths(1, Random(1))] == [True]
