"""Every role × table × verb × own or another's × reason, as SQL in the application's role, against the page that says
who may see and do what.

`TABLES` says which records of that page a table holds; nothing here is computed from the program's policies. `WIDER`
are the rows that a role's queries read for an effect and never show: docs/reference/row-security.md names them.
"""

import json
import uuid

import psycopg
import pytest

from momentum.accounts.policy import Role
from tests.accounts.test_matrix import REASON, granted

VERBS = ("SELECT", "UPDATE", "DELETE", "INSERT")
JOURNEY = ({"journey"}, {"journey"})
TABLES = {
    "journeys_identity": ({"identity", "contact"}, {"identity"}),
    "journeys_journey": (
        {"journey", "needs", "follow_up", "own_voice", "consent"},
        {"journey", "needs", "identity"},
    ),
    "journeys_spell": ({"journey", "follow_up"}, {"journey"}),
    "journeys_spellhours": JOURNEY,
    "journeys_membership": JOURNEY,
    "journeys_assessment": ({"journey"}, {"journey", "own_voice"}),
    "journeys_followup": ({"follow_up", "journey"}, {"follow_up", "journey", "consent"}),
    "journeys_assignment": JOURNEY,
    "journeys_referral": ({"journey"}, {"journey", "consent"}),
    "journeys_correctionrequest": ({"journey"}, {"journey", "consent"}),
    "journeys_purposeground": ({"consent"}, {"consent", "journey"}),
    "journeys_sourcereference": ({"journey", "import"}, {"journey", "import"}),
    "journeys_importbatch": ({"import"}, {"import"}),
    "journeys_importedspell": ({"import"}, {"import"}),
    "journeys_rememberedmapping": ({"import"}, {"import"}),
}
WIDER = {
    # Whether somebody may be asked afterwards, or counted, is an effect of these rows.
    ("journeys_purposeground", "work_coach"),
    ("journeys_purposeground", "journey_keeper"),
}
FILES = ("journeys_importbatch", "journeys_importedspell", "journeys_rememberedmapping")
NARROWER = {
    # An analyst's pseudonymous files come in on the command line, and a case manager's referrals by hand: neither
    # leaves rows here.
    **{(table, role): set(VERBS) for table in FILES for role in ("analyst", "case_manager")},
    ("journeys_sourcereference", "analyst"): set(VERBS),
    # How an organisation's file calls somebody is for that organisation to say; a merge moves it.
    ("journeys_sourcereference", "case_manager"): {"INSERT"},
}
ROLES = sorted(role.value for role in Role)
OWN = {"journey_keeper": "kees"}


@pytest.fixture(scope="session")
def rows(administrator, walled):
    """One row of each table about Sanne, Piet and Kees, as JSON."""
    found = {}
    journeys = {name: uuid.UUID(key) for name, key in walled.city["journeys"].items()}
    ways = {
        "journeys_identity": "pseudonym = %(pseudonym)s",
        "journeys_journey": "id = %(journey)s",
        "journeys_spellhours": "spell_id IN (SELECT id FROM journeys_spell WHERE journey_id = %(journey)s)",
        "journeys_followup": "spell_id IN (SELECT id FROM journeys_spell WHERE journey_id = %(journey)s)",
        "journeys_importedspell": "spell_id IN (SELECT id FROM journeys_spell WHERE journey_id = %(journey)s)",
        "journeys_importbatch": "id IN (SELECT batch_id FROM journeys_importedspell i JOIN journeys_spell s "
        "ON s.id = i.spell_id WHERE s.journey_id = %(journey)s)",
        "journeys_rememberedmapping": "columns = %(columns)s",
    }
    for table in TABLES:
        where = ways.get(table, "journey_id = %(journey)s")
        for name, key in journeys.items():
            told = {"journey": key, "pseudonym": walled.city["pseudonyms"][name], "columns": name.title()}
            row = administrator.execute(
                f"SELECT to_jsonb(t) FROM {table} t WHERE {where} ORDER BY 1 LIMIT 1",  # noqa: S608
                told,
            ).fetchone()
            assert row, (table, name)
            found[table, name] = row[0]
    return found


def expected(role: str, table: str, verb: str, whose: str, reason: str) -> bool:
    """Whether the page lets this role do it, given that a reason was stated, not stated, or a wrong one."""
    reads, writes = TABLES[table]
    if verb in NARROWER.get((table, role), ()):
        return False
    if table == "journeys_referral" and role == "work_coach" and verb in ("SELECT", "UPDATE"):
        return whose == "own"
    kinds = reads if verb == "SELECT" else writes
    if (table, role) in WIDER and verb == "SELECT":
        return whose == "own"
    for kind in kinds:
        allowed, reasoned = granted(role, kind, "read" if verb == "SELECT" else "write", whose)
        if allowed and (not reasoned or reason == "right"):
            return True
    return False


def tried(session, row: dict, table: str, verb: str, reason) -> bool:
    """Whether the row was reached. An error of a constraint comes after the wall let it through."""
    key = row["id"]
    column = next(name for name in row if name != "id")
    try:
        if verb == "SELECT":
            return bool(session.ask(f"SELECT 1 FROM {table} WHERE id = %s", [key], reason=reason))  # noqa: S608
        if verb == "UPDATE":
            sql = f"UPDATE {table} SET {column} = {column} WHERE id = %s"  # noqa: S608
            return session.ask(sql, [key], reason=reason) == 1
        if verb == "DELETE":
            return session.ask(f"DELETE FROM {table} WHERE id = %s", [key], reason=reason) == 1  # noqa: S608
        new = row | {"id": str(uuid.uuid4()) if isinstance(key, str) else 900_000_000}
        names = ", ".join(f'"{name}"' for name in row)
        sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s)"  # noqa: S608
        return session.ask(sql, [json.dumps(new)], reason=reason) == 1
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.IntegrityError:
        return True


@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_the_database_lets_through_what_the_page_says_and_nothing_else(role, session, rows, walled):
    wrong = []
    session.tell(walled.city["mandates"].get(role, ""))
    own = OWN.get(role, "sanne")
    has_own = role in {"participant", "work_coach", "case_manager", "enterprise_manager", "journey_keeper"}
    for (table, name), row in rows.items():
        whose = "own" if name == own and has_own else "other"
        for reason in ("none", "wrong", "right"):
            stated = {"none": None, "wrong": "because", "right": REASON.get(role)}[reason]
            for verb in VERBS:
                opened = _tried_with(session, row, table, verb, stated)
                want = expected(role, table, verb, whose, reason)
                if verb == "INSERT" and table in ("journeys_identity", "journeys_journey"):
                    # A new person has no journey yet, so entering one is asked of the role alone; a participant
                    # enters nobody but themselves.
                    others = role == "participant" and table == "journeys_identity" and whose == "other"
                    want = granted(role, "identity", "write", "own")[0] and not others
                if opened != want:
                    wrong.append((table, verb, name, whose, reason, "let through" if opened else "refused"))
    assert wrong == []


def _tried_with(session, row, table, verb, stated) -> bool:
    """With the reason stated for each record that the table holds."""
    if stated is None:
        return tried(session, row, table, verb, None)
    return any(tried(session, row, table, verb, (kind, stated)) for kind in sorted(TABLES[table][0]))
