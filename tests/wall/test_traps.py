"""Ways round the wall that are known to work elsewhere: errors, statistics, copies, keys, mandates past their end."""

import uuid

import psycopg
import pytest

OUTSIDE = ("policy_officer", "buyer", "grant_officer", "board_member")
ABOUT_PEOPLE = (
    "journeys_identity",
    "journeys_historicalidentity",
    "journeys_journey",
    "journeys_historicaljourney",
    "journeys_spell",
    "journeys_purposeground",
    "journeys_rightsrequest",
    "journeys_importbatch",
    "accounts_accessentryperson",
)


@pytest.fixture(params=OUTSIDE)
def outsider(request, session, walled):
    session.tell(walled.city["mandates"][request.param])
    return session


def test_who_is_outside_counts_nobody(outsider):
    for table in ABOUT_PEOPLE:
        assert outsider.ask(f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608


def test_who_signs_in_as_a_participant_is_known_to_themselves_and_who_may_read_their_identity(
    session, walled
):
    names = (
        "SELECT array_agg(name ORDER BY name) FROM accounts_user u "
        "WHERE EXISTS (SELECT 1 FROM accounts_mandate m WHERE m.user_id = u.id AND m.role = 'participant')"
    )
    mandates = walled.city["mandates"]
    for role in (*OUTSIDE, "analyst", "researcher", "broker", "journey_keeper"):
        session.tell(mandates[role])
        assert session.ask(names) == [(None,)], role
        assert session.ask("SELECT count(*) FROM accounts_user")[0][0] > 5, role
    for role in ("participant", "work_coach", "case_manager"):
        session.tell(mandates[role])
        assert session.ask(names) == [(["Sanne de Wit"],)], role
    session.tell(mandates["policy_officer"], "sign_in")
    assert len(session.ask(names)[0][0]) == 3


def test_an_error_tells_nothing_of_a_row_that_is_not_there_to_see(outsider, administrator):
    """A condition that fails on a hidden value would print it, were it asked before the policy."""
    for trap in ("last_name::int > 0", "1 / (length(pseudonym) - 64) > 0", "pseudonym::date IS NULL"):
        assert outsider.ask(f"SELECT id FROM journeys_identity WHERE {trap}") == []  # noqa: S608
        with pytest.raises(psycopg.Error):
            administrator.execute(f"SELECT id FROM journeys_identity WHERE {trap}")  # noqa: S608


def test_copies_hold_what_a_question_would(outsider):
    with outsider.connection.cursor().copy("COPY journeys_identity TO STDOUT") as lines:
        assert b"".join(bytes(each) for each in lines) == b""
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        outsider.ask("COPY journeys_identity FROM STDIN")


def test_statistics_of_what_stands_in_columns_are_not_told(outsider, administrator):
    administrator.execute("ANALYZE journeys_identity; ANALYZE journeys_journey")
    asked = "SELECT count(*) FROM pg_stats WHERE tablename IN ('journeys_identity', 'journeys_journey')"
    assert administrator.execute(asked).fetchone()[0] > 0
    assert outsider.ask(asked) == [(0,)]


def test_a_plan_tells_the_conditions_and_no_values(outsider):
    plan = "\n".join(line for (line,) in outsider.ask("EXPLAIN ANALYZE SELECT * FROM journeys_identity"))
    assert "rows=0" in plan
    assert "sealed" not in plan


def test_a_key_that_exists_is_refused_as_one_that_does_not(outsider, walled):
    told = set()
    for key in (walled.city["journeys"]["piet"], str(uuid.uuid4())):
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
            outsider.ask(
                "INSERT INTO journeys_membership (id, journey_id, target_group_id, starts) "
                "VALUES (gen_random_uuid(), %s, 'ggz', '2016-01-01')",
                [key],
            )
        told.add(str(refused.value))
        assert outsider.ask("UPDATE journeys_journey SET birth_year = 1900 WHERE id = %s", [key]) == 0
        assert outsider.ask("DELETE FROM journeys_journey WHERE id = %s", [key]) == 0
    assert len(told) == 1


def test_a_reference_of_another_organisation_is_refused_before_it_is_found_to_exist(
    session, administrator, walled
):
    (known,) = administrator.execute(
        "SELECT digest FROM journeys_sourcereference WHERE journey_id = %s", [walled.city["journeys"]["piet"]]
    ).fetchone()
    session.tell(walled.city["mandates"]["work_coach"])
    told = set()
    for digest in (known, "0" * 64):
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
            session.ask(
                "INSERT INTO journeys_sourcereference (journey_id, organisation_id, reference, digest) "
                "VALUES (%s, %s, '', %s)",
                [walled.city["journeys"]["sanne"], walled.city["bakkerij"], digest],
            )
        told.add(str(refused.value))
    assert len(told) == 1


def test_nobody_acts_where_nothing_was_told(walled):
    with psycopg.connect(walled.application) as fresh:
        for table in ABOUT_PEOPLE:
            assert fresh.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608


@pytest.mark.parametrize(
    "told", ["0f0e7c1a-5f52-4a3e-9d37-6c1b1de2a001", "00000000-0000-0000-0000-000000000000"]
)
def test_a_mandate_that_is_not_there_opens_nothing(told, session):
    session.tell(told)
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]


@pytest.mark.parametrize(
    "change", ["ends = '2016-11-28'", "starts = '2016-11-29', ends = NULL", "ends = '2016-11-27'"]
)
def test_an_ended_mandate_opens_nothing_from_that_day(change, session, administrator, walled):
    mandate = walled.city["mandates"]["work_coach"]
    session.tell(mandate)
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(1,)]
    administrator.execute(f"UPDATE accounts_mandate SET {change} WHERE id = %s", [mandate])  # noqa: S608
    try:
        assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    finally:
        administrator.execute(
            "UPDATE accounts_mandate SET starts = '2012-01-01', ends = NULL WHERE id = %s", [mandate]
        )


def test_who_may_no_longer_sign_in_opens_nothing(session, administrator, walled):
    mandate = walled.city["mandates"]["case_manager"]
    user = walled.city["users"][mandate]
    session.tell(mandate)
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(1,)]
    administrator.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [user])
    try:
        assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    finally:
        administrator.execute("UPDATE accounts_user SET is_active = true WHERE id = %s", [user])


def test_thirteen_weeks_after_the_stay_an_organisation_sees_the_person_no_more(
    session, administrator, walled
):
    session.tell(walled.city["strangers"]["work_coach"])
    piet = walled.city["journeys"]["piet"]
    seen = "SELECT count(*) FROM journeys_journey WHERE id = %s"
    identity = "SELECT count(*) FROM journeys_identity WHERE pseudonym = %s"
    try:
        for day, there in (("2017-02-13", 1), ("2017-02-14", 0)):
            administrator.execute("UPDATE wall.day SET today = %s", [day])
            assert session.ask(identity, [walled.city["pseudonyms"]["piet"]]) == [(there,)], day
    finally:
        administrator.execute("UPDATE wall.day SET today = '2016-11-28'")
    assert session.ask(seen, [piet]) == [(1,)]


def test_a_reason_is_noted_by_the_database_and_opens_for_one_transaction(session, administrator, walled):
    session.tell(walled.city["mandates"]["privacy_officer"])
    before = administrator.execute("SELECT count(*) FROM wall.opening").fetchone()
    everybody = [(3,)]
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    assert (
        session.ask("SELECT count(*) FROM journeys_identity", reason=("identity", "complaint")) == everybody
    )
    # Another's reason, another record's, and one that is on no list, open nothing.
    for reason in (
        ("identity", "match"),
        ("journey", "complaint"),
        ("identity", "because"),
        ("registry", "complaint"),
    ):
        assert session.ask("SELECT count(*) FROM journeys_identity", reason=reason) == [(0,)], reason
    with session.connection.transaction():
        session.connection.execute("SELECT wall.open('identity', 'complaint')")
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    assert administrator.execute("SELECT count(*) FROM wall.opening").fetchone() == (before[0] + 1,)


def test_a_task_of_the_system_reaches_its_own_tables_only(session, walled):
    session.tell("", "seats")
    assert session.ask("SELECT count(*) FROM journeys_spell")[0][0] > 0
    assert session.ask("UPDATE journeys_spell SET version = version") == 0
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    session.tell(walled.city["mandates"]["policy_officer"], "freeze")
    assert session.ask("SELECT count(*) FROM journeys_spell") == [(0,)]
    session.tell(walled.city["mandates"]["analyst"], "freeze")
    assert session.ask("SELECT count(*) FROM journeys_spell")[0][0] > 0
    assert session.ask("SELECT count(*) FROM journeys_identity") == [(0,)]
    session.tell("", "no such task")
    assert session.ask("SELECT count(*) FROM journeys_spell") == [(0,)]


def test_an_import_reaches_the_people_of_its_own_files_only(session, walled):
    session.tell(walled.city["mandates"]["enterprise_manager"])
    assert session.ask("SELECT count(*) FROM journeys_spell") == [(0,)]
    session.tell(walled.city["mandates"]["enterprise_manager"], "import")
    assert session.ask("SELECT DISTINCT journey_id::text FROM journeys_spell") == [
        (walled.city["journeys"]["sanne"],)
    ]
