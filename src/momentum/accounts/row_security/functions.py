"""What the policies ask, as SQL: who acts today, what the matrix gives them, and whose journeys are their own.

All of it lies in the schema `wall`, belongs to the owner and runs with the owner's rights (SECURITY DEFINER) on a
fixed search path, so that a policy may look at tables which whoever asks cannot see. The application's role may call
what the policies call, and read none of the tables here.
"""

# SQL is made here from names in the program, never from what somebody typed.
# ruff: noqa: S608

from collections.abc import Iterator

from momentum.accounts.policy import Role
from momentum.accounts.row_security.registry import own_rules

TABLES = [
    "CREATE SCHEMA IF NOT EXISTS wall",
    "REVOKE ALL ON SCHEMA wall FROM PUBLIC",
    # The day on which the city stands still; NULL where it follows the clock.
    "CREATE TABLE IF NOT EXISTS wall.day (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), "
    "today date, zone text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS wall.cell (record text, role text, verb text, own boolean, reasoned boolean)",
    "CREATE TABLE IF NOT EXISTS wall.reason (role text, purpose text, PRIMARY KEY (role, purpose))",
    'CREATE TABLE IF NOT EXISTS wall.task (task text, "table" text, verb text, role text)',
    # What somebody opened for a reason, as the database itself noted it.
    "CREATE TABLE IF NOT EXISTS wall.opening (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "at timestamptz NOT NULL DEFAULT clock_timestamp(), transaction xid8 NOT NULL DEFAULT pg_current_xact_id(), "
    "mandate uuid NOT NULL, user_id uuid NOT NULL, role text NOT NULL, record text NOT NULL, purpose text NOT NULL)",
    "CREATE INDEX IF NOT EXISTS opening_by_transaction ON wall.opening (transaction)",
    # Journeys that this transaction changed while they were the actor's own: an action that ends its own reason for
    # reaching them, such as a hand-over, still finishes.
    "CREATE UNLOGGED TABLE IF NOT EXISTS wall.touched (transaction xid8, mandate uuid, journey uuid, "
    "PRIMARY KEY (transaction, mandate, journey))",
]

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"


def sql_function(name: str, returns: str, body: str, *, kind: str = "STABLE") -> str:
    # In PL/pgSQL a session plans each query once; a function in SQL would plan it anew for every call.
    return (
        f"CREATE OR REPLACE FUNCTION wall.{name} RETURNS {returns} LANGUAGE plpgsql {kind} "
        f"{DEFINER} AS $wall$ {body} $wall$"
    )


def value(name: str, returns: str, select: str) -> str:
    return sql_function(name, returns, f"BEGIN RETURN ({select}); END")


def rows(name: str, returns: str, select: str) -> str:
    return sql_function(name, f"SETOF {returns}", f"BEGIN RETURN QUERY {select}; END")


TODAY = "coalesce(d.today, (now() AT TIME ZONE d.zone)::date)"
RUNS = "m.starts <= wall.today() AND (m.ends IS NULL OR m.ends > wall.today())"

WHO = [
    value("today()", "date", f"SELECT {TODAY} FROM wall.day d"),
    # An ended mandate, or that of somebody who may no longer sign in, is nobody's.
    sql_function(
        "acting()",
        "public.accounts_mandate",
        "DECLARE told text := nullif(current_setting('momentum.mandate', true), ''); "
        "found public.accounts_mandate; BEGIN IF told IS NULL THEN RETURN NULL; END IF; "
        "SELECT m.* INTO found FROM public.accounts_mandate m JOIN public.accounts_user u ON u.id = m.user_id "
        f"WHERE m.id = told::uuid AND u.is_active AND {RUNS}; RETURN found; END",
    ),
    value("me()", "uuid", "SELECT (wall.acting()).user_id"),
    value("organisation()", "uuid", "SELECT (wall.acting()).organisation_id"),
    value("role()", "text", "SELECT (wall.acting()).role"),
    value("task()", "text", "SELECT nullif(current_setting('momentum.system', true), '')"),
]

OPENED = (
    "EXISTS (SELECT 1 FROM wall.opening o WHERE o.transaction = pg_current_xact_id_if_assigned() "
    "AND o.mandate = {me}.id AND o.record = c.record)"
)

MATRIX = [
    # Whether every row of a table is open: to a task of the system, or to a role whose cell names no scope.
    sql_function(
        "all_of(asked text[], wanted text, named text, doing text)",
        "boolean",
        "DECLARE me public.accounts_mandate := wall.acting(); work text := wall.task(); BEGIN "
        "IF work IS NOT NULL AND EXISTS (SELECT 1 FROM wall.task t WHERE t.task = work "
        'AND t."table" = named AND t.verb = doing AND (t.role IS NULL OR t.role = me.role)) THEN RETURN true; END IF; '
        "RETURN me.id IS NOT NULL AND EXISTS (SELECT 1 FROM wall.cell c WHERE c.role = me.role "
        "AND c.record = ANY (asked) AND c.verb = wanted AND NOT c.own "
        f"AND (NOT c.reasoned OR {OPENED.format(me='me')})); END",
    ),
    # Whether the role writes any of these records: for the history of what it changed.
    value(
        "may_write(asked text[])",
        "boolean",
        "SELECT EXISTS (SELECT 1 FROM wall.cell c WHERE c.role = wall.role() AND c.record = ANY (asked) "
        "AND c.verb = 'write')",
    ),
    # The reason somebody chose is noted, and opens what it opens until the transaction ends.
    sql_function(
        "open(opened text, why text)",
        "void",
        "DECLARE me public.accounts_mandate := wall.acting(); BEGIN "
        "IF NOT EXISTS (SELECT 1 FROM wall.cell c JOIN wall.reason r ON r.role = c.role "
        "WHERE c.role = me.role AND c.record = opened AND c.reasoned AND r.purpose = why) "
        "THEN RETURN; END IF; "
        "INSERT INTO wall.opening (mandate, user_id, role, record, purpose) "
        "VALUES (me.id, me.user_id, me.role, opened, why); END",
        kind="VOLATILE",
    ),
]

TOUCHED = (
    "SELECT t.journey FROM wall.touched t WHERE t.transaction = pg_current_xact_id_if_assigned() "
    "AND t.mandate = me.id"
)


def reach() -> Iterator[str]:
    """The functions that give the journeys somebody reaches, and what hangs on them."""
    yield sql_function(
        "own_journeys(me_user uuid, me_organisation uuid, me_role text, day date)",
        "SETOF uuid",
        f"BEGIN {_own_rules()} END",
    )
    yield sql_function(
        "journeys(asked text[], wanted text)",
        "SETOF uuid",
        "DECLARE me public.accounts_mandate := wall.acting(); own uuid[]; BEGIN "
        "IF me.id IS NULL THEN RETURN; END IF; "
        "IF EXISTS (SELECT 1 FROM wall.cell c WHERE c.role = me.role AND c.record = ANY (asked) "
        "AND c.record <> 'import' "
        f"AND c.verb = wanted AND c.own AND (NOT c.reasoned OR {OPENED.format(me='me')})) THEN "
        "own := ARRAY(SELECT wall.own_journeys(me.user_id, me.organisation_id, me.role, wall.today())); "
        "RETURN QUERY SELECT unnest(own); "
        "RETURN QUERY SELECT j.id FROM public.journeys_journey j WHERE j.merged_into_id = ANY (own); "
        f"RETURN QUERY {TOUCHED}; "
        "END IF; "
        # Who is proposed to the own organisation can be answered, before anything else of them opens.
        "IF 'referred' = ANY (asked) AND me.role = 'work_coach' THEN "
        "RETURN QUERY SELECT r.journey_id FROM public.journeys_referral r "
        "JOIN public.journeys_journey j ON j.id = r.journey_id "
        "WHERE r.to_organisation_id = me.organisation_id AND j.restricted_on IS NULL; END IF; "
        # A file that is taken in or undone touches the people whom the organisation's own files named.
        "IF 'import' = ANY (asked) AND wall.task() = 'import' AND EXISTS (SELECT 1 FROM wall.cell c "
        "WHERE c.role = me.role AND c.record = 'import' AND c.verb = wanted AND c.own) THEN "
        "RETURN QUERY SELECT f.journey_id FROM public.journeys_sourcereference f "
        "WHERE f.organisation_id = me.organisation_id; "
        "RETURN QUERY SELECT j.merged_into_id FROM public.journeys_sourcereference f "
        "JOIN public.journeys_journey j ON j.id = f.journey_id "
        "WHERE f.organisation_id = me.organisation_id AND j.merged_into_id IS NOT NULL; "
        f"RETURN QUERY {TOUCHED}; END IF; END",
    )
    yield rows(
        "pseudonyms(asked text[], wanted text)",
        "text",
        "SELECT j.pseudonym::text FROM public.journeys_journey j WHERE j.id = ANY (ARRAY(SELECT wall.journeys(asked, wanted)))",
    )
    yield rows(
        "spells(asked text[], wanted text)",
        "uuid",
        "SELECT s.id FROM public.journeys_spell s WHERE s.journey_id = ANY (ARRAY(SELECT wall.journeys(asked, wanted)))",
    )
    # Who signs in as a participant is known to themselves and to who may read their identity.
    yield value(
        "shows_user(who uuid)",
        "boolean",
        "SELECT NOT EXISTS (SELECT 1 FROM public.accounts_mandate m WHERE m.user_id = who "
        "AND m.role = 'participant') OR EXISTS (SELECT 1 FROM public.journeys_identity i WHERE i.user_id = who "
        "AND i.pseudonym IN (SELECT wall.pseudonyms(ARRAY['identity'], 'read')))",
    )
    # A participant's references are made under a key outside the database: who can name one is who it stands for.
    yield rows(
        "entries_about()",
        "bigint",
        "SELECT p.entry_id FROM public.accounts_accessentryperson p "
        "WHERE p.reference = ANY (string_to_array(nullif(current_setting('momentum.references', true), ''), ','))",
    )
    yield value(
        "journey_of(spell uuid)",
        "uuid",
        "SELECT s.journey_id FROM public.journeys_spell s WHERE s.id = spell",
    )


def _own_rules() -> str:
    rules = own_rules()
    branches = [
        f"{'IF' if number == 0 else 'ELSIF'} me_role = '{role.value}' THEN RETURN QUERY {rules[role]};"
        for number, role in enumerate(role for role in Role if role in rules)
    ]
    return " ".join([*branches, "END IF;"]) if branches else "RETURN;"


def touching() -> list[str]:
    """The triggers that note which journeys a transaction changed: before a change takes them out of scope, and when
    a new one comes in."""
    note = (
        "DECLARE me uuid := (wall.acting()).id; BEGIN IF me IS NULL THEN RETURN NULL; END IF; "
        # Notes of transactions that ended go; those that somebody else is removing right now are left to them.
        "DELETE FROM wall.touched t WHERE t.ctid = ANY (ARRAY(SELECT o.ctid FROM wall.touched o "
        "WHERE o.transaction < pg_snapshot_xmin(pg_current_snapshot()) FOR UPDATE SKIP LOCKED)); "
        "INSERT INTO wall.touched (transaction, mandate, journey) "
        "SELECT DISTINCT pg_current_xact_id(), me, {journey} FROM changed {joined} "
        "ON CONFLICT DO NOTHING; RETURN NULL; END"
    )
    ways = {
        "journey": ("changed.id", ""),
        "by_journey": ("changed.journey_id", ""),
        "by_spell": ("s.journey_id", "JOIN public.journeys_spell s ON s.id = changed.spell_id"),
        "by_pseudonym": (
            "j.id",
            "JOIN public.journeys_journey j ON j.pseudonym = changed.pseudonym",
        ),
    }
    statements = [
        sql_function(
            f"touch_{name}()",
            "trigger",
            note.format(journey=journey, joined=joined),
            kind="VOLATILE",
        )
        for name, (journey, joined) in ways.items()
    ]
    watched = {
        "journeys_journey": ("journey", ("INSERT", "UPDATE")),
        "journeys_spell": ("by_journey", ("UPDATE", "DELETE")),
        "journeys_referral": ("by_journey", ("UPDATE",)),
        "journeys_assignment": ("by_journey", ("UPDATE", "DELETE")),
        "journeys_purposeground": ("by_journey", ("UPDATE", "DELETE")),
        "journeys_followup": ("by_spell", ("UPDATE",)),
        "journeys_identity": ("by_pseudonym", ("UPDATE", "DELETE")),
    }
    for table, (way, events) in watched.items():
        for event in events:
            rows = "NEW" if event == "INSERT" else "OLD"
            name = f"wall_touched_{event.lower()}"
            statements.append(
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed "
                f"FOR EACH STATEMENT EXECUTE FUNCTION wall.touch_{way}()"
            )
    return statements


CALLED = (
    "today()", "acting()", "me()", "organisation()", "role()", "task()", "all_of(text[], text, text, text)",
    "may_write(text[])",
    "open(text, text)", "journeys(text[], text)", "pseudonyms(text[], text)", "spells(text[], text)",
    "journey_of(uuid)", "entries_about()",
    "shows_user(uuid)",
)  # fmt: skip
