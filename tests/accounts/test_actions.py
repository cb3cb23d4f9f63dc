"""Who gets which role, and until when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from momentum.accounts import actions, queries
from momentum.accounts.access import Refused
from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import NEVER_TOGETHER, ROLES_OF_KIND, Role
from tests.accounts.conftest import TODAY

TOMORROW = TODAY + timedelta(days=1)
EXCLUDED = ["policy_officer", "buyer", "grant_officer", "board_member"]


def errors_of(raised):
    return set(raised.value.message_dict)


def test_the_roles_that_never_go_together_are_those_of_the_page():
    assert {frozenset({"case_manager", role}) for role in EXCLUDED} == NEVER_TOGETHER


def test_a_manager_invites_somebody_of_their_own(actor, entries):
    manager = actor("enterprise_manager")
    mandate = actions.invite_person(
        manager, email="New@Example.org ", name="Noor", organisation=manager.organisation, role="work_coach"
    )
    assert (mandate.user.email, mandate.user.name, mandate.granted_by) == (
        "new@example.org",
        "Noor",
        manager.user,
    )
    assert (mandate.starts, mandate.ends) == (TODAY, None)
    assert not mandate.user.has_usable_password()
    entry = entries.get()
    assert (entry.verb, entry.record, entry.purpose) == ("write", "accounts", "administration")
    assert str(mandate.pk) in entry.detail


def test_somebody_known_keeps_their_name_and_gets_the_role(actor, person):
    manager = actor("enterprise_manager")
    known = person("researcher", email="known@example.org").user
    mandate = actions.invite_person(
        manager, email="KNOWN@example.org", name="Other", organisation=manager.organisation, role="work_coach"
    )
    assert mandate.user == known
    assert User.objects.get(pk=known.pk).name == known.name


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in ("enterprise_manager", "operator")]
)
def test_only_managers_and_operators_give_roles(role, actor, organisation, person):
    acting = actor(role)
    where = acting.organisation or organisation()
    other = person("work_coach")
    count = Mandate.objects.count()
    with pytest.raises(Refused):
        actions.invite_person(acting, email="a@example.org", name="A", organisation=where, role="work_coach")
    with pytest.raises(Refused):
        actions.grant_mandate(acting, user=other.user, organisation=where, role="work_coach")
    with pytest.raises(Refused):
        actions.end_mandate(acting, other)
    assert Mandate.objects.count() == count
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_manager_has_no_say_over_another_organisation(actor, organisation, person):
    manager, other = actor("enterprise_manager"), organisation("social_enterprise", "other")
    with pytest.raises(Refused):
        actions.invite_person(manager, email="a@example.org", name="A", organisation=other, role="work_coach")
    with pytest.raises(Refused):
        actions.end_mandate(manager, person("work_coach", other))
    with pytest.raises(Refused):
        actions.grant_mandate(manager, user=person("work_coach").user, organisation=None, role="participant")


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("kind", sorted(ROLES_OF_KIND))
def test_an_organisation_gives_only_the_roles_that_its_people_can_hold(kind, role, actor, organisation):
    operator = actor("operator")
    invitation = {
        "email": "a@example.org",
        "name": "A",
        "organisation": organisation(kind, f"x-{kind}"),
        "role": role,
    }
    if role in ROLES_OF_KIND[kind]:
        assert actions.invite_person(operator, **invitation).role == role
    else:
        with pytest.raises(ValidationError) as raised:
            actions.invite_person(operator, **invitation)
        assert errors_of(raised) == {"role"}
        assert not User.objects.filter(email="a@example.org").exists()


def test_an_operator_gives_a_participant_a_sign_in_without_an_organisation(actor):
    user = User.objects.create_user(email="p@example.org", name="P")
    assert actions.grant_mandate(actor("operator"), user=user, organisation=None, role="participant").pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"name": "  "}, "name"),
        ({"starts": TODAY - timedelta(days=1)}, "starts"),
        ({"starts": TOMORROW, "ends": TOMORROW}, "ends"),
        ({"ends": TODAY - timedelta(days=400)}, "ends"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_told_by_field_and_nothing_is_kept(change, field, actor):
    manager = actor("enterprise_manager")
    typed = {
        "email": "a@example.org",
        "name": "A",
        "organisation": manager.organisation,
        "role": "work_coach",
    }
    with pytest.raises(ValidationError) as raised:
        actions.invite_person(manager, **(typed | change))
    assert errors_of(raised) == {field}
    assert User.objects.count() == 1


def test_nobody_gives_a_role_to_themselves_or_ends_their_own(actor):
    manager = actor("enterprise_manager")
    with pytest.raises(ValidationError) as raised:
        actions.grant_mandate(
            manager, user=manager.user, organisation=manager.organisation, role="work_coach"
        )
    assert errors_of(raised) == {"email"}
    with pytest.raises(ValidationError):
        actions.end_mandate(manager, manager.mandate)
    manager.mandate.refresh_from_db()
    assert manager.mandate.ends is None


def test_the_same_role_is_not_given_twice_over_the_same_days(actor, person):
    manager = actor("enterprise_manager")
    held = person("work_coach", ends=date(2016, 12, 31))
    given = {"user": held.user, "organisation": manager.organisation, "role": "work_coach"}
    with pytest.raises(ValidationError) as raised:
        actions.grant_mandate(manager, **given)
    assert errors_of(raised) == {"role"}
    assert actions.grant_mandate(manager, **given, starts=held.ends).starts == held.ends


@pytest.mark.parametrize("role", EXCLUDED)
@pytest.mark.parametrize("case_manager_first", [True, False])
def test_nobody_is_a_case_manager_and_makes_policy_buys_grants_or_governs(
    role, case_manager_first, actor, person, organisation
):
    operator = actor("operator")
    first, second = ("case_manager", role) if case_manager_first else (role, "case_manager")
    held = person(first, ends=date(2017, 1, 1))
    where = organisation(next(kind for kind, roles in ROLES_OF_KIND.items() if second in roles))
    with pytest.raises(ValidationError) as raised:
        actions.grant_mandate(operator, user=held.user, organisation=where, role=second)
    assert errors_of(raised) == {"role"}
    after = actions.grant_mandate(operator, user=held.user, organisation=where, role=second, starts=held.ends)
    assert after.starts == held.ends


@pytest.mark.parametrize("role", EXCLUDED)
@pytest.mark.parametrize("case_manager_first", [True, False])
def test_the_database_refuses_it_too(role, case_manager_first, person, organisation):
    first, second = ("case_manager", role) if case_manager_first else (role, "case_manager")
    held = person(first)
    where = organisation("authority")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(user=held.user, organisation=where, role=second, starts=TODAY)
    free = Mandate.objects.create(user=held.user, organisation=where, role="researcher", starts=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=free.pk).update(role=second)
    someone_else = person("researcher").user
    assert Mandate.objects.create(user=someone_else, organisation=where, role=second, starts=TODAY).pk


def test_the_database_lets_such_roles_follow_each_other(person, organisation):
    held = person("case_manager", ends=TODAY)
    after = Mandate.objects.create(
        user=held.user, organisation=organisation("authority"), role="policy_officer", starts=TODAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=after.pk).update(starts=TODAY - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=held.pk).update(ends=None)


def test_a_role_ends_at_the_start_of_its_day_and_access_with_it(actor, person, settings):
    manager, held = actor("enterprise_manager"), person("work_coach")
    actions.end_mandate(manager, held, ends=TOMORROW)
    assert list(queries.running_mandates(held.user)) == [held]
    settings.TODAY = TOMORROW
    assert list(queries.running_mandates(held.user)) == []


def test_a_role_ends_at_once(actor, person, entries):
    held = person("work_coach")
    actions.end_mandate(actor("operator"), held)
    assert list(queries.running_mandates(held.user)) == []
    assert "ended work_coach" in entries.get().detail


def test_a_role_that_has_not_started_is_withdrawn(actor, person):
    held = person("work_coach", starts=TOMORROW)
    assert actions.end_mandate(actor("operator"), held).ends == TOMORROW
    assert list(queries.running_mandates(held.user, TOMORROW)) == []


@pytest.mark.parametrize(
    ("until", "ends"),
    [(None, TODAY - timedelta(days=1)), (TODAY, TODAY), (TOMORROW, TOMORROW + timedelta(days=1))],
)
def test_a_role_does_not_end_in_the_past_twice_or_later_than_it_does(until, ends, actor, person):
    held = person("work_coach", ends=until)
    with pytest.raises(ValidationError):
        actions.end_mandate(actor("operator"), held, ends=ends)
    held.refresh_from_db()
    assert held.ends == until


def test_a_participants_sign_in_is_not_ended_among_people_and_roles(actor, person):
    with pytest.raises(Refused):
        actions.end_mandate(actor("operator"), person("participant"))


def test_a_role_does_not_run_before_it_starts_nor_from_the_day_it_ends(person):
    held = person("work_coach", starts=date(2016, 1, 1), ends=date(2016, 2, 1))
    running = [
        day
        for day in (date(2015, 12, 31), date(2016, 1, 1), date(2016, 1, 31), date(2016, 2, 1))
        if queries.running_mandates(held.user, day)
    ]
    assert running == [date(2016, 1, 1), date(2016, 1, 31)]
